"""Catalogues that Amends brings along: rows from then on, and an administrator's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registers.attributes import read_attributes
from engine.registers.catalogues import catalogue_row, require_key, save_catalogue, touch
from engine.registers.details import keep_details
from engine.registers.errors import CatalogueError
from engine.registers.models import Catalogue, CatalogueEntry

ENTRY = frozenset({"key", "label"})


def seed_catalogues(session: Session, file: Path, now: datetime) -> list[str]:
    """Create the catalogues of `file` that the store lacks; existing ones are an administrator's.

    One older than attributes, keeping nothing of its entries yet, gets those of the file. Answers the keys
    created; a file that is not there seeds nothing. Raises CatalogueError, InvalidSubmission.
    """
    if not file.exists():
        return []
    declared = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("catalogues") or {}
    known = {row.key: row.attributes for row in session.scalars(select(Catalogue))}
    created = []
    for key, listed in declared.items():
        if key not in known:
            _create(session, file, key, listed, now)
            created.append(key)
        if not known.get(key) and isinstance(listed, Mapping) and listed.get("attributes"):
            _describe(session, key, listed, now)
    return created


def _create(session: Session, file: Path, key: str, listed: Any, now: datetime) -> None:
    if not (isinstance(listed, dict) and listed.get("title") and isinstance(listed.get("entries"), list)):
        raise CatalogueError(f"{file.name}: {key} needs title and entries")
    save_catalogue(session, key, listed["title"], now)
    for position, entry in enumerate(listed["entries"], 1):
        if not (isinstance(entry, dict) and entry.keys() >= ENTRY):
            raise CatalogueError(f"{file.name}: entry {position} of {key} needs key and label")
        require_key(str(entry["key"]))
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


def _describe(session: Session, key: str, listed: Mapping[str, Any], now: datetime) -> None:
    row = catalogue_row(session, key, lock=True)
    row.attributes = [one.plain() for one in read_attributes(listed["attributes"])]
    touch(row, now)
    there = set(session.scalars(select(CatalogueEntry.key).where(CatalogueEntry.catalogue == key)))
    for entry in listed["entries"]:
        details = {name: _plain(value, there) for name, value in entry.items() if name not in ENTRY}
        if details and str(entry["key"]) in there:
            keep_details(session, key, str(entry["key"]), details, now)


def _plain(value: Any, there: set[str]) -> Any:
    """As keeping takes it: YAML's dates as text, of other entries those that the store has."""
    if isinstance(value, list):
        return [key for key in value if key in there]
    return value.isoformat() if isinstance(value, date) else value
