"""amends figures: counted again and shown."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import insert

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
