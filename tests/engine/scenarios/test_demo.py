"""The demo's stories hold on both databases, with the demo's people, and end before today."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.cases.models import OPEN, Case, CaseLink
from engine.cli.opening import open_store
from engine.library.live import live_package
from engine.library.source import shipped_root
from engine.scenarios.demo import DemoToldAlready, tell_demo
from engine.settings import Settings

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_five_like_complaints_lead_to_a_changed_process(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (
        f"sqlite:///{tmp_path / 'demo.db'}" if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    )
    settings = Settings(var=tmp_path, database_url=url, secret_key=b"k" * 32, demo=True)
    database = open_store(settings)

    titles = tell_demo(database, settings, shipped_root(), NOW)

    assert titles == ["From five like complaints to a changed process"]
    with database.read() as session:
        cases = dict(session.execute(select(Case.process, func.count()).group_by(Case.process)).all())
        assert cases == {"complaint_handling": 5, "corrective_action": 1, "change_control": 1}
        assert session.scalar(select(func.count()).where(Case.state == OPEN)) == 0
        assert session.scalar(select(func.max(Case.opened_at))) < NOW
        assert session.scalar(select(func.count()).select_from(CaseLink)) == 2 * 6  # seen from both ends
        assert (
            "check_entry"
            in live_package(session, "address_change").model.processes["address_change"].elements
        )
    with pytest.raises(DemoToldAlready):
        tell_demo(database, settings, shipped_root(), NOW)
    database.dispose()
