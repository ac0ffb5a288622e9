"""Opening cases: by staff, by customers, once per submission."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from engine.cases.errors import NotPublic, StartNotFound, SubmissionKeyReused
from engine.cases.models import Case, Submission
from engine.cases.reference import read_reference
from engine.commands.open_case import open_case
from engine.errors import InvalidSubmission
from engine.library.errors import ProcessNotFound
from engine.step import CUSTOMER
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text, two_steps


def public() -> PackageBuilder:
    """A process that customers start with a form."""
    return (
        PackageBuilder()
        .start("complained", message="complaint", form="complaint", public="yes")
        .start("entered")
        .user("register")
        .end()
        .flow("complained", "register", "end")
        .flow("entered", "register")
        .form("complaint", text("description", required=True))
    )


def test_a_case_gets_a_checked_reference_and_a_secret(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    opened = desk.open()

    assert re.fullmatch(r"DMO-2026-000001-[0-9A-Z]", opened.reference)
    assert read_reference(opened.reference.lower()) == opened.reference
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", opened.secret)


def test_the_first_task_lies_before_its_lane(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    desk.open()

    task = desk.task("register")
    assert (task.lane, task.grp, task.assignee_id, task.form) == (
        "Front line",
        "front_line",
        None,
        "register",
    )


def test_a_customer_opens_what_is_public(desk: Desk) -> None:
    desk.deploy(public().build())
    answers = {"description": ["The bill is wrong."]}

    opened = desk.do(CUSTOMER, open_case, "demo", start="complained", submission=answers)

    assert desk.file(opened) == {"description": "The bill is wrong."}


def test_a_customer_may_not_open_what_is_not_public(desk: Desk) -> None:
    desk.deploy(public().build())

    with pytest.raises(NotPublic):
        desk.do(CUSTOMER, open_case, "demo")


def test_a_wrong_submission_opens_nothing(desk: Desk) -> None:
    desk.deploy(public().build())

    with pytest.raises(InvalidSubmission) as refused:
        desk.do(CUSTOMER, open_case, "demo", start="complained", submission={"description": ""})

    assert list(refused.value.errors) == ["description"]
    assert desk.rows(Case) == []


def test_an_unknown_process_is_not_found(desk: Desk) -> None:
    with pytest.raises(ProcessNotFound):
        desk.do("ana", open_case, "nothing")


def test_an_unknown_start_is_not_found(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    with pytest.raises(StartNotFound):
        desk.do("ana", open_case, "demo", start="nowhere")


def test_the_same_submission_sent_twice_opens_one_case(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    first = desk.send("ana", "form-1", open_case, "demo", variables={"subject": "x"})
    second = desk.send("ana", "form-1", open_case, "demo", variables={"subject": "x"})

    assert second == first
    assert len(desk.rows(Case)) == 1


def test_no_secret_is_kept_to_answer_a_repetition(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    opened = desk.send("ana", "form-1", open_case, "demo")

    (kept,) = desk.rows(Submission)
    assert kept.response == opened.case_id


def test_variables_of_programs_are_kept_as_plain_values(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    opened = desk.open(amount=0.1, day=date(2026, 3, 1))

    assert desk.file(opened) == {"amount": Decimal("0.1"), "day": "2026-03-01"}


def test_what_is_no_plain_value_is_refused(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    with pytest.raises(InvalidSubmission):
        desk.open(thing=object())


def test_the_same_key_with_other_content_is_refused(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.send("ana", "form-1", open_case, "demo", variables={"subject": "x"})

    with pytest.raises(SubmissionKeyReused):
        desk.send("ana", "form-1", open_case, "demo", variables={"subject": "y"})


def test_a_key_counts_for_one_person(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    first = desk.send("ana", "form-1", open_case, "demo")
    second = desk.send("ben", "form-1", open_case, "demo")

    assert first.case_id != second.case_id


def test_a_refused_form_keeps_its_key(desk: Desk) -> None:
    desk.deploy(public().build())
    arguments = {"start": "complained"}
    with pytest.raises(InvalidSubmission):
        desk.send(CUSTOMER, "k", open_case, "demo", **arguments, submission={"description": ""})

    opened = desk.send(CUSTOMER, "k", open_case, "demo", **arguments, submission={"description": "Now."})

    assert desk.file(opened) == {"description": "Now."}


def test_every_case_has_its_own_number_and_secret(desk: Desk) -> None:
    desk.deploy(two_steps().build())

    cases = [desk.open() for _ in range(3)]

    assert [case.reference[9:15] for case in cases] == ["000001", "000002", "000003"]
    assert len({case.secret for case in cases}) == 3
