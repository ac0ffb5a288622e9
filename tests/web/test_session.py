"""One transaction for each request, and sessions that end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, Response
from sqlalchemy import select

from engine.database import Database
from engine.errors import Conflict
from engine.people.accounts import change_password, create_person, deactivate
from engine.people.models import Person
from engine.tasks.models import Task
from tests.web.furnished import Office
from web.app import create_app
from web.session import IDLE, LONGEST, SEEN_EVERY, require, session, step

PASSWORD = "correct horse battery"


def make_person(login):
    create_person(session(), login=login, name=login, now=datetime.now(UTC))


@pytest.fixture
def app(settings, database: Database) -> Flask:
    """The application with pages that write in every way a page can."""
    application = create_app(settings, database)
    application.config["WTF_CSRF_ENABLED"] = False

    @application.post("/good")
    def good():
        make_person("good")
        return "kept"

    @application.post("/refused")
    def refused():
        make_person("refused")
        return Response("look again", 422)

    @application.post("/broken")
    def broken():
        make_person("broken")
        raise Conflict

    @application.get("/reader")
    def reader():
        make_person("reader")
        return "never"

    @application.get("/staff-only")
    def staff_only():
        require("staff")()
        return step().actor.name

    return application


def logins(database):
    with database.read() as reader:
        return set(reader.scalars(select(Person.login)))


def test_a_good_answer_keeps_what_the_request_did(app, database):
    app.test_client().post("/good")

    assert logins(database) == {"good"}


@pytest.mark.parametrize("path", ["/refused", "/broken"])
def test_a_refused_request_leaves_nothing_behind(app, database, path):
    app.test_client().post(path)

    assert logins(database) == set()


def test_reading_a_page_cannot_write(app, database):
    answer = app.test_client().get("/reader")

    assert answer.status_code >= 500  # SQLite says so in the words of a store that takes nothing
    assert logins(database) == set()


def test_an_idle_session_ends(signed_in):
    visitor = signed_in("ana")

    with time_machine.travel(datetime.now(UTC) + IDLE + timedelta(seconds=5)):
        answer = visitor.get("/staff-only")

    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/staff-only"


def test_a_session_in_use_goes_on_but_not_for_ever(signed_in):
    visitor = signed_in("ana")
    begin = datetime.now(UTC)
    hours = int(LONGEST / timedelta(minutes=30))

    answers = []
    for half_hour in range(1, hours + 1):
        with time_machine.travel(begin + half_hour * timedelta(minutes=30) + SEEN_EVERY):
            answers.append(visitor.get("/staff-only").status_code)

    assert answers == [200] * (hours - 1) + [303]


def test_closing_the_account_ends_its_session_at_once(signed_in, person, database):
    visitor = signed_in("ana")
    with database.write() as writer:
        ana = writer.scalars(select(Person).where(Person.login == "ana")).one()
        deactivate(writer, ana.id, datetime.now(UTC))

    assert visitor.get("/staff-only").status_code == 303


def test_a_new_password_ends_sessions_elsewhere(signed_in, database):
    visitor = signed_in("ana")
    with database.write() as writer:
        ana = writer.scalars(select(Person).where(Person.login == "ana")).one()
        change_password(writer, ana.id, PASSWORD, "another long password")

    assert visitor.get("/staff-only").status_code == 303


def test_a_role_one_lacks_is_refused(signed_in):
    visitor = signed_in("otto", roles=["supervisor"])

    answer = visitor.get("/staff-only")

    assert answer.status_code == 403
    assert "role staff" in answer.text


def test_whoever_only_reads_never_waits_for_somebody_who_writes(office: Office) -> None:
    reference = office.complain()
    leila, ana, visitor = office.staff("leila"), office.program("ana"), office.customer()
    with office.database.read() as session:
        task = session.scalars(select(Task.id).where(Task.state == "open")).first()

    with office.database.write():  # on SQLite it holds the one lock of all writers until it ends
        pages = ["/desk", "/registers", "/supervise", f"/cases/{reference}", f"/tasks/{task}"]
        seen = {path: leila.get(path).status_code for path in pages}
        seen |= {path: visitor.get(path).status_code for path in ("/", "/sign-in", "/ready", "/metrics")}
        seen |= {path: ana.get(path)[0] for path in ("/cases", f"/cases/{reference}", "/tasks")}

    assert set(seen.values()) == {200}, seen
