"""What a machine may ask: alive, ready, figures; and who else may read the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from engine.cli.opening import open_store
from engine.commands.due import carrier, run_due
from engine.database import Database
from engine.now import now
from engine.settings import Settings
from engine.work.models import Work
from engine.work.queue import put
from web.app import create_app

TOKEN = "a token for figures"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def client(app) -> FlaskClient:
    return app.test_client()


def late(database: Database, **values: object) -> None:
    """Work that has been due for an hour."""
    with database.write() as session:
        put(session, kind="letter", due_at=now() - timedelta(hours=1))
        if values:
            session.execute(update(Work).values(**values))


def figures(client: FlaskClient, **more: object) -> dict[str, float]:
    """Every figure by its name."""
    text = client.get("/metrics", **more).get_data(as_text=True)
    pairs = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in pairs}


def test_the_program_says_that_it_lives(client):
    answer = client.get("/health", environ_base=ELSEWHERE)

    assert (answer.status_code, answer.text) == (200, "alive\n")


def test_a_store_of_this_release_is_ready(tmp_path):
    settings = Settings(var=tmp_path, database_url=f"sqlite:///{tmp_path}/a.db", secret_key=b"k" * 32)
    store = open_store(settings)

    answer = create_app(settings, store).test_client().get("/ready", environ_base=ELSEWHERE)

    store.dispose()
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_a_store_that_a_newer_release_has_upgraded_meanwhile_is_still_served(tmp_path):
    settings = Settings(var=tmp_path, database_url=f"sqlite:///{tmp_path}/a.db", secret_key=b"k" * 32)
    store = open_store(settings)
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    answer = create_app(settings, store).test_client().get("/ready")

    store.dispose()
    assert answer.status_code == 200


def test_a_store_of_another_release_is_not(client):
    answer = client.get("/ready")

    assert (answer.status_code, answer.text) == (503, "the store has the tables of another release\n")


def test_a_store_that_does_not_answer_is_not(settings, tmp_path):
    store = Database(f"sqlite:///{tmp_path}/nowhere/a.db")

    answer = create_app(settings, store).test_client().get("/ready")

    store.dispose()
    assert (answer.status_code, answer.text) == (503, "the store does not answer\n")


def test_late_work_is_told_with_its_age(client, database):
    late(database)

    told = figures(client)

    assert (told["amends_work_due"], told["amends_letters_waiting"]) == (1, 1)
    assert told["amends_work_oldest_due_seconds"] >= 3600


def test_work_whose_process_fell_silent_is_an_orphan(client, database):
    late(database, state="running", lease_until=now() - timedelta(minutes=1))

    told = figures(client)

    assert (told["amends_work_running"], told["amends_work_orphans"]) == (1, 1)


def test_requests_are_counted_by_area_and_answer(client):
    client.get("/health")
    client.get("/there-is-nothing")

    told = figures(client)

    assert told['amends_requests_total{area="watching",method="GET",status="2xx"}'] == 1
    assert told['amends_requests_total{area="other",method="GET",status="4xx"}'] == 1
    assert told['amends_request_seconds_bucket{le="+Inf"}'] == told["amends_request_seconds_count"] == 2


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "203.0.113.9"),
        ({"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1"),
        ({"Authorization": "Bearer guess"}, "203.0.113.9"),
    ],
)
def test_figures_are_not_told_elsewhere(settings, database, headers, address):
    app = create_app(replace(settings, metrics_token=TOKEN), database)

    answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 403


def test_whoever_shows_the_token_may_read_from_elsewhere(settings, database):
    app = create_app(replace(settings, metrics_token=TOKEN), database)

    answer = app.test_client().get(
        "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, environ_base=ELSEWHERE
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/admin", "/admin/work"])
def test_the_administrator_is_warned_of_late_work_and_orphans(signed_in, database, path):
    late(database, state="running", lease_until=now() - timedelta(minutes=1))
    late(database)

    page = signed_in("root", roles=("administrator",)).get(path)

    assert "Work has been due for 60 minutes" in page.text
    assert "process that has fallen silent: 1" in page.text


def test_steps_are_timed_by_command_and_by_kind_of_work(office):
    def counted(name: str) -> float:
        return figures(office.app.test_client()).get(f'amends_step_seconds_count{{command="{name}"}}', 0)

    before = counted("open_case"), counted("retention_work")
    office.complain()
    with office.database.write() as session:
        put(session, kind="retention", due_at=now())
    run_due(carrier(office.database, office.settings))

    found = figures(office.app.test_client())
    assert counted("open_case") == before[0] + 1
    assert counted("retention_work") > before[1]
    assert found['amends_step_seconds_bucket{command="open_case",le="+Inf"}'] == counted("open_case")
    assert found['amends_step_seconds_sum{command="open_case"}'] > 0
