"""Norm profiles as rows: the times a rule asks for, which process owners pick and edit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clocks.errors import ProfileNotFound
from engine.clocks.models import NormProfile
from engine.errors import InvalidSubmission
from engine.worktime.amount import read_amount
from engine.worktime.errors import AmountError

NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
SIMPLE = re.compile(r"(?P<count>\d+) (?P<unit>[a-z ]+)")
READ = "profiles"  # where a session keeps what it has read


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One set of norm times. A value is an amount in words, a number, or None where the rule says nothing."""

    key: str
    title: str
    source: str
    values: Mapping[str, str | int | Decimal | None]

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What FEEL reads as `profile`: each time in words, and for reckoning its count and its unit."""
        found: dict[str, Any] = {"key": self.key, "title": self.title, **self.values}
        for name, value in self.values.items():
            simple = SIMPLE.fullmatch(read_amount(value).words) if isinstance(value, str) else None
            found[f"{name}_count"] = Decimal(simple["count"]) if simple else None
            found[f"{name}_unit"] = simple["unit"] if simple else None
        return MappingProxyType(found)


def profiles(session: Session) -> Mapping[str, Profile]:
    """Every profile by key; read once in a transaction."""
    known: Mapping[str, Profile] | None = session.info.get(READ)
    if known is None:
        rows = session.scalars(select(NormProfile).order_by(NormProfile.key))
        found = {
            row.key: Profile(key=row.key, title=row.title, source=row.source, values=row.content)
            for row in rows
        }
        known = session.info[READ] = MappingProxyType(found)
    return known


def profile_named(session: Session, key: str) -> Profile:
    """One profile; raises ProfileNotFound with the keys there are."""
    known = profiles(session)
    if key not in known:
        raise ProfileNotFound(key, f"known are {', '.join(known) or 'none'}")
    return known[key]


def keep_profile(
    session: Session, key: str, *, title: str, source: str, values: Mapping[str, Any], now: datetime
) -> NormProfile:
    """Create a profile or replace it. Raises InvalidSubmission with what is wrong by name."""
    errors = {name: [problem] for name, problem in _problems(key, title, values)}
    if errors:
        raise InvalidSubmission(errors)
    row = session.get(NormProfile, key)
    if row is None:
        row = NormProfile(key=key, revision=0)
        session.add(row)
    row.title, row.source, row.content = title.strip(), source.strip(), dict(values)
    row.revision += 1
    row.changed_at = now
    session.info.pop(READ, None)
    session.flush()
    return row


def seed_profiles(session: Session, file: Path, now: datetime) -> list[str]:
    """Create the profiles of `file` that the store lacks; those there are belong to process owners."""
    declared = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("profiles") or {}
    created = [key for key in declared if session.get(NormProfile, key) is None]
    for key in created:
        entry = declared[key]
        keep_profile(
            session, key, title=entry["title"], source=entry["source"], values=entry["values"], now=now
        )
    return created


def _problems(key: str, title: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    if not NAME.fullmatch(key):
        found.append(("key", "A key is small letters, digits and underscores, a letter first."))
    if not title.strip():
        found.append(("title", "Say what people call this profile."))
    for name, value in values.items():
        if not NAME.fullmatch(name):
            found.append((name, "A name is small letters, digits and underscores, a letter first."))
        elif isinstance(value, str):
            try:
                read_amount(value)
            except AmountError as error:
                found.append((name, str(error)))
        elif value is not None and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
            found.append((name, 'A value is a time such as "20 working days", a number, or nothing.'))
    return found
