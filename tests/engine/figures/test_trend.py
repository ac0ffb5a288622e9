"""Points of a figure over time, and the values cases come by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.figures.models import DailyFigure
from engine.figures.pareto import pareto
from engine.figures.trend import DAY, MONTH, WEEK, first_counted, points, spans
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder

A_DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """An office whose cases are counted by their cause."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    here = Desk(tmp_path, url)
    builder = PackageBuilder().settings(counted=["cause"]).start().user("answer").end()
    here.deploy(builder.flow("start", "answer", "end").build())
    yield here
    here.database.dispose()


def test_only_whole_weeks_and_months_are_points() -> None:
    sunday, thursday = date(2026, 3, 1), date(2026, 3, 19)

    assert list(spans(sunday, thursday, WEEK)) == [
        (date(2026, 3, 2), date(2026, 3, 8)),
        (date(2026, 3, 9), date(2026, 3, 15)),
    ]
    assert list(spans(date(2025, 11, 2), date(2026, 1, 31), MONTH)) == [
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
    ]
    assert list(spans(thursday, thursday, DAY)) == [(thursday, thursday)]
    assert list(spans(thursday, thursday + 2 * A_DAY, WEEK)) == []


def test_days_without_a_row_count_as_nothing(desk: Desk) -> None:
    monday = date(2026, 3, 2)
    with desk.database.write() as session:
        for day, value in ((0, 2), (6, 3), (8, 4)):
            at = monday + day * A_DAY
            session.add(DailyFigure(process="demo", day=at, measure="opened", value=value))
        session.add(DailyFigure(process="other", day=monday, measure="opened", value=9))

    with desk.database.read() as session:
        found = points(session, "demo", "opened", monday, monday + 20 * A_DAY, WEEK)
        assert first_counted(session, "demo") == monday
        assert first_counted(session, "nowhere") is None

    assert [point.value for point in found] == [5, 4, 0]


def test_the_most_frequent_value_stands_first_beside_the_period_before(desk: Desk) -> None:
    for days, cause in (
        (0, "late"),
        (0, "rude"),
        (9, "late"),
        (12, "lost"),
        (13, "lost"),
        (19, "lost"),
        (20, "late"),
    ):
        desk.now = MONDAY + days * A_DAY
        desk.open(cause=cause)
    desk.open()

    with desk.database.read() as session:
        first, *others = pareto(session, "demo", "cause", MONDAY, MONDAY + 9 * A_DAY, MONDAY + 20 * A_DAY)
        nothing = pareto(session, "demo", "unknown", MONDAY, MONDAY, MONDAY + A_DAY)

    assert (first.value, first.change.now, first.change.before, first.share) == ("lost", 3, 0, 75)
    assert [(bar.value, bar.change.now, bar.change.before, bar.cumulated) for bar in others] == [
        ("late", 1, 1, 100),
        ("rude", 0, 1, 100),
    ]
    assert nothing == ()
