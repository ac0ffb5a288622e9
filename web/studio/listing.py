"""Rows for the studio's lists, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine.library.live import live_package, versions
from engine.library.models import SHIPPED, ProcessVersion
from engine.step import SYSTEM


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A process in the list of all."""

    key: str
    title: str
    purpose: str
    owner: str
    prefix: str
    number: int  # of the live version
    deployed_at: datetime
    versions: int

    @classmethod
    def of(cls, session: Session, key: str) -> Listed:
        """The row of one process; ProcessNotFound."""
        package, rows = live_package(session, key), versions(session, key)
        live = next(row for row in rows if row.hash == package.version)
        settings = package.settings
        owner = settings.groups.get(settings.owner)
        return cls(
            key=key,
            title=settings.title,
            purpose=settings.purpose,
            owner=owner.title if owner else settings.owner,
            prefix=settings.prefix,
            number=live.number,
            deployed_at=live.deployed_at,
            versions=len(rows),
        )


@dataclass(frozen=True, kw_only=True)
class ListedVersion:
    """A version in the list of a process."""

    number: int
    hash: str
    live: bool
    origin: str
    deployed_at: datetime
    deployed_by: str


def listed_versions(
    rows: Iterable[ProcessVersion], live: str, names: Mapping[str, str]
) -> list[ListedVersion]:
    """The versions of a process with the names of those who deployed them."""
    return [
        ListedVersion(
            number=row.number,
            hash=row.hash,
            live=row.hash == live,
            origin="with Amends" if row.files_origin == SHIPPED else "here",
            deployed_at=row.deployed_at,
            deployed_by=SYSTEM.name
            if row.deployed_by == SYSTEM.id
            else names.get(row.deployed_by, "somebody who left"),
        )
        for row in rows
    ]
