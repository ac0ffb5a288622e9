"""What the values by which cases are counted are called: processes name paths and codes, readers words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.forms.form import Field
from engine.library.package import Package
from engine.registers.catalogues import entries
from engine.registers.errors import CatalogueNotFound

TRUTH = {"true": "Yes", "false": "No"}


@dataclass(frozen=True, kw_only=True)
class CountedWords:
    """The words for one path of `counted`; a code that no form and no catalogue knows stands for itself."""

    title: str
    labels: dict[str, str]  # by value as it is counted, see `engine.cases.counting`

    def of(self, value: str) -> str:
        """What a reader calls this value."""
        return self.labels.get(value) or TRUTH.get(value) or value


def counted_titles(package: Package) -> dict[str, str]:
    """By what the cases of this process are counted, each with what its register or form calls it."""
    return {key: _title(package, key) for key in package.settings.counted}


def counted_words(session: Session, package: Package, key: str) -> CountedWords:
    """Title and labels of one path; a retired entry of a catalogue keeps its label."""
    labels: dict[str, str] = {}
    for one in _fields(package, key):
        for option in one.options:
            labels.setdefault(option.value.casefold(), option.label)
        if one.catalogue:
            labels = {**_entries(session, one.catalogue), **labels}
    return CountedWords(title=_title(package, key), labels=labels)


def _title(package: Package, key: str) -> str:
    columns = (one for register in package.settings.registers.values() for one in register.columns)
    said = {f"={key}", f"={key}.label"}
    titles = [one.title for one in columns if one.value in said]
    titles += [one.label for one in _fields(package, key) if one.label]
    return titles[0] if titles else key.replace(".", ": ").replace("_", " ").capitalize()


def _fields(package: Package, key: str) -> Iterator[Field]:
    """The fields of all forms that answer this path."""
    for form in package.forms.values():
        yield from (one for path, one in _paths(form.fields, "") if path == key)


def _paths(fields: Iterable[Field], above: str) -> Iterator[tuple[str, Field]]:
    for one in fields:
        path = f"{above}{one.key}" if one.key else above.rstrip(".")
        yield path, one
        yield from _paths(one.fields, f"{path}." if path else "")


def _entries(session: Session, catalogue: str) -> dict[str, str]:
    try:
        return {entry.key.casefold(): entry.label for entry in entries(session, catalogue)}
    except CatalogueNotFound:
        return {}
