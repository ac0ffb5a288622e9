"""Merging: one case leads to another, everybody is told, and it can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.cases.errors import CaseMerged, NotMergeable, NotMerged
from engine.cases.following import Followed, followed_case
from engine.cases.models import Case, CaseMerge
from engine.clocks.models import Clock
from engine.commands.answer_message import answer_message
from engine.commands.claim_task import claim_task
from engine.commands.correlate_message import correlate_message
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import Opened, open_case
from engine.commands.unmerge_cases import unmerge_cases
from engine.correspondence.models import Letter
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from engine.tasks.models import Task
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder, text

ROSA, JON = {"name": "Rosa", "email": "rosa@example.org"}, {"name": "Jon", "email": "jon@example.org"}
LAW = {"title": "Answer", "kind": "statutory", "target": "56 days", "calendar": "always"}


def complaint() -> PackageBuilder:
    """A complaint that is looked into, answered, and then asks whether all is well."""
    return (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"}, clocks={"law": LAW})
        .start()
        .user("look")
        .service("answer", "letter.send", letter="decision")
        .on_error("nowhere", "answer", "no_address")
        .catch("well", "all_well", form="well", title="Is all well?")
        .user("close")
        .end()
        .user("call")
        .end("called")
        .flow("start", "look", "answer", "well", "close", "end")
        .flow("nowhere", "call", "called")
        .form("well", text("verdict"))
        .letter("decision", "Dear {{ name }}, about {{ case.reference }}: {{ case.secret_link }}")
    )


def pair(desk: Desk, second: dict[str, str] = JON) -> tuple[Opened, Opened]:
    """A case of Rosa's of Monday, and one of Wednesday that was received before it."""
    desk.deploy(complaint().build())
    first = desk.open(**ROSA)
    desk.now += timedelta(days=2)
    received = MONDAY - timedelta(days=3)
    other = desk.do("ana", open_case, "demo", variables=second, received_at=received)
    return first, other


def merged(desk: Desk, second: dict[str, str] = JON) -> tuple[Opened, Opened]:
    """The second merged into the first."""
    first, other = pair(desk, second)
    desk.do("ana", merge_cases, other.case_id, first.case_id, "The same outage.")
    return first, other


def of(desk: Desk, opened: Opened) -> list[str]:
    """The open tasks of a case."""
    with desk.database.read() as session:
        return [
            line.element
            for line in session.scalars(select(Task).where(Task.case_id == opened.case_id))
            if line.state == "open"
        ]


def clock(desk: Desk, opened: Opened) -> Clock:
    """The statutory clock."""
    with desk.database.read() as session:
        return session.get_one(Clock, (opened.case_id, 1, "law"))


def followed(desk: Desk, opened: Opened) -> Followed:
    """What a customer sees under their own reference."""
    with desk.database.read() as session:
        return followed_case(session, desk.settings, opened.reference)


def test_the_merged_case_stands_still(desk: Desk) -> None:
    _, other = merged(desk)

    desk.wait(days=90)

    assert of(desk, other) == []
    assert clock(desk, other).standing == "cancelled"
    with pytest.raises(CaseMerged):
        desk.do("ana", merge_cases, other.case_id, desk.open(**ROSA).case_id, "Again.")


def test_the_other_keeps_the_earlier_receipt_for_its_clock(desk: Desk) -> None:
    first, _ = merged(desk)

    assert desk.case(first).received_at == MONDAY - timedelta(days=3)
    assert clock(desk, first).started_at == MONDAY - timedelta(days=3)
    assert clock(desk, first).due_at < MONDAY + timedelta(days=56)


def test_a_later_receipt_moves_no_clock(desk: Desk) -> None:
    first, other = pair(desk)

    desk.do("ana", merge_cases, first.case_id, other.case_id, "The same outage.")

    assert clock(desk, other).started_at == MONDAY - timedelta(days=3)


def test_both_timelines_tell_of_it_and_both_cases_show_the_link(desk: Desk) -> None:
    first, other = merged(desk)

    assert "case merged" in desk.verbs(first)
    said = next(entry for entry in desk.timeline(other) if entry.verb == "case merged")
    assert said.content["reference"] == first.reference
    assert said.content["reason"] == "The same outage."


def test_every_complainant_is_told_under_their_own_reference(desk: Desk) -> None:
    first, other = merged(desk)

    desk.complete("ana", "look")

    letters = {letter.recipient: letter.text for letter in desk.rows(Letter)}
    assert set(letters) == {"rosa@example.org", "jon@example.org"}
    assert first.reference in letters["rosa@example.org"]
    assert "Dear Jon" in letters["jon@example.org"]
    assert other.reference in letters["jon@example.org"]
    assert first.reference not in letters["jon@example.org"]


def test_a_complainant_without_address_is_for_people_and_the_others_are_told(desk: Desk) -> None:
    merged(desk, {"name": "Jon"})

    desk.complete("ana", "look")

    assert [letter.recipient for letter in desk.rows(Letter)] == ["rosa@example.org"]
    assert desk.open_tasks() == ["call"]


