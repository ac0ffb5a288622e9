"""Starts by the calendar: one case for each instant, one for all that were missed, never two."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from engine.cases.models import Case
from engine.commands.due import PERFORMERS, carrier, run_due, run_until
from engine.commands.open_case import Opened
from engine.commands.plan_starts import plan_starts
from engine.commands.retry_incident import retry_incident
from engine.library.models import LiveVersion
from engine.step import SYSTEM
from engine.work.execute import Carrier, Performer
from engine.work.models import Work
from engine.work.queries import open_incidents
from engine.work.travel import travel_to
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder

DAILY = "R/2026-03-01T09:00:00Z/P1D"
DAY = timedelta(days=1)


def review(cycle: str = DAILY, task: str = "review", start: str = "start") -> PackageBuilder:
    """A review that the calendar brings."""
    return PackageBuilder().start_by_timer(cycle, start).user(task).end().flow(start, task, "end")


def go_live(desk: Desk, builder: PackageBuilder) -> None:
    """Deploy as real deployments do: the version is live from this instant on."""
    desk.deploy(builder.build())
    with desk.database.write() as session:
        session.execute(update(LiveVersion).values(since=desk.now))
    plan(desk)


def plan(desk: Desk) -> None:
    """What every node does with every beat."""
    with desk.database.write() as session:
        plan_starts(session, desk.now)


def waiting(desk: Desk) -> list[datetime]:
    """When the planned starts are due."""
    return sorted(row.due_at for row in desk.rows(Work) if row.kind == "start" and row.state == "ready")


def started(desk: Desk) -> list[dict[str, object]]:
    """What the timelines of all cases say about their start."""
    cases = [desk.timeline(_opened(case)) for case in sorted(desk.rows(Case), key=lambda case: case.id)]
    told = [entry.content for entries in cases for entry in entries if "calendar" in entry.verb]
    return [{key: one[key] for key in ("due", "missed")} for one in told]


def _opened(case: Case) -> Opened:
    return Opened(reference=case.reference, secret="", case_id=case.id)


def test_a_case_opens_at_each_instant_and_the_next_is_planned_with_it(desk: Desk) -> None:
    go_live(desk, review())

    desk.wait(hours=0)
    desk.wait(days=1)

    assert [one["missed"] for one in started(desk)] == [0, 0]
    assert waiting(desk) == [MONDAY + 2 * DAY]


def test_planning_again_changes_nothing(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))

    for _ in range(3):
        plan(desk)

    assert waiting(desk) == [MONDAY + DAY]


def test_after_downtime_one_case_opens_for_everything_missed(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))

    desk.now += timedelta(days=5, hours=1)
    plan(desk)
    desk.work()
    desk.work()

    assert started(desk) == [{"due": (MONDAY + DAY).isoformat(), "missed": 4}]
    assert waiting(desk) == [MONDAY + 6 * DAY]


def test_many_nodes_open_one_case(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))
    desk.now += DAY

    def node() -> None:
        plan(desk)
        run_due(carrier(desk.database, desk.settings, desk.now))

    threads = [threading.Thread(target=node) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(desk.rows(Case)) == 1
    assert waiting(desk) == [MONDAY + 2 * DAY]


def test_nothing_is_made_up_for_from_before_the_version_went_live(desk: Desk) -> None:
    go_live(desk, review("R/2026-01-01T10:00:00Z/P1D"))

    desk.work()

    assert desk.rows(Case) == []
    assert waiting(desk) == [MONDAY + timedelta(hours=1)]


def test_a_new_version_withdraws_what_the_old_one_planned(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))
    desk.now += timedelta(hours=1)
    go_live(desk, review("R/P7D"))

    desk.wait(days=6)

    assert desk.rows(Case) == []
    assert waiting(desk) == [MONDAY + timedelta(days=7, hours=1)]


def test_what_was_missed_before_a_new_version_came_opens_on_the_new_one(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))
    desk.now += 3 * DAY
    go_live(desk, review("R/P7D", task="look"))

    desk.work()

    assert desk.open_tasks() == ["look"]
    assert waiting(desk) == [MONDAY + 10 * DAY]


def test_a_timer_that_was_taken_away_opens_nothing(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))
    go_live(desk, PackageBuilder().start().user("review").end().flow("start", "review", "end"))

    desk.wait(days=1)

    assert desk.rows(Case) == []
    assert desk.incidents() == []


def test_a_last_instant_is_followed_by_none(desk: Desk) -> None:
    go_live(desk, review("R2/P1D"))

    for _ in range(4):
        desk.wait(days=1)

    assert len(desk.rows(Case)) == 2
    assert waiting(desk) == []


def test_travelling_opens_a_case_on_each_day_of_the_way(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))
    with desk.database.write() as session:
        travel_to(session, desk.settings, MONDAY)

    run_until(desk.database, desk.settings, MONDAY + 3 * DAY)

    assert sorted(case.opened_at for case in desk.rows(Case)) == [
        MONDAY + number * DAY for number in (1, 2, 3)
    ]


def test_travelling_for_decades_opens_one_case_for_all_that_lies_beyond_a_year(desk: Desk) -> None:
    go_live(desk, review("R/P28D"))
    with desk.database.write() as session:
        travel_to(session, desk.settings, MONDAY)
    goal = datetime(2099, 1, 1, tzinfo=UTC)

    run_until(desk.database, desk.settings, goal)

    times = (goal - MONDAY).days // 28
    assert [one["missed"] for one in started(desk)] == [0] * 13 + [times - 14]
    assert waiting(desk) == [MONDAY + (times + 1) * timedelta(days=28)]


@pytest.mark.parametrize(
    ("begin", "cycle", "wanted"),
    [
        ("2026-03-28", "R/2026-03-01T09:00:00@Europe/Amsterdam/P1D", ["28T08:00", "29T07:00", "30T07:00"]),
        # The night in which half past two does not exist, and the one in which it comes twice.
        ("2026-03-28", "R/2026-03-01T02:30:00@Europe/Amsterdam/P1D", ["28T01:30", "29T01:30", "30T00:30"]),
        ("2026-10-24", "R/2026-10-01T02:30:00@Europe/Amsterdam/P1D", ["24T00:30", "25T00:30", "26T01:30"]),
        ("2026-10-24", "R3/2026-10-24T20:00:00@Europe/Amsterdam/PT8H", ["24T18:00", "25T02:00", "25T10:00"]),
    ],
)
def test_when_the_clocks_change_each_instant_opens_one_case(
    desk: Desk, begin: str, cycle: str, wanted: list[str]
) -> None:
    desk.now = datetime.fromisoformat(f"{begin}T00:00:00+00:00")
    go_live(desk, review(cycle))

    for _ in range(60):
        desk.wait(hours=1)
        plan(desk)

    due = [datetime.fromisoformat(str(one["due"])) for one in started(desk)]
    late = [case.opened_at - instant for case, instant in zip(desk.rows(Case), due, strict=True)]
    assert [f"{instant:%dT%H:%M}" for instant in due] == wanted
    assert max(late) < timedelta(hours=1)


@pytest.mark.parametrize(("begin", "missed"), [("2026-03-28", 2), ("2026-10-24", 2), ("2028-02-28", 2)])
def test_days_missed_when_the_clocks_change_are_counted_once(desk: Desk, begin: str, missed: int) -> None:
    desk.now = datetime.fromisoformat(f"{begin}T00:00:00+00:00")
    go_live(desk, review("R/2026-01-01T02:30:00@Europe/Amsterdam/P1D"))

    desk.wait(days=3)

    assert [one["missed"] for one in started(desk)] == [missed]


def test_a_start_that_keeps_failing_is_an_incident_and_holds_up_nobody(desk: Desk) -> None:
    go_live(desk, review("R/P1D"))
    hands = carrier(desk.database, desk.settings, desk.now + DAY)
    broken = {**PERFORMERS, "start": Performer(apply=_fail, failed=PERFORMERS["start"].failed)}
    for hours in range(8):
        at = desk.now + DAY + timedelta(hours=hours)
        run_due(
            Carrier(
                database=hands.database,
                settings=hands.settings,
                performers=broken,
                present=lambda _session, at=at: at,
            )
        )
    desk.now += DAY + timedelta(hours=8)

    desk.wait(days=1)
    assert [one["due"] for one in started(desk)] == [(MONDAY + 2 * DAY).isoformat()]

    (incident,) = desk.incidents()
    assert incident[0] == "start"
    with desk.database.read() as session:
        (line,) = open_incidents(session)
    desk.do(SYSTEM, retry_incident, line.id)
    desk.work()

    assert started(desk)[-1] == {"due": (MONDAY + DAY).isoformat(), "missed": 0}


def _fail(*_arguments: object) -> None:
    raise RuntimeError("not today")


def test_a_time_that_cannot_be_read_becomes_an_incident_that_says_so(desk: Desk) -> None:
    go_live(desk, review('="every " + string(today())'))

    for _ in range(6):
        desk.wait(hours=2)
        plan(desk)

    assert [kind for kind, _ in desk.incidents()] == ["start"]
