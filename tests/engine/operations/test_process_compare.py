"""process.compare: a process before and after an instant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.cases.models import Incident
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder

A_DAY = timedelta(days=1)
CHANGED = MONDAY + 10 * A_DAY


@pytest.fixture
def watched(desk: Desk) -> Desk:
    """A process with two cases before the change, one of which took three days, and one after it."""
    desk.deploy(PackageBuilder().start().user("answer").end().flow("start", "answer", "end").build())
    desk.open()
    desk.now = MONDAY + 3 * A_DAY
    desk.complete("ana", "answer")
    desk.open()
    desk.now = CHANGED + A_DAY
    desk.open()
    desk.now = CHANGED + 10 * A_DAY
    return desk


def compared(desk: Desk, **headers: str) -> Any:
    """What a case of another process learns."""
    asked = {"process": "demo", "at": CHANGED.isoformat(), "days": "=30", **headers}
    builder = PackageBuilder("other", "OTH").start().service("look", "process.compare", **asked)
    desk.deploy(builder.user("after").end().flow("start", "look", "after", "end").build())
    return desk.file(desk.open("other")).get("before_and_after")


def test_equally_long_times_are_told_side_by_side(watched: Desk) -> None:
    found = compared(watched)

    assert found["days"] == 10  # no more have passed since the change
    assert found["before"] == {"opened": 2, "ended": 1, "days_to_end": 3, "breached": 0, "escalated": 0}
    assert found["after"] == {"opened": 1, "ended": 0, "days_to_end": None, "breached": 0, "escalated": 0}
    assert found["lines"][:3] == ["Cases opened: 2 -> 1", "Cases ended: 1 -> 0", "Days to the end: 3 -> none"]


def test_fewer_days_see_less(watched: Desk) -> None:
    assert compared(watched, days="=1")["before"]["opened"] == 0


def test_an_instant_that_lies_ahead_has_nothing_to_compare(watched: Desk) -> None:
    found = compared(watched, at=(watched.now + A_DAY).isoformat())

    assert (found["days"], found["before"]["opened"], found["after"]["opened"]) == (0, 0, 0)


@pytest.mark.parametrize("wrong", [{"at": "soon"}, {"days": "=0"}, {"days": "=null"}])
def test_without_instant_or_days_the_case_stands_still_and_says_so(watched: Desk, wrong: dict[str, str]):
    compared(watched, **wrong)

    (incident,) = watched.rows(Incident)
    assert next(iter(wrong)) in incident.reason
