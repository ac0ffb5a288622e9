"""Reopening: the message `reopen` opens the next run of the same case, or reaches it where it waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.cases.errors import CannotReopen, NotAwaited, StartNotFound
from engine.cases.following import followed_case
from engine.clocks.models import Clock
from engine.commands.answer_message import answer_message
from engine.commands.correlate_message import correlate_message
from engine.commands.open_case import Opened, open_case
from engine.commands.reopen_case import reopen_case
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from engine.tasks.errors import SeparationOfDuty
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder, text

CLOCKS: dict[str, Any] = {
    "answer": {"title": "Answer", "kind": "statutory", "target": "56 days", "starts": "=case.received"}
}


def complaint(**properties: str) -> PackageBuilder:
    """A complaint that is answered and closed, and may be reopened for a review."""
    return (
        PackageBuilder()
        .settings(clocks=CLOCKS)
        .start()
        .start("again", message="reopen", **properties)
        .user("answer", form="answer")
        .user("review", lane="Officer", notBy="answer")
        .end(status="closed")
        .end("reviewed", status="closed")
        .flow("start", "answer", "end")
        .flow("again", "review", "reviewed")
        .form("answer", text("outcome"))
        .form("again", text("what_is_wrong", required=True))
    )


def closed(desk: Desk, **properties: str) -> Opened:
    """A case that was answered and closed, ten days ago."""
    desk.deploy(complaint(**properties).build())
    opened = desk.open(product="tv")
    desk.complete("ana", "answer", outcome=["Upheld"])
    desk.now += timedelta(days=10)
    return opened


def test_an_ended_case_begins_its_next_run_under_its_reference(desk: Desk) -> None:
    opened = closed(desk)

    run = desk.do("ana", reopen_case, opened.case_id, "A new fact.")

    case = desk.case(opened)
    assert (run, case.run, case.state, case.ended_at, case.reference) == (
        2,
        2,
        "open",
        None,
        opened.reference,
    )
    assert desk.open_tasks() == ["review"]
    assert desk.file(opened) == {"product": "tv", "outcome": "Upheld", "reopen_reason": "A new fact."}
    assert "case reopened" in desk.verbs(opened)


def test_its_clocks_begin_anew_and_the_old_ones_stay(desk: Desk) -> None:
    opened = closed(desk)
    desk.do("ana", reopen_case, opened.case_id, "A new fact.")

    clocks = {clock.run: clock for clock in desk.rows(Clock)}

    assert clocks[1].standing == "met"
    assert clocks[2].standing == "running"
    assert clocks[2].started_at == MONDAY + timedelta(days=10)
    assert desk.case(opened).received_at == MONDAY


def test_four_eyes_hold_across_the_runs(desk: Desk) -> None:
    opened = closed(desk, status="working")
    desk.do("ana", reopen_case, opened.case_id, "A new fact.")
    desk.people["ana"] = type(desk.people["ana"])(
        **{**desk.people["ana"].__dict__, "groups": frozenset({"officer"})}
    )

    with pytest.raises(SeparationOfDuty):
        desk.complete("ana", "review")
    desk.complete("oli", "review")

    assert desk.case(opened).state == "ended"


def test_a_case_may_be_reopened_again_and_again(desk: Desk) -> None:
    opened = closed(desk)
    for run in (2, 3):
        assert desk.do("ana", reopen_case, opened.case_id, "Again.") == run
        desk.complete("oli", "review")


def test_a_program_reopens_by_message(desk: Desk) -> None:
    opened = closed(desk)

    assert desk.do("ana", correlate_message, "reopen", opened.reference, {"score": 1}) == 1

    assert desk.open_tasks() == ["review"]
    assert desk.file(opened)["score"] == 1


def test_the_customer_reopens_on_the_tracking_page(desk: Desk) -> None:
    opened = closed(desk, form="again", title="Something is still wrong")
    with desk.database.read() as session:
        (request,) = followed_case(session, desk.settings, opened.reference).requests

    with pytest.raises(InvalidSubmission):
        desk.do(CUSTOMER, answer_message, opened.reference, request.element, {"what_is_wrong": [""]})
    desk.do(CUSTOMER, answer_message, opened.reference, request.element, {"what_is_wrong": ["All."]})

    assert request.title == "Something is still wrong"
    assert desk.open_tasks() == ["review"]
    assert desk.file(opened)["what_is_wrong"] == "All."


def test_without_a_form_the_customer_cannot(desk: Desk) -> None:
    opened = closed(desk)

    with desk.database.read() as session:
        assert followed_case(session, desk.settings, opened.reference).requests == ()
    with pytest.raises((NotAwaited, Exception), match="ended"):
        desk.do(CUSTOMER, answer_message, opened.reference, "again", {})


def test_where_the_case_waits_for_it_no_new_run_begins(desk: Desk) -> None:
    builder = PackageBuilder().start().catch("survey", "reopen").user("call").end()
    desk.deploy(builder.flow("start", "survey", "call", "end").build())
    opened = desk.open()

    assert desk.do("ana", reopen_case, opened.case_id, "Low score.") == 1

    assert desk.open_tasks() == ["call"]
    assert desk.file(opened)["reopen_reason"] == "Low score."


def test_what_cannot_be_reopened_is_refused(desk: Desk) -> None:
    desk.deploy(PackageBuilder("plain", "PLA").start().user("x").end().flow("start", "x", "end").build())
    plain = desk.open("plain")

    with pytest.raises(CannotReopen):
        desk.do("ana", reopen_case, plain.case_id, "Still open.")
    desk.complete("ana", "x")
    with pytest.raises(CannotReopen):
        desk.do("ana", reopen_case, plain.case_id, "No such way.")
    with pytest.raises(InvalidSubmission):
        desk.do("ana", reopen_case, plain.case_id, " ")


def test_no_new_case_opens_by_the_start_that_reopens(desk: Desk) -> None:
    desk.deploy(complaint().build())

    with pytest.raises(StartNotFound):
        desk.do("ana", open_case, "demo", start="again")
