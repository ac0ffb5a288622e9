"""Attributes: what a catalogue keeps of each entry beside its label, such as owner, version, next review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from engine.registers.errors import CatalogueError

TEXT, CHOICE, DAY, CASE, ENTRIES = "text", "choice", "date", "case", "entries"
TYPES: Mapping[str, str] = MappingProxyType(
    {
        TEXT: "Words",
        CHOICE: "One of a list",
        DAY: "A day",
        CASE: "A case",
        ENTRIES: "Other entries of the catalogue",
    }
)
LONGEST = 500  # characters of a text
KEYS = frozenset({"key", "title", "type", "options"})
RESERVED = frozenset({"key", "label", "retired", "needed_by"})  # what a record says besides


class Unfit(ValueError):
    """This cannot be the value of the attribute."""


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One thing kept of each entry. `options` are those of a choice: code -> words."""

    key: str
    title: str
    type: str = TEXT
    options: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        kept: dict[str, Any] = {"key": self.key, "title": self.title, "type": self.type}
        return kept | ({"options": dict(self.options)} if self.options else {})


def read_attributes(given: Any) -> tuple[Attribute, ...]:
    """The attributes a catalogue declares, from a file or its row. Raises CatalogueError."""
    if not isinstance(given, list):
        raise CatalogueError("attributes are a list")
    found = tuple(_attribute(one) for one in given)
    keys = [one.key for one in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise CatalogueError(f"there are two attributes {twice[0]}")
    return found


def value_of(attribute: Attribute, given: Any, others: Mapping[str, str]) -> Any:
    """What is kept of a value given by a person, file or case; None for nothing. `others`: key -> label.

    Choices and entries may come as code or as {key, label}. Raises Unfit, a sentence for whoever gave it.
    """
    if attribute.type == ENTRIES:
        return _entries(given, others)
    said = given.get("key") if isinstance(given, Mapping) else given
    if said is None or (isinstance(said, str) and not said.strip()):
        return None
    if not isinstance(said, str):
        raise Unfit(f"{attribute.title} is kept as text, and this is {said!r}.")
    said = said.strip()
    if attribute.type == CHOICE and said not in attribute.options:
        raise Unfit(f"Choose one of {', '.join(attribute.options)}.")
    if attribute.type == DAY:
        return _day(said)
    if len(said) > LONGEST:
        raise Unfit(f"At most {LONGEST} characters, please.")
    return said


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said[:10]).isoformat()
    except ValueError:
        raise Unfit("Give a day, such as 2026-03-02.") from None


def _entries(given: Any, others: Mapping[str, str]) -> list[str] | None:
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, list | tuple | None):
        raise Unfit("Give a list of entries.")
    keys = [one.get("key") if isinstance(one, Mapping) else one for one in parts or ()]
    wanted = list(dict.fromkeys(str(key).strip() for key in keys if str(key or "").strip()))
    unknown = [key for key in wanted if key not in others]
    if unknown:
        raise Unfit(f"There is no other entry {', '.join(unknown)} in this catalogue.")
    return wanted or None


def _attribute(given: Any) -> Attribute:
    if not isinstance(given, Mapping) or not {"key", "title"} <= given.keys() <= KEYS:
        raise CatalogueError("an attribute says key, title, and if need be type and options")
    key, type_ = str(given["key"]), str(given.get("type", TEXT))
    options = given.get("options") or {}
    if not key.isidentifier() or key in RESERVED:
        raise CatalogueError(f"{key!r} cannot be an attribute: use a word of letters, digits and underscore")
    if not str(given["title"]).strip():
        raise CatalogueError(f"attribute {key} needs a title")
    if type_ not in TYPES:
        raise CatalogueError(f"attribute {key} is a {type_}; known are {', '.join(TYPES)}")
    if not isinstance(options, Mapping) or (type_ == CHOICE) is not bool(options):
        raise CatalogueError(
            f"attribute {key}: options are for a choice, as code and words, and it needs some"
        )
    return Attribute(
        key=key,
        title=str(given["title"]).strip(),
        type=type_,
        options={str(code): str(words) for code, words in options.items()},
    )
