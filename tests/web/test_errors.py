"""Every refusal has one HTTP number, a page for people and a problem for programs."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DataError, OperationalError

from engine.errors import (
    Conflict,
    Finding,
    InvalidSubmission,
    NotAllowed,
    NotFound,
    OperationFailed,
    PackageError,
)

FINDING = Finding(file="a.bpmn", element="task", code="no-form", message="User task `task` has no form.")
REFUSALS = [
    (NotFound("case 7"), 404),
    (NotAllowed("not in this lane"), 403),
    (Conflict("completed by Ana"), 409),
    (InvalidSubmission({"name": ["Say the name."]}), 422),
    (PackageError([FINDING]), 422),
    (OperationFailed("mail"), 503),
]


def raising(app, path, error):
    def view():
        raise error

    app.add_url_rule(path, endpoint=path, view_func=view)


@pytest.mark.parametrize(("error", "status"), REFUSALS)
def test_people_get_a_page(app, error, status):
    raising(app, "/refuses", error)

    answer = app.test_client().get("/refuses")

    assert answer.status_code == status
    assert answer.content_type.startswith("text/html")
    assert "Back to the start" in answer.text


@pytest.mark.parametrize(("error", "status"), REFUSALS)
def test_programs_get_a_problem(app, error, status):
    raising(app, "/api/v1/refuses", error)

    answer = app.test_client().get("/api/v1/refuses")

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"] == str(error)


def test_programs_learn_the_messages_per_field(app):
    raising(app, "/api/v1/refuses", InvalidSubmission({"name": ["Say the name."]}))

    assert app.test_client().get("/api/v1/refuses").json["errors"] == {"name": ["Say the name."]}


def test_programs_learn_the_findings(app):
    raising(app, "/api/v1/refuses", PackageError([FINDING]))

    assert app.test_client().get("/api/v1/refuses").json["findings"][0]["code"] == "no-form"


def test_a_fault_of_ours_shows_no_trace(app, caplog):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    raising(app, "/faulty", ZeroDivisionError("secret detail"))

    answer = app.test_client().get("/faulty")

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("path", ["/away", "/api/v1/away"])
def test_a_store_that_takes_nothing_is_told_as_such_and_without_its_words(app, caplog, path):
    raising(app, path, OperationalError("INSERT INTO secret", {}, Exception("database or disk is full")))

    answer = app.test_client().get(path)

    assert answer.status_code == 503
    assert "Nothing of what you sent was stored" in answer.text
    assert "secret" not in answer.text
    assert "disk is full" in caplog.text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/tasks/%00", 404), ("/api/v1/tasks/%00", 404), ("/?q=a%00b", 400), ("/api/v1/cases?q=%00", 400)],
)
def test_an_address_that_no_store_can_hold_names_nothing(visitor, path, status):
    answer = visitor.get(path)

    assert answer.status_code == status
    assert ("cannot be stored" in answer.text) == (status == 400)


@pytest.mark.parametrize("path", ["/odd", "/api/v1/odd"])
def test_what_the_store_cannot_hold_is_the_senders_mistake(app, caplog, path):
    raising(app, path, DataError("INSERT INTO secret", {}, Exception("integer out of range")))

    answer = app.test_client().get(path)

    assert answer.status_code == 400
    assert "a number that cannot be stored" in answer.text
    assert "secret" not in answer.text
    assert "integer out of range" in caplog.text


def test_an_unknown_address_says_so(visitor):
    answer = visitor.get("/no-such-page")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
