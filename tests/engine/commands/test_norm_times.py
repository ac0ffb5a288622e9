"""Clocks by norm profile, by decision, with pauses that have a limit; reckoned again when these change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.clocks.calendars import add_holiday
from engine.clocks.errors import ProfileNotFound
from engine.clocks.models import Clock
from engine.commands.correlate_message import correlate_message
from engine.commands.open_case import Opened
from engine.commands.reckon_again import reckon_again
from engine.commands.save_profile import MayNotKeepProfiles, save_profile
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, number, text

FROM_PROFILE: dict[str, Any] = {"title": "Answer", "kind": "service", "target": "=profile.answer"}


def asking(clock: dict[str, Any], **settings: Any) -> PackageBuilder:
    """A case that is looked at, asks its customer, and is answered."""
    return (
        PackageBuilder()
        .settings(clocks={"answer": clock}, **settings)
        .start()
        .user("look", form="look")
        .catch("ask", "customer_answered", pauses="answer")
        .user("tell")
        .end()
        .flow("start", "look", "ask", "tell", "end")
        .form("look", number("severity"), text("sector"))
    )


def clock(desk: Desk, opened: Opened) -> Clock:
    """The clock of the case."""
    with desk.database.read() as session:
        return session.get_one(Clock, (opened.case_id, 1, "answer"))


def day(desk: Desk, opened: Opened) -> date:
    """When it is due."""
    return clock(desk, opened).due_at.date()


def test_the_target_comes_from_the_profile_the_process_chooses(desk: Desk) -> None:
    desk.deploy(asking(FROM_PROFILE, profile="general").build())

    assert clock(desk, desk.open()).amount == "20 working days"


def test_the_profile_may_follow_from_the_case(desk: Desk) -> None:
    desk.deploy(asking(FROM_PROFILE, profile='=if sector = "energy" then "uk_energy" else "general"').build())
    opened = desk.open()

    desk.complete("ana", "look", sector=["energy"])

    moved = clock(desk, opened)
    assert moved.amount == "8 weeks"
    assert moved.moves[-1]["because"] == "the target changed from 20 working days to 8 weeks"


def test_a_case_reads_the_norm_times_everywhere(desk: Desk) -> None:
    builder = PackageBuilder().settings(profile="general").start()
    builder.script("scale", "=profile.answer_count * 0.5", "half").user("wait").end()
    desk.deploy(builder.flow("start", "scale", "wait", "end").build())

    assert desk.file(desk.open())["half"] == 10


def test_without_a_profile_there_are_no_norm_times(desk: Desk) -> None:
    builder = PackageBuilder().start().script("read", "=profile.answer", "found").user("wait").end()
    desk.deploy(builder.flow("start", "read", "wait", "end").build())

    assert desk.file(desk.open())["found"] is None


def test_a_profile_that_is_not_there_is_said_at_once(desk: Desk) -> None:
    desk.deploy(asking(FROM_PROFILE, profile="general_uk").build())

    with pytest.raises(ProfileNotFound):
        desk.open()


def test_a_changed_profile_moves_open_cases_and_keeps_paused_time(desk: Desk) -> None:
    desk.deploy(asking(FROM_PROFILE, profile="general").build())
    opened = desk.open()
    desk.complete("ana", "look")
    desk.wait(days=7)
    desk.do("ana", correlate_message, "customer_answered", opened.reference, {})
    assert day(desk, opened) == date(2026, 4, 8)  # 20 working days, 5 paused, Easter

    count = desk.do(SYSTEM, save_profile, "general", "General", "Ours", {"answer": "10 working days"})
    desk.work()

    moved = clock(desk, opened)
    assert count == 1
    assert moved.due_at.date() == date(2026, 3, 23)  # 10 working days and the same 5
    assert moved.paused_seconds == 5 * 8 * 3600
    assert [entry.verb for entry in desk.timeline(opened)][-1] == "clock moved"


def test_a_changed_severity_moves_the_clock_and_keeps_paused_time(desk: Desk) -> None:
    by_severity = {**FROM_PROFILE, "target": '=if severity = 1 then "5 working days" else "10 working days"'}
    desk.deploy(asking(by_severity).build())
    opened = desk.open(severity=3)
    desk.complete("ana", "look", severity=["3"])
    desk.wait(days=2)
    desk.do("ana", correlate_message, "customer_answered", opened.reference, {"severity": 1})

    moved = clock(desk, opened)

    assert moved.due_at == datetime(2026, 3, 11, 17, tzinfo=UTC)  # 5 working days and the 2 paused
    assert moved.moves[0]["because"].startswith("the target changed")


def test_a_new_holiday_moves_open_cases_and_says_why(desk: Desk) -> None:
    desk.deploy(asking({**FROM_PROFILE, "target": "5 working days"}).build())
    opened = desk.open()
    before = day(desk, opened)
    with desk.database.write() as session:
        add_holiday(session, "office", date(2026, 3, 4), "Founders' day", desk.now)

    desk.do(SYSTEM, reckon_again, "calendar office")
    desk.work()

    assert day(desk, opened) == before + timedelta(days=1)
    assert "Founders' day" in clock(desk, opened).explanation


def test_a_pause_ends_by_itself_when_its_limit_is_reached(desk: Desk) -> None:
    limited = {**FROM_PROFILE, "target": "5 working days", "pause_limit": "2 working days"}
    desk.deploy(asking(limited).build())
    opened = desk.open()
    desk.complete("ana", "look")
    assert clock(desk, opened).standing == "paused"

    desk.wait(days=3)

    running = clock(desk, opened)
    assert running.standing == "running"
    assert running.due_at == datetime(2026, 3, 11, 17, tzinfo=UTC)  # 5 working days and 2, not 3
    resumed = next(entry for entry in desk.timeline(opened) if entry.verb == "clock resumed")
    assert resumed.content["because"] == "pauses last at most 2 working days"
    assert running.pauses[-1]["to"] == "2026-03-03T17:00:00+00:00"


def test_several_pauses_share_one_limit(desk: Desk) -> None:
    limited = {**FROM_PROFILE, "target": "5 working days", "pause_limit": "2 working days"}
    builder = (
        PackageBuilder()
        .settings(clocks={"answer": limited})
        .start()
        .catch("first", "one", pauses="answer")
        .user("between")
        .catch("second", "two", pauses="answer")
        .user("tell")
        .end()
        .flow("start", "first", "between", "second", "tell", "end")
    )
    desk.deploy(builder.build())
    opened = desk.open()
    desk.wait(days=1)
    desk.do("ana", correlate_message, "one", opened.reference, {})
    desk.complete("ana", "between")

    desk.wait(days=7)

    assert clock(desk, opened).paused_seconds == 2 * 8 * 3600
    assert clock(desk, opened).standing == "running"


def test_an_ordinary_pause_ends_with_the_answer(desk: Desk) -> None:
    limited = {**FROM_PROFILE, "target": "5 working days", "pause_limit": "20 working days"}
    desk.deploy(asking(limited).build())
    opened = desk.open()
    desk.complete("ana", "look")
    desk.wait(days=1)

    desk.do("ana", correlate_message, "customer_answered", opened.reference, {})
    desk.wait(days=1)

    assert clock(desk, opened).due_at == datetime(2026, 3, 10, 17, tzinfo=UTC)


def test_only_owners_change_norm_times(desk: Desk) -> None:
    with pytest.raises(MayNotKeepProfiles):
        desk.do("sue", save_profile, "general", "General", "", {})
