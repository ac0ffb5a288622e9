"""Catalogues as forms read them and administrators keep them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import yaml
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
    _catalogue(session, key)
    return list(
        session.scalars(
            select(CatalogueEntry).where(CatalogueEntry.catalogue == key).order_by(CatalogueEntry.position)
        )
    )


def save_catalogue(session: Session, key: str, title: str, now: datetime) -> Catalogue:
    """Create a catalogue or change its title."""
    _require_key(key)
    row = session.get(Catalogue, key)
    if row is None:
        row = Catalogue(key=key, title=title, revision=0, changed_at=now)
        session.add(row)
    row.title = title
    _touch(row, now)
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
    row = _catalogue(session, catalogue)
    _require_key(key)
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
    _touch(row, now)
    session.flush()


def relabel_entry(session: Session, catalogue: str, key: str, label: str, now: datetime) -> None:
    """Call an entry something else; cases that chose it keep the label of their time."""
    entry = _entry(session, catalogue, key)
    if not label.strip():
        raise CatalogueError(f"{catalogue}.{key} needs a label")
    entry.label = label.strip()
    _touch(_catalogue(session, catalogue), now)
    session.flush()


def offer_again(session: Session, catalogue: str, key: str, now: datetime) -> None:
    """Offer a retired entry again, under its label."""
    save_entry(session, catalogue, key, _entry(session, catalogue, key).label, now)


def retire_entry(session: Session, catalogue: str, key: str, now: datetime) -> None:
    """Offer an entry no longer; it stays for the cases that chose it."""
    row = _catalogue(session, catalogue)
    entry = _entry(session, catalogue, key)
    entry.retired_at = entry.retired_at or now
    _touch(row, now)
    session.flush()


def seed_catalogues(session: Session, file: Path, now: datetime) -> list[str]:
    """Create the catalogues of `file` that the store lacks; existing ones are an administrator's.

    Answers the keys created. A file that is not there seeds nothing.
    """
    if not file.exists():
        return []
    declared = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("catalogues") or {}
    known = set(session.scalars(select(Catalogue.key)))
    created = [key for key in declared if key not in known]
    for key in created:
        listed = declared[key]
        if not (isinstance(listed, dict) and listed.get("title") and isinstance(listed.get("entries"), list)):
            raise CatalogueError(f"{file.name}: {key} needs title and entries")
        save_catalogue(session, key, listed["title"], now)
        for position, entry in enumerate(listed["entries"], 1):
            if not (isinstance(entry, dict) and {"key", "label"} <= set(entry)):
                raise CatalogueError(f"{file.name}: entry {position} of {key} needs key and label")
            _require_key(str(entry["key"]))
            session.add(
                CatalogueEntry(
                    catalogue=key,
                    key=str(entry["key"]),
                    label=str(entry["label"]),
                    position=position,
                    added_at=now,
                )
            )
        session.flush()
    return created


def _read_all(session: Session, keys: list[str]) -> Catalogues:
    found: dict[str, dict[str, str]] = {key: {} for key in sorted(keys)}
    offered = select(CatalogueEntry).where(CatalogueEntry.retired_at.is_(None))
    for entry in session.scalars(offered.order_by(CatalogueEntry.catalogue, CatalogueEntry.position)):
        found[entry.catalogue][entry.key] = entry.label
    return found


def _catalogue(session: Session, key: str) -> Catalogue:
    row = session.get(Catalogue, key)
    if row is None:
        raise CatalogueNotFound(key)
    return row


def _entry(session: Session, catalogue: str, key: str) -> CatalogueEntry:
    entry = session.get(CatalogueEntry, (catalogue, key))
    if entry is None:
        raise CatalogueEntryNotFound(f"{catalogue}.{key}")
    return entry


def _touch(row: Catalogue, now: datetime) -> None:
    row.revision += 1
    row.changed_at = now


def _require_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise CatalogueError(f"{key!r} is no key: use letters, digits, dot, dash and underscore")
