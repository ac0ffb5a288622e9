"""amends figures: counted again and shown."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import insert

from engine.audit.changes import changes
from engine.audit.pictures import CUSTOMERS
from engine.database import Database
from engine.figures.models import DailyFigure
from engine.now import now
from tests.engine.cli.conftest import Shell


def test_figures_are_shown_with_their_average(amends: Shell, database: Database) -> None:
    yesterday = now().date() - timedelta(days=1)
    values = {"opened": 3, "ended": 2, "seconds_to_end": 2 * 86_400}
    rows = [
        {"process": "complaint_handling", "day": yesterday, "measure": measure, "value": value}
        for measure, value in values.items()
    ]
    with database.write() as session:
        session.execute(insert(DailyFigure), rows)

    told = json.loads(amends("figures", "show", "--json").out)

    assert told["processes"] == {"complaint_handling": {**values, "days_to_end": 1.0}}
    assert "complaint_handling: 2 ended, 3 opened" in amends("figures", "show").out.replace("\n", " ")


def test_a_store_without_history_has_nothing_to_count(amends: Shell) -> None:
    assert amends("figures", "rebuild").out == "0 days were counted.\n"
    assert amends("figures", "show").out == "No day was counted yet.\n"


def test_numbers_of_customers_are_kept_by_day_and_the_change_is_noted(
    amends: Shell, database: Database
) -> None:
    assert amends("figures", "customers").out == "No number of customers is kept.\n"
    amends("figures", "customers", "9000", "--from", "2026-04-01")
    amends("figures", "customers", "120000", "--from", "2026-01-01")

    told = amends("figures", "customers").out
    with database.read() as session:
        noted = changes(session, kind=CUSTOMERS, limit=10)

    assert told == "From 2026-01-01: 120,000 customers\nFrom 2026-04-01: 9,000 customers\n"
    assert [one.after for one in noted] == [{"from 2026-01-01": 120000}, {"from 2026-04-01": 9000}]
