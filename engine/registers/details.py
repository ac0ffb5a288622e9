"""The record of each entry of a catalogue: its details, what it depends on, and what needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission
from engine.registers.attributes import CHOICE, DAY, ENTRIES, Attribute, Unfit, read_attributes, value_of
from engine.registers.catalogues import catalogue_row, touch
from engine.registers.errors import CatalogueEntryNotFound
from engine.registers.models import CatalogueEntry


@dataclass(frozen=True, kw_only=True)
class Record:
    """An entry with all that is kept of it. `labels` names the entries that others speak of by key."""

    catalogue: str
    key: str
    label: str
    retired_at: datetime | None
    details: Mapping[str, Any]
    attributes: tuple[Attribute, ...]
    needed_by: tuple[str, ...]
    labels: Mapping[str, str]

    def plain(self) -> dict[str, Any]:
        """As a case reads it: every attribute by its key, choices and entries as {key, label}."""
        told: dict[str, Any] = {one.key: self._plain(one) for one in self.attributes}
        return {
            "key": self.key,
            "label": self.label,
            "retired": self.retired_at is not None,
            **told,
            "needed_by": self._named(self.needed_by),
        }

    def words(self, attribute: Attribute) -> str:
        """The value of an attribute for people; empty where nothing is kept."""
        value = self.details.get(attribute.key)
        if value is None:
            return ""
        if attribute.type == ENTRIES:
            return ", ".join(self.labels[key] for key in value if key in self.labels)
        return attribute.options.get(value, str(value))

    def day(self, attribute: Attribute) -> date | None:
        """A day that is kept, as such."""
        value = self.details.get(attribute.key)
        return date.fromisoformat(value) if attribute.type == DAY and value else None

    def _plain(self, attribute: Attribute) -> Any:
        value = self.details.get(attribute.key)
        if attribute.type == ENTRIES:
            return self._named(value or ())
        if attribute.type == CHOICE and value is not None:
            return {"key": value, "label": attribute.options.get(value, value)}
        return value

    def _named(self, keys: Any) -> list[dict[str, str]]:
        return [{"key": key, "label": self.labels[key]} for key in keys if key in self.labels]


def attributes_of(session: Session, catalogue: str) -> tuple[Attribute, ...]:
    """What this catalogue keeps of its entries. Raises CatalogueNotFound."""
    return read_attributes(catalogue_row(session, catalogue).attributes)


def records(session: Session, catalogue: str) -> tuple[Record, ...]:
    """Every entry of a catalogue, in its order, retired ones too. Raises CatalogueNotFound."""
    attributes = attributes_of(session, catalogue)
    listed = select(CatalogueEntry).where(CatalogueEntry.catalogue == catalogue)
    rows = list(session.scalars(listed.order_by(CatalogueEntry.position)))
    labels = {row.key: row.label for row in rows}
    depending = [one.key for one in attributes if one.type == ENTRIES]
    needed: dict[str, list[str]] = {}
    for row in rows:
        for key in dict.fromkeys(key for name in depending for key in row.details.get(name) or ()):
            needed.setdefault(key, []).append(row.key)
    return tuple(
        Record(
            catalogue=catalogue,
            key=row.key,
            label=row.label,
            retired_at=row.retired_at,
            details=row.details,
            attributes=attributes,
            needed_by=tuple(needed.get(row.key, ())),
            labels=labels,
        )
        for row in rows
    )


def record_of(session: Session, catalogue: str, key: str) -> Record:
    """One entry's record. Raises CatalogueNotFound, CatalogueEntryNotFound."""
    found = next((one for one in records(session, catalogue) if one.key == key), None)
    if found is None:
        raise CatalogueEntryNotFound(f"{catalogue}.{key}")
    return found


def keep_details(session: Session, catalogue: str, key: str, given: Mapping[str, Any], now: datetime) -> None:
    """Keep what is given of an entry, and leave alone what is not; an empty value takes one away.

    Raises CatalogueNotFound, CatalogueEntryNotFound, InvalidSubmission with a sentence by attribute.
    """
    # Two cases that close at once keep different things of one entry: the second reads what the first wrote.
    row = catalogue_row(session, catalogue, lock=True)
    entry = session.get(CatalogueEntry, (catalogue, key), populate_existing=True)
    if entry is None:
        raise CatalogueEntryNotFound(f"{catalogue}.{key}")
    attributes = {one.key: one for one in read_attributes(row.attributes)}
    wrong = {name: ["This catalogue keeps no such thing."] for name in given if name not in attributes}
    labels = select(CatalogueEntry.key, CatalogueEntry.label).where(CatalogueEntry.catalogue == catalogue)
    others = {one.key: one.label for one in session.execute(labels) if one.key != key}
    details = dict(entry.details)
    for name in given.keys() & attributes.keys():
        try:
            details[name] = value_of(attributes[name], given[name], others)
        except Unfit as error:
            wrong[name] = [str(error)]
    if wrong:
        raise InvalidSubmission(wrong)
    kept = {name: details[name] for name in attributes if details.get(name) is not None}
    if kept != entry.details:
        entry.details = kept
        touch(row, now)
    session.flush()


def add_attribute(session: Session, catalogue: str, attribute: Attribute, now: datetime) -> None:
    """Keep one thing more of every entry. Raises CatalogueNotFound, CatalogueError for a key twice."""
    row = catalogue_row(session, catalogue, lock=True)
    row.attributes = [one.plain() for one in read_attributes([*row.attributes, attribute.plain()])]
    touch(row, now)
    session.flush()
