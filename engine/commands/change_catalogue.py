"""Change a catalogue: what forms offer from now on, with the author of each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from engine.audit.changes import changing
from engine.audit.pictures import CATALOGUE
from engine.commands.once import once_only
from engine.people.access import require_administrator
from engine.registers import catalogues, details
from engine.registers.attributes import read_attributes
from engine.step import Step


@once_only
def make_catalogue(step: Step, key: str, title: str) -> None:
    """Make an empty catalogue. Raises NotAdministrator, CatalogueTaken, CatalogueError."""
    with _change(step, key, "catalogue made"):
        catalogues.create_catalogue(step.session, key, title, step.now)


@once_only
def add_entry(step: Step, key: str, entry: str, label: str) -> None:
    """Add an entry at the end; besides CatalogueNotFound, and CatalogueEntryTaken for a key ever used."""
    with _change(step, key, "entry added", entry):
        catalogues.add_entry(step.session, key, entry, label, step.now)


@once_only
def relabel_entry(step: Step, key: str, entry: str, label: str) -> None:
    """Call an entry otherwise; cases that chose it keep the label of their time. CatalogueEntryNotFound."""
    with _change(step, key, "entry called otherwise", entry):
        catalogues.relabel_entry(step.session, key, entry, label, step.now)


@once_only
def retire_entry(step: Step, key: str, entry: str) -> None:
    """Offer an entry no longer; cases that chose it keep it."""
    with _change(step, key, "entry retired", entry):
        catalogues.retire_entry(step.session, key, entry, step.now)


@once_only
def offer_again(step: Step, key: str, entry: str) -> None:
    """Offer a retired entry again."""
    with _change(step, key, "entry offered again", entry):
        catalogues.offer_again(step.session, key, entry, step.now)


@once_only
def keep_details(step: Step, key: str, entry: str, given: Mapping[str, Any]) -> None:
    """Keep of an entry what is given. CatalogueEntryNotFound, InvalidSubmission by attribute."""
    with _change(step, key, "record changed", entry):
        details.keep_details(step.session, key, entry, given, step.now)


@once_only
def add_attribute(step: Step, key: str, attribute: Mapping[str, Any]) -> None:
    """Keep one thing more of every entry: {key, title, type, options}. CatalogueNotFound, CatalogueError."""
    (wanted,) = read_attributes([attribute])
    with _change(step, key, "attribute added"):
        details.add_attribute(step.session, key, wanted, step.now)


@contextmanager
def _change(step: Step, key: str, what: str, entry: str | None = None) -> Iterator[None]:
    require_administrator(step.actor)
    with changing(step, CATALOGUE, key, what, part=entry):
        yield
