"""Each day is counted once, in the organisation's zone, and counting again gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from engine.cases.models import Attachment, Submission
from engine.clocks.calendars import save_calendar
from engine.commands.cancel_case import cancel_case
from engine.commands.plan_upkeep import plan_upkeep
from engine.figures.models import DailyFigure
from engine.figures.queries import daily_figures, summed_figures
from engine.figures.rolling import MOST_DAYS, bounds, count_day, counted_until, rebuild, zone_of_days
from engine.work.models import Work
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder

A_DAY = timedelta(days=1)
MARCH_2 = date(2026, 3, 2)


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """An office in Amsterdam with a process of one task."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    here = Desk(tmp_path, url)
    in_zone(here, "Europe/Amsterdam")
    here.deploy(PackageBuilder().start().user("answer").end().flow("start", "answer", "end").build())
    yield here
    here.database.dispose()


def in_zone(desk: Desk, zone: str) -> None:
    with desk.database.write() as session:
        save_calendar(session, "office", title="Office", zone=zone, week="always", now=desk.now)


def beat(desk: Desk) -> None:
    """What a tick plans is done."""
    with desk.database.write() as session:
        plan_upkeep(session, desk.now)
    desk.work()


def figures(desk: Desk) -> dict[tuple[str, str], int]:
    return {(row.day.isoformat(), row.measure): row.value for row in desk.rows(DailyFigure)}


def test_a_day_is_counted_when_it_is_over_and_not_before(desk: Desk) -> None:
    desk.open()
    desk.now += timedelta(hours=2)
    desk.complete("ana", "answer")
    desk.do("sue", cancel_case, desk.open().case_id, "by mistake")

    beat(desk)
    assert figures(desk) == {}
    desk.now += A_DAY
    beat(desk)
    beat(desk)

    assert figures(desk) == {
        ("2026-03-02", "opened"): 2,
        ("2026-03-02", "completed_tasks"): 1,
        ("2026-03-02", "ended"): 1,
        ("2026-03-02", "seconds_to_end"): 2 * 60 * 60,
        ("2026-03-02", "cancelled"): 1,
    }
    assert [row.kind for row in desk.rows(Work)].count("figures") == 1


def test_a_promise_missed_is_counted_although_it_calls_for_help(desk: Desk) -> None:
    points = [{"at": "100 %", "level": 1, "code": "clock_breached"}]
    late = {"title": "Answer", "kind": "service", "target": "2 hours", "calendar": "office", "points": points}
    package = PackageBuilder().settings(clocks={"answer": late})
    desk.deploy(package.start().user("answer").end().flow("start", "answer", "end").build())
    desk.open()
    desk.wait(hours=3)
    desk.now += A_DAY
    beat(desk)

    assert figures(desk)["2026-03-02", "breached"] == 1
    assert figures(desk)["2026-03-02", "escalated"] == 1


def test_midnight_is_that_of_the_organisation(desk: Desk) -> None:
    desk.now = datetime(2026, 3, 2, 22, 59, tzinfo=UTC)
    desk.open()
    desk.now = datetime(2026, 3, 2, 23, 1, tzinfo=UTC)  # a minute past midnight in Amsterdam
    desk.open()
    desk.now += A_DAY
    beat(desk)

    assert figures(desk) == {("2026-03-02", "opened"): 1, ("2026-03-03", "opened"): 1}

    in_zone(desk, "America/New_York")
    with desk.database.write() as session:
        rebuild(session, desk.now + A_DAY)
    assert figures(desk) == {("2026-03-02", "opened"): 2}


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (MARCH_2, 24)])
def test_the_days_on_which_clocks_change_are_shorter_and_longer_and_none_overlaps(
    desk: Desk, day: date, hours: int
) -> None:
    with desk.database.read() as session:
        zone = zone_of_days(session)

    begin, end = bounds(day, zone)

    assert end - begin == timedelta(hours=hours)
    assert bounds(day + A_DAY, zone)[0] == end


def test_days_missed_are_made_up_for_a_month_at_a_time_and_empty_ones_too(desk: Desk) -> None:
    desk.open()
    desk.now += 3 * MOST_DAYS * A_DAY
    desk.open()

    beat(desk)

    with desk.database.read() as session:
        assert counted_until(session) == desk.now.date() - A_DAY
    assert [row.kind for row in desk.rows(Work)].count("figures") == 3


def test_counting_again_mends_whatever_was_wrong(desk: Desk) -> None:
    desk.open()
    desk.now += 2 * A_DAY
    beat(desk)
    before = figures(desk)
    with desk.database.write() as session:
        session.execute(delete(DailyFigure))
        session.add(DailyFigure(process="gone", day=MARCH_2, measure="opened", value=7))

    with desk.database.write() as session:
        assert rebuild(session, desk.now) == 2

    assert figures(desk) == before != {}


def test_reports_read_days_and_sums(desk: Desk) -> None:
    for _ in range(2):
        desk.open()
        desk.now += timedelta(hours=12)
        desk.complete("ana", "answer")
        desk.now = MONDAY + A_DAY
    desk.now = MONDAY + 3 * A_DAY
    beat(desk)

    with desk.database.read() as session:
        days = daily_figures(session, "demo", MARCH_2, MARCH_2 + A_DAY)
        (both,) = summed_figures(session, MARCH_2, MARCH_2 + A_DAY)

    assert [(one.day, one.values["ended"]) for one in days] == [(MARCH_2 + A_DAY, 1), (MARCH_2, 1)]
    assert (both.values["opened"], both.days_to_end) == (2, 0.5)


def test_a_day_on_which_nothing_happened_has_no_rows(desk: Desk) -> None:
    with desk.database.write() as session:
        count_day(session, MARCH_2)

    assert figures(desk) == {}


def test_old_files_without_a_case_and_old_keys_go_and_everything_else_stays(desk: Desk) -> None:
    beat(desk)
    opened = desk.open()
    with desk.database.write() as session:
        for name, days, case in (("old", 31, None), ("young", 29, None), ("kept", 900, opened.case_id)):
            at = desk.now - days * A_DAY
            more = {"name": name, "media_type": "text/plain", "size": 0, "sha256": "", "content": b""}
            session.add(Attachment(id=name, case_id=case, uploaded_at=at, uploaded_by="ana", **more))
            session.add(Submission(scope="s", key=name, request_hash="", response=None, created_at=at))

    desk.now += timedelta(hours=24)
    beat(desk)
    beat(desk)

    with desk.database.read() as session:
        assert set(session.scalars(select(Attachment.id))) == {"young", "kept"}
        assert set(session.scalars(select(Submission.key))) == {"young"}
    assert [row.kind for row in desk.rows(Work)].count("retention") == 1
