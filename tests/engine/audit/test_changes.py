"""Changes to what administrators keep are noted with author, before and after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.audit.changes import changes, changing, note
from engine.audit.pictures import ACCOUNT, CALENDAR, CATALOGUE, PROFILE, SUBSTITUTION
from engine.commands.appoint_substitute import appoint_substitute
from engine.commands.change_calendar import close_day, keep_calendar, open_day
from engine.commands.end_substitution import end_substitution
from engine.commands.save_profile import save_profile
from engine.people.accounts import person_by_id, reset_password, set_roles
from engine.people.errors import NotAdministrator
from engine.registers.catalogues import retire_entry, save_catalogue, save_entry
from engine.step import SYSTEM, Step
from engine.worktime.errors import CalendarError
from tests.engine.commands.desk import Desk


def step_of(desk: Desk, session, who: str = "sue") -> Step:
    return Step(session=session, actor=desk.people[who], now=desk.now, settings=desk.settings)


def noted(desk: Desk, **of: str):
    with desk.database.read() as session:
        return changes(session, **of)


def test_a_change_says_who_when_and_what_stood_there_before(desk: Desk) -> None:
    ana = desk.people["ana"].id
    with (
        desk.database.write() as session,
        changing(step_of(desk, session), ACCOUNT, ana, "roles changed"),
    ):
        set_roles(session, ana, ["staff", "process_owner"])

    (change,) = noted(desk, kind=ACCOUNT, subject=ana)
    assert (change.by, change.at, change.title, change.what) == ("Sue", desk.now, "ana", "roles changed")
    assert change.before == {"roles": ["staff"]}
    assert change.after == {"roles": ["process_owner", "staff"]}


def test_what_changes_nothing_is_not_noted_unless_it_cannot_be_shown(desk: Desk) -> None:
    ana = desk.people["ana"].id
    with desk.database.write() as session:
        with changing(step_of(desk, session), ACCOUNT, ana, "roles changed"):
            set_roles(session, ana, ["staff"])
        with changing(step_of(desk, session), ACCOUNT, ana, "new password given", always=True):
            reset_password(session, ana, "correct horse battery")
        secret = person_by_id(session, ana).password_hash

    (change,) = noted(desk, kind=ACCOUNT)
    assert (change.what, change.before, change.after) == ("new password given", {}, {})
    assert secret is not None
    assert secret not in str(change)


def test_a_change_that_is_refused_is_not_noted(desk: Desk) -> None:
    with pytest.raises(CalendarError):
        desk.do(SYSTEM, open_day, "office", date(2026, 7, 16))

    assert noted(desk) == ()


def test_entries_of_a_catalogue_are_noted_one_by_one(desk: Desk) -> None:
    with desk.database.write() as session:
        step = step_of(desk, session)
        save_catalogue(session, "suppliers", "Suppliers", desk.now)
        note(step, CATALOGUE, "suppliers", "catalogue made")
        with changing(step, CATALOGUE, "suppliers", "entry added"):
            save_entry(session, "suppliers", "acme", "Acme", desk.now)
        with changing(step, CATALOGUE, "suppliers", "entry retired"):
            retire_entry(session, "suppliers", "acme", desk.now)

    retired, added, made = noted(desk, kind=CATALOGUE)
    assert made.after == {"title": "Suppliers"}
    assert (added.before, added.after) == ({}, {"entry acme": "Acme"})
    assert (retired.before, retired.after) == ({"entry acme": "Acme"}, {"entry acme": "Acme (retired)"})


def test_holidays_and_hours_of_a_calendar_are_noted(desk: Desk) -> None:
    desk.do(SYSTEM, close_day, "office", date(2026, 7, 16), "Founders' day")
    desk.do(SYSTEM, open_day, "office", date(2026, 7, 16))
    desk.do(
        SYSTEM, keep_calendar, "shop", title="Shop", zone="Europe/Berlin", week={"monday": ["09:00-12:00"]}
    )

    made, opened, closed = noted(desk, kind=CALENDAR)
    assert closed.after == {"holiday 2026-07-16": "Founders' day"}
    assert (opened.before, opened.after) == ({"holiday 2026-07-16": "Founders' day"}, {})
    assert made.after["hours monday"] == "09:00-12:00"


def test_only_administrators_change_calendars(desk: Desk) -> None:
    with pytest.raises(NotAdministrator):
        desk.do("sue", close_day, "office", date(2026, 7, 16), "Founders' day")


def test_norm_times_and_substitutes_are_noted(desk: Desk) -> None:
    ana, ben = desk.people["ana"].id, desk.people["ben"].id
    desk.do(SYSTEM, save_profile, "own", "Ours", "Rules", {"answer": "10 working days"})
    desk.do(SYSTEM, save_profile, "own", "Ours", "Rules", {"answer": "8 working days"})
    away = desk.do("ana", appoint_substitute, ana, ben, desk.now, desk.now + timedelta(days=7))
    desk.do("ana", end_substitution, away)

    shorter, _ = noted(desk, kind=PROFILE)
    ended, appointed = noted(desk, kind=SUBSTITUTION)
    assert (shorter.before, shorter.after) == (
        {"time answer": "10 working days"},
        {"time answer": "8 working days"},
    )
    assert (appointed.after["person"], appointed.after["substitute"]) == ("ana", "ben")
    assert ended.names == ("ends",)


def test_the_list_goes_on_where_the_page_before_ended(desk: Desk) -> None:
    for day in range(1, 6):
        desk.do(SYSTEM, close_day, "office", date(2026, 7, day), "A holiday")

    with desk.database.read() as session:
        first = changes(session, limit=3)
        second = changes(session, after=first[-1].cursor, limit=3)

    assert [change.what[-1] for change in (*first, *second)] == ["5", "4", "3", "2", "1"]
