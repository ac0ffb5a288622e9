"""A form as the engine knows it: what is asked, in which order, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ANSWERED = frozenset(
    {"textfield", "textarea", "number", "datetime", "checkbox", "checklist", "radio", "select", "filepicker"}
)
COMPUTED = frozenset({"expression"})
SHOWN = frozenset({"text", "table", "separator", "spacer", "button"})
CONTAINERS = frozenset({"group", "dynamiclist"})
CHOICES = frozenset({"checklist", "radio", "select"})
PROFILE = ANSWERED | COMPUTED | SHOWN | CONTAINERS

CATALOGUE = "catalogue."
REQUIRED_IF = "required_if"
WITHIN = "within"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer that may be chosen: the value that is posted and the words a person reads.

    An option that is `kept_whole` is stored as `{key, label}`, so that the case still explains itself
    when the catalogue has changed; others are stored as their plain value.
    """

    value: str
    label: str
    kept_whole: bool = False

    @property
    def stored(self) -> Any:
        """What the case file keeps when this option is chosen."""
        return {"key": self.value, "label": self.label} if self.kept_whole else self.value


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of an answer: numbers inclusive, lengths in characters (code points), rows of a list."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    decimal_digits: int | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table: the key in each row and the heading."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One component of a form. `key` is the case-file key, or the path of a group or dynamic list."""

    id: str
    kind: str
    key: str = ""
    label: str = ""
    description: str = ""
    required: bool = False
    readonly: bool = False
    default: Any = None
    options: tuple[Option, ...] = ()
    values_key: str = ""
    values_expression: str = ""
    limits: Limits = Limits()
    pattern: str = ""
    format: str = ""  # "email" or "phone" for a text field; "date", "time" or "datetime" for a datetime
    zoned: bool = True  # a datetime is stored as an instant in UTC; False: as local time without zone
    not_past: bool = False
    hide: str = ""  # FEEL; true hides
    text: str = ""  # Markdown of a text, FEEL of an expression or of a table's rows
    columns: tuple[Column, ...] = ()
    multiple: bool = False
    accept: tuple[str, ...] = ()
    rows: int = 1  # how many rows of a dynamic list are offered at first
    growing: bool = True  # whether rows of a dynamic list may be added and removed
    fields: tuple[Field, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a finding or message calls this component."""
        return self.key or self.id or self.kind

    @property
    def asked(self) -> bool:
        """Whether a person answers this field here; read-only fields only show what is known."""
        return self.kind in ANSWERED and not self.readonly

    @property
    def required_if(self) -> str:
        """FEEL over case and answers; where it is true an answer is required."""
        return self.properties.get(REQUIRED_IF, "")

    @property
    def within(self) -> str:
        """The key of the answer that narrows its catalogue: `delivery` leaves `delivery.late` and so on."""
        return self.properties.get(WITHIN, "")

    @property
    def catalogue(self) -> str:
        """The key of the catalogue its options come from, or nothing."""
        return self.values_key.removeprefix(CATALOGUE) if self.values_key.startswith(CATALOGUE) else ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a person is asked at one step. `file` is where it was read from, for findings."""

    id: str
    file: str
    fields: tuple[Field, ...]

    def everything(self) -> Iterator[Field]:
        """Every component, containers before what they hold."""
        return walk(self.fields)

    @property
    def keys(self) -> frozenset[str]:
        """The case-file keys that this form can set, at the top level."""
        return frozenset(one.key for one in level(self.fields) if one.key and one.kind not in SHOWN)


def walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Every component of these, in the order of the page."""
    for one in fields:
        yield one
        yield from walk(one.fields)


def level(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The components whose keys live side by side: groups without a path are looked through."""
    for one in fields:
        if one.kind == "group" and not one.key:
            yield from level(one.fields)
        else:
            yield one
