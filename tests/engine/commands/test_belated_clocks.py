"""Clocks of a new version begin as of when the case came to their element, or it is said why they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.clocks.models import Clock
from engine.commands.advance import running, way
from engine.commands.advance.prospects import prospects
from engine.library.package import Package
from engine.step import Step
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.migration import OWNER, migrated, three_steps, told
from tests.engine.commands.package import PackageBuilder, two_steps

LOOKED = MONDAY + timedelta(hours=2)
SAID_ON_MONDAY = "'Decision' begins as of 2026-03-02 11:00 UTC, when the case came to 'approve'"


def deciding(builder: PackageBuilder, **settings: Any) -> Package:
    """With a promise of two working days that begins with the approval, unless told otherwise."""
    clock = {"title": "Decision", "kind": "service", "target": "2 working days", "calendar": "office"}
    point = {"at": "100 %", "level": 1, "code": "clock_breached"}
    rule = {**clock, "begins_with": ["approve"], "points": [point], **settings}
    return builder.settings(clocks={"decision": {k: v for k, v in rule.items() if v is not None}}).build()


def at_approval(desk: Desk) -> None:
    """A case that came to its approval on Monday at eleven."""
    desk.deploy(two_steps().build())
    desk.open()
    desk.wait(hours=2)
    desk.complete("ana", "register", subject="S")


def clocks(desk: Desk) -> list[tuple[str, str, datetime]]:
    """Key, state and start of each clock."""
    return [(clock.key, clock.standing, clock.started_at) for clock in desk.rows(Clock)]


def said_before(desk: Desk, package: Package, **mapping: str) -> tuple[str, ...]:
    """What the migration says of the only case before it is done."""
    with desk.database.read() as session:
        step = Step(session=session, actor=OWNER, now=desk.now, settings=desk.settings)
        (one,) = prospects(step, package, mapping)
    assert one.faults == ()
    return one.promises


def test_a_clock_begins_as_of_when_the_case_came_to_its_element(desk: Desk) -> None:
    at_approval(desk)
    desk.wait(hours=3)

    migrated(desk, deciding(two_steps()))

    assert clocks(desk) == [("decision", "running", LOOKED)]
    assert told(desk)[0]["promises"] == [f"{SAID_ON_MONDAY}, and is due 2026-03-04 17:00 UTC."]
    started = next(entry for entry in desk.timeline(desk.only()) if entry.verb == "clock started")
    assert started.content["start"] == LOOKED.isoformat()


def test_one_that_is_overdue_by_then_escalates_at_once_and_says_so_before(desk: Desk) -> None:
    at_approval(desk)
    package = deciding(two_steps())
    desk.wait(days=7)

    before = said_before(desk, package)
    migrated(desk, package)
    desk.work()

    assert before == (f"{SAID_ON_MONDAY}, and is overdue at once: it was due 2026-03-04 17:00 UTC.",)
    assert desk.escalations() == [("clock", 1, "clock_breached")]
    assert clocks(desk) == [("decision", "breached", LOOKED)]


def test_a_renamed_element_is_known_by_its_old_name(desk: Desk) -> None:
    at_approval(desk)
    new = (
        PackageBuilder().start().user("register").user("sign").end().flow("start", "register", "sign", "end")
    )

    migrated(desk, deciding(new, begins_with=["sign"]), approve="sign")

    assert clocks(desk) == [("decision", "running", LOOKED)]


def test_what_has_been_passed_long_ago_counts_as_well(desk: Desk) -> None:
    at_approval(desk)

    migrated(desk, deciding(two_steps(), begins_with=["register"]))

    assert clocks(desk) == [("decision", "running", MONDAY)]


def test_a_clock_that_would_be_over_never_begins_and_counts_neither_way(desk: Desk) -> None:
    at_approval(desk)
    desk.wait(days=9)

    migrated(desk, deciding(two_steps(), begins_with=None, stops_with=["approve"]))

    assert clocks(desk) == [("decision", "cancelled", MONDAY)]
    assert desk.rows(Clock)[0].stopped_at == LOOKED
    words = "'Decision' does not begin: the case came to 'approve' on 2026-03-02 11:00 UTC, which ends it."
    assert told(desk)[0]["promises"] == [words]
    desk.wait(days=9)
    assert desk.escalations() == []


def test_a_clock_that_begins_as_usual_is_not_spoken_of(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    package = deciding(two_steps())

    assert said_before(desk, package) == ()
    migrated(desk, package)
    assert clocks(desk) == []
    desk.wait(hours=2)
    desk.complete("ana", "register", subject="S")
    assert clocks(desk) == [("decision", "running", LOOKED)]


def test_what_comes_after_a_called_diagram_still_lies_ahead(desk: Desk) -> None:
    inner = PackageBuilder("inner").start().user("look").end().flow("start", "look", "end")

    def calling() -> PackageBuilder:
        builder = PackageBuilder().start().call("look_closer", inner).user("approve").end()
        return builder.flow("start", "look_closer", "approve", "end")

    desk.deploy(calling().build())
    desk.open()
    assert desk.open_tasks() == ["look"]

    assert said_before(desk, deciding(calling())) == ()
    migrated(desk, deciding(calling(), begins_with=["look"]))
    assert clocks(desk) == [("decision", "running", MONDAY)]


def test_a_new_element_behind_the_case_begins_nothing_any_more_and_that_is_said(desk: Desk) -> None:
    at_approval(desk)
    package = deciding(three_steps(), begins_with=["look"])

    before = said_before(desk, package)
    migrated(desk, package)

    assert before == (
        "'Decision' never begins: the case has not been at 'look', and no way leads there any more.",
    )
    assert clocks(desk) == []


def test_where_the_timeline_was_cut_short_tasks_are_asked_and_doubt_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_WALKED", 1)
    monkeypatch.setattr(way, "MOST_WALKED", 1)
    at_approval(desk)
    known = deciding(two_steps())

    assert said_before(desk, known) == (f"{SAID_ON_MONDAY}, and is due 2026-03-04 17:00 UTC.",)
    (doubt,) = said_before(desk, deciding(two_steps(), begins_with=["end"]))
    assert doubt == (
        "Whether the case has been at 'end', with which 'Decision' begins, is not told any more: "
        "it begins when the case comes there next."
    )


def test_a_clock_that_promised_nothing_then_and_is_written_as_before_stays_so(desk: Desk) -> None:
    target = '=if late then "2 working days" else null'
    desk.deploy(deciding(two_steps(), target=target))
    desk.open(late=False)
    desk.complete("ana", "register", subject="S")

    migrated(desk, deciding(three_steps(), target=target))

    assert clocks(desk) == []


def test_due_dates_of_the_new_version_may_read_such_a_clock(desk: Desk) -> None:
    at_approval(desk)
    desk.wait(hours=1)
    dated = PackageBuilder().start().user("register").user("approve", due="=clocks.decision.due").end()

    migrated(desk, deciding(dated.flow("start", "register", "approve", "end")))

    assert desk.task("approve").due_at == datetime(2026, 3, 4, 17, tzinfo=UTC)
