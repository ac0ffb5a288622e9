"""The calendars a new store begins with, and the yearly refill of public holidays."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clocks.calendars import fill_holidays, save_calendar
from engine.clocks.models import CalendarRow
from engine.worktime.errors import CalendarError


def seed_calendars(session: Session, file: Path, now: datetime) -> list[str]:
    """Create the calendars of `file` that the store lacks, and fill in holidays of the years to come.

    Existing calendars are an administrator's and keep their hours. Answers the keys created.
    """
    declared = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("calendars") or {}
    known = {row.key: row for row in session.scalars(select(CalendarRow))}
    for row in known.values():
        fill_holidays(session, row, now)
    created = [key for key in declared if key not in known]
    for key in created:
        entry = declared[key]
        if not isinstance(entry, dict) or not {"title", "zone", "week"} <= set(entry):
            raise CalendarError(f"{file.name}: {key} needs title, zone and week")
        place = entry.get("holidays") or {}
        save_calendar(
            session,
            key,
            title=entry["title"],
            zone=entry["zone"],
            week=entry["week"],
            now=now,
            country=place.get("country"),
            subdivision=place.get("subdivision"),
        )
    return created
