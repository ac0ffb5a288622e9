"""Catalogues as forms read them and administrators keep them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.database import stamp, store_of
from engine.registers.errors import (
    CatalogueEntryNotFound,
    CatalogueEntryTaken,
    CatalogueError,
    CatalogueNotFound,
    CatalogueTaken,
)
from engine.registers.models import Catalogue, CatalogueEntry

Catalogues = Mapping[str, Mapping[str, str]]
LONGEST_STEM = 60  # characters of a key made from a label
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")

# Catalogues change rarely and are read with every form: keep them until a row says otherwise.
_kept: dict[str, tuple[str, Catalogues]] = {}
STAMP = "catalogue stamp"  # where a session keeps the stamp, when a query for more brought it along
CATALOGUE_STAMP = stamp(Catalogue.revision, Catalogue.changed_at)
_ASK_STAMP = select(CATALOGUE_STAMP)


def catalogues(session: Session) -> Catalogues:
    """The entries offered now: catalogue key -> entry key -> label, in the order of the list."""
    now = session.info.pop(STAMP, None) or session.scalar(_ASK_STAMP) or ""
    store = store_of(session)
    kept = _kept.get(store)
    if kept is None or kept[0] != now:
        kept = _kept[store] = (now, _read_all(session, list(session.scalars(select(Catalogue.key)))))
    return kept[1]


def entries(session: Session, key: str) -> list[CatalogueEntry]:
    """Every entry of a catalogue, retired ones included; raises `CatalogueNotFound`."""
    catalogue_row(session, key)
    return list(
        session.scalars(
            select(CatalogueEntry).where(CatalogueEntry.catalogue == key).order_by(CatalogueEntry.position)
        )
    )


def catalogue_row(session: Session, key: str, *, lock: bool = False) -> Catalogue:
    """The row of a catalogue, fresh and locked where its entries will change. Raises CatalogueNotFound."""
    if lock:
        session.flush()
    row = session.get(Catalogue, key, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise CatalogueNotFound(key)
    return row


def touch(row: Catalogue, now: datetime) -> None:
    """Say that a catalogue or one of its entries has changed."""
    row.revision += 1
    row.changed_at = now


def save_catalogue(session: Session, key: str, title: str, now: datetime) -> Catalogue:
    """Create a catalogue or change its title."""
    require_key(key)
    row = session.get(Catalogue, key)
    if row is None:
        row = Catalogue(key=key, title=title, revision=0, changed_at=now)
        session.add(row)
    row.title = title
    touch(row, now)
    session.flush()
    return row


def create_catalogue(session: Session, key: str, title: str, now: datetime) -> Catalogue:
    """Make an empty catalogue. Raises CatalogueTaken, CatalogueError for a key or title that cannot be."""
    if session.get(Catalogue, key) is not None:
        raise CatalogueTaken(key)
    if not title.strip():
        raise CatalogueError(f"{key} needs a title")
    return save_catalogue(session, key, title.strip(), now)


def add_entry(session: Session, catalogue: str, key: str, label: str, now: datetime) -> None:
    """Add an entry at the end; CatalogueEntryTaken when its key was ever used, for cases may hold it."""
    if session.get(CatalogueEntry, (catalogue, key)) is not None:
        raise CatalogueEntryTaken(f"{catalogue}.{key}")
    save_entry(session, catalogue, key, label, now)


def save_entry(session: Session, catalogue: str, key: str, label: str, now: datetime) -> None:
    """Add an entry at the end, or change an entry's label; a retired one is offered again."""
    row = catalogue_row(session, catalogue)
    require_key(key)
    if not label.strip():
        raise CatalogueError(f"{catalogue}.{key} needs a label")
    entry = session.get(CatalogueEntry, (catalogue, key))
    if entry is None:
        last = session.scalar(
            select(func.max(CatalogueEntry.position)).where(CatalogueEntry.catalogue == catalogue)
        )
        entry = CatalogueEntry(catalogue=catalogue, key=key, position=(last or 0) + 1, added_at=now)
        session.add(entry)
    entry.label, entry.retired_at = label.strip(), None
    touch(row, now)
    session.flush()


def new_key(label: str, taken: Collection[str]) -> str:
    """A key that no entry has, made from what people read."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_STEM] or "entry"
    return next(
        key
        for number in itertools.count(1)
        if (key := stem if number == 1 else f"{stem}_{number}") not in taken
    )


def relabel_entry(session: Session, catalogue: str, key: str, label: str, now: datetime) -> None:
    """Call an entry something else; cases that chose it keep the label of their time."""
    entry = _entry(session, catalogue, key)
    if not label.strip():
        raise CatalogueError(f"{catalogue}.{key} needs a label")
    entry.label = label.strip()
    touch(catalogue_row(session, catalogue), now)
    session.flush()


def offer_again(session: Session, catalogue: str, key: str, now: datetime) -> None:
    """Offer a retired entry again, under its label."""
    save_entry(session, catalogue, key, _entry(session, catalogue, key).label, now)


def retire_entry(session: Session, catalogue: str, key: str, now: datetime) -> None:
    """Offer an entry no longer; it stays for the cases that chose it."""
    row = catalogue_row(session, catalogue)
    entry = _entry(session, catalogue, key)
    entry.retired_at = entry.retired_at or now
    touch(row, now)
    session.flush()


def _read_all(session: Session, keys: list[str]) -> Catalogues:
    found: dict[str, dict[str, str]] = {key: {} for key in sorted(keys)}
    offered = select(CatalogueEntry).where(CatalogueEntry.retired_at.is_(None))
    for entry in session.scalars(offered.order_by(CatalogueEntry.catalogue, CatalogueEntry.position)):
        found[entry.catalogue][entry.key] = entry.label
    return found


def _entry(session: Session, catalogue: str, key: str) -> CatalogueEntry:
    entry = session.get(CatalogueEntry, (catalogue, key))
    if entry is None:
        raise CatalogueEntryNotFound(f"{catalogue}.{key}")
    return entry


def require_key(key: str) -> None:
    """Raise CatalogueError for what cannot be the key of a catalogue or entry."""
    if not KEY.fullmatch(key):
        raise CatalogueError(f"{key!r} is no key: use letters, digits, dot, dash and underscore")