def test_both_references_show_where_it_stands_and_only_the_own_letters(desk: Desk) -> None:
    first, other = merged(desk)
    desk.complete("ana", "look")

    seen = followed(desk, other)

    assert seen.reference == other.reference
    assert (seen.merged, seen.is_open) == (True, True)
    assert [letter.subject for letter in seen.letters] == [f"About {other.reference}"]
    assert [letter.subject for letter in followed(desk, first).letters] == [f"About {first.reference}"]


def test_another_customer_does_not_answer_for_the_first(desk: Desk) -> None:
    first, other = merged(desk)
    desk.complete("ana", "look")

    assert followed(desk, other).requests == ()
    assert [one.element for one in followed(desk, first).requests] == ["well"]


def test_the_same_customer_answers_under_either_reference(desk: Desk) -> None:
    first, other = merged(desk, {"name": "Rosa", "email": "Rosa@Example.org"})
    desk.complete("ana", "look")
    assert [one.element for one in followed(desk, other).requests] == ["well"]

    desk.do(CUSTOMER, answer_message, other.reference, "well", {"verdict": ["Yes."]})

    assert desk.file(first)["verdict"] == "Yes."


def test_a_message_for_the_merged_case_reaches_the_other(desk: Desk) -> None:
    first, other = merged(desk)
    desk.complete("ana", "look")

    count = desk.do("ana", correlate_message, "all_well", other.reference, {"verdict": "No."})

    assert count == 1
    assert desk.file(first)["verdict"] == "No."


def test_the_diagram_may_do_something_about_it(desk: Desk) -> None:
    listening = PackageBuilder().start().catch("merge", "case merged").user("tell").end()
    desk.deploy(listening.flow("start", "merge", "tell", "end").build())
    first, other = desk.open(), desk.open()

    desk.do("ana", merge_cases, other.case_id, first.case_id, "The same.")

    assert of(desk, first) == ["tell"]
    assert desk.file(first)["merged_case"]["reference"] == other.reference


def test_undone_the_case_goes_on_where_it_stood(desk: Desk) -> None:
    first, other = pair(desk)
    task = next(task.id for task in desk.rows(Task) if task.case_id == other.case_id)
    desk.do("ben", claim_task, task)
    before = clock(desk, other).due_at
    desk.do("ana", merge_cases, other.case_id, first.case_id, "The same outage.")
    desk.now += timedelta(days=5)

    desk.do("ana", unmerge_cases, other.case_id, "Another street.")

    (again,) = [row for row in desk.rows(Task) if row.case_id == other.case_id]
    assert (again.id, again.state, again.assignee_id) == (task, "open", desk.people["ben"].id)
    assert clock(desk, other).due_at == before
    assert clock(desk, other).standing == "running"
    assert desk.case(first).received_at == MONDAY
    assert clock(desk, first).started_at == MONDAY - timedelta(days=3)
    assert followed(desk, other).merged is False


def test_what_became_due_meanwhile_is_due_when_it_is_undone(desk: Desk) -> None:
    builder = PackageBuilder().start().timer("pause", "P3D").user("after").end()
    desk.deploy(builder.flow("start", "pause", "after", "end").build())
    first, other = desk.open(), desk.open()
    desk.do("ana", merge_cases, other.case_id, first.case_id, "The same.")
    desk.wait(days=10)
    assert of(desk, other) == []

    desk.do("ana", unmerge_cases, other.case_id, "It was not.")
    desk.work()

    assert of(desk, other) == ["after"]


def test_with_two_merged_one_undone_leaves_the_receipt_of_the_other(desk: Desk) -> None:
    first, other = merged(desk)
    third = desk.do("ana", open_case, "demo", variables=JON, received_at=MONDAY - timedelta(days=1))
    desk.do("ana", merge_cases, third.case_id, first.case_id, "The same.")

    desk.do("ana", unmerge_cases, other.case_id, "Not the same.")

    assert desk.case(first).received_at == MONDAY - timedelta(days=1)
    assert len(desk.rows(CaseMerge)) == 2


def test_what_cannot_be_merged_is_refused(desk: Desk) -> None:
    first, other = pair(desk)
    desk.deploy(PackageBuilder("else", "ELS").start().user("x").end().flow("start", "x", "end").build())
    elsewhere = desk.open("else")

    with pytest.raises(NotMergeable):
        desk.do("ana", merge_cases, first.case_id, elsewhere.case_id, "No.")
    with pytest.raises(NotMergeable):
        desk.do("ana", merge_cases, first.case_id, first.case_id, "No.")
    with pytest.raises(InvalidSubmission):
        desk.do("ana", merge_cases, first.case_id, other.case_id, "")
    with pytest.raises(NotMerged):
        desk.do("ana", unmerge_cases, first.case_id, "No.")
    assert [case.state for case in desk.rows(Case)] == ["open"] * 3
