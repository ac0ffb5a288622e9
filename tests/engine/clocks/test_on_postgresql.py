"""The rows of clocks, escalations and catalogues mean the same on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from engine.clocks.calendars import calendars
from engine.clocks.queries import QueueFilter, clocks_at_risk, escalation_queue
from engine.clocks.seeds import seed_calendars
from engine.database import Base, Database
from engine.registers.catalogues import catalogues, save_catalogue, save_entry
from engine.registers.table import RegisterFilter, _query
from tests.engine.clocks.conftest import CALENDARS, MONDAY, desk_in


def test_a_clock_lives_and_speaks_up_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    database = Database(postgresql_url)
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        seed_calendars(session, CALENDARS, MONDAY)
        assert sorted(calendars(session)) == ["always", "office"]
        desk = desk_in(session, tmp_path)
        desk.keep()
        desk.now += timedelta(hours=1)
        desk.keep(at="ask")
        desk.now += timedelta(hours=2)
        desk.keep(at="work")
        for _ in range(3):
            desk.fire("answer")

        first = escalation_queue(session, QueueFilter(groups=frozenset({"lead"})), limit=1)
        rest = escalation_queue(session, QueueFilter(), after=first[0].cursor)
        risky = clocks_at_risk(session, desk.now, now=desk.now)

        assert [line.level for line in first + rest] == [1, 1, 2]
        assert [(line.clock, line.is_breached) for line in risky] == [("answer", True)]
        after = (MONDAY + timedelta(days=1), 0)
        assert len(session.execute(_query(desk.package, RegisterFilter(after=after))).all()) == 1
        save_catalogue(session, "tools", "Tools", MONDAY)
        save_entry(session, "tools", "drill", "Drill", MONDAY)
        assert catalogues(session) == {"tools": {"drill": "Drill"}}
    database.dispose()
