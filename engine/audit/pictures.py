"""What administrators keep, as flat names and values, so that before and after can be laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clocks.models import CalendarRow, Holiday, NormProfile
from engine.figures.customers import customers
from engine.people.groups import groups_of
from engine.people.models import ApiToken, PeopleGroup, Person, PersonRole, Substitution
from engine.people.skills import LANGUAGE, skills_of
from engine.registers.details import record_of
from engine.registers.models import Catalogue, CatalogueEntry

Picture = Mapping[str, Any]
ACCOUNT, GROUP, TOKEN, SUBSTITUTION = "account", "group", "token", "substitution"
CATALOGUE, CALENDAR, PROFILE, CUSTOMERS = "catalogue", "calendar", "profile", "customers"


def _account(session: Session, key: str) -> Picture:
    person = session.get(Person, key)
    if person is None:
        return {}
    roles = select(PersonRole.role).where(PersonRole.person == key).order_by(PersonRole.role)
    return {
        "login": person.login,
        "name": person.name,
        "email": person.email,
        "open": person.active,
        "manager": _login(session, person.manager_id),
        "roles": list(session.scalars(roles)),
        "groups": sorted(groups_of(session, key)),
        "skills": list(skills_of(session, key)),
        "languages": list(skills_of(session, key, LANGUAGE)),
    }


def _group(session: Session, key: str) -> Picture:
    group = session.get(PeopleGroup, key)
    return {} if group is None else {"title": group.title}


def _token(session: Session, key: str) -> Picture:
    token = session.get(ApiToken, key)
    if token is None:
        return {}
    said = {"program": token.name, "acts for": _login(session, token.person)}
    return said | {"runs out": _text(token.expires_at), "revoked": _text(token.revoked_at)}


def _substitution(session: Session, key: str) -> Picture:
    row = session.get(Substitution, key)
    if row is None:
        return {}
    said = {"person": _login(session, row.person), "substitute": _login(session, row.substitute)}
    return said | {"begins": _text(row.begins_at), "ends": _text(row.ends_at)}


def _catalogue(session: Session, key: str) -> Picture:
    catalogue = session.get(Catalogue, key)
    if catalogue is None:
        return {}
    entries = select(CatalogueEntry).where(CatalogueEntry.catalogue == key).order_by(CatalogueEntry.position)
    return {
        "title": catalogue.title,
        **{f"attribute {one['key']}": one["title"] for one in catalogue.attributes},
        **{f"entry {entry.key}": _label(entry) for entry in session.scalars(entries)},
    }


def entry_picture(session: Session, catalogue: str, key: str) -> Picture:
    """One entry of a catalogue with its details, under their titles, as far as it is there yet."""
    row = session.get(Catalogue, catalogue)
    named = {} if row is None else {"title": row.title}
    entry = session.get(CatalogueEntry, (catalogue, key))
    if entry is None:
        return named
    record = record_of(session, catalogue, key)
    details = {one.title: record.words(one) for one in record.attributes if one.key in record.details}
    return {**named, f"entry {key}": _label(entry), **details}


def _label(entry: CatalogueEntry) -> str:
    return f"{entry.label} (retired)" if entry.retired_at else entry.label


def _calendar(session: Session, key: str) -> Picture:
    row = session.get(CalendarRow, key)
    if row is None:
        return {}
    days = select(Holiday).where(Holiday.calendar == key).order_by(Holiday.day)
    return {
        "title": row.title,
        "zone": row.zone,
        "country": row.country,
        "subdivision": row.subdivision,
        **{f"hours {day}": ", ".join(periods) for day, periods in row.week.items()},
        **{f"holiday {one.day}": one.title for one in session.scalars(days)},
    }


def _profile(session: Session, key: str) -> Picture:
    row = session.get(NormProfile, key)
    if row is None:
        return {}
    return {"title": row.title, "source": row.source, **{f"time {k}": v for k, v in row.content.items()}}


def _customers(session: Session, _key: str) -> Picture:
    return {f"from {day}": number for day, number in customers(session).items()}


PICTURES: Mapping[str, Callable[[Session, str], Picture]] = MappingProxyType(
    {
        ACCOUNT: _account,
        GROUP: _group,
        TOKEN: _token,
        SUBSTITUTION: _substitution,
        CATALOGUE: _catalogue,
        CALENDAR: _calendar,
        PROFILE: _profile,
        CUSTOMERS: _customers,
    }
)


def _login(session: Session, person_id: str | None) -> str | None:
    person = session.get(Person, person_id) if person_id else None
    return person.login if person else None


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant:%Y-%m-%d %H:%M} UTC"
