"""Messages and signals: they find who waits, once per case, also when they come too early."""

from __future__ import annotations

import pytest

from engine.cases.errors import CaseNotFound, NotAwaited
from engine.cases.models import KeptMessage
from engine.commands.answer_message import answer_message
from engine.commands.correlate_message import correlate_message
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text


def waiting() -> PackageBuilder:
    """A case that asks its customer something."""
    return (
        PackageBuilder()
        .start()
        .catch("asked", "customer_answered", form="answer")
        .user("read_answer")
        .end()
        .flow("start", "asked", "read_answer", "end")
        .form("answer", text("reply", required=True))
    )


def test_a_message_carries_the_waiting_case_on(desk: Desk) -> None:
    desk.deploy(waiting().build())
    opened = desk.open()

    count = desk.do("ana", correlate_message, "customer_answered", opened.reference, {"reply": "Yes."})

    assert count == 1
    assert desk.open_tasks() == ["read_answer"]
    assert desk.file(opened) == {"reply": "Yes."}


def test_only_the_case_with_the_key_is_meant(desk: Desk) -> None:
    desk.deploy(waiting().build())
    first, second = desk.open(), desk.open()

    desk.do("ana", correlate_message, "customer_answered", second.reference, {"reply": "Yes."})

    assert desk.file(first) == {}
    assert desk.file(second) == {"reply": "Yes."}


def test_a_message_that_comes_too_early_is_kept(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .user("prepare")
        .catch("paid", "payment", key="=order")
        .end()
        .flow("start", "prepare", "paid", "end")
    )
    desk.deploy(builder.build())
    opened = desk.open(order="A1")

    count = desk.do("ana", correlate_message, "payment", "A1", {"amount": 5})
    desk.complete("ana", "prepare")

    assert count == 0
    assert desk.case(opened).state == "ended"
    assert desk.file(opened)["amount"] == 5
    assert desk.rows(KeptMessage) == []


def test_a_kept_message_is_forgotten_after_its_time(desk: Desk) -> None:
    desk.do("ana", correlate_message, "payment", "A1", {})

    desk.wait(days=1)

    assert desk.rows(KeptMessage) == []


def test_every_waiting_case_gets_the_message_once(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .catch("recalled", "recall", key="=product")
        .end()
        .flow("start", "recalled", "end")
    )
    desk.deploy(builder.build())
    cases = [desk.open(product="P1") for _ in range(3)]

    count = desk.do("ana", correlate_message, "recall", "P1", {})
    desk.work()

    assert count == 3
    assert [desk.case(case).state for case in cases] == ["ended"] * 3


def test_the_customer_answers_on_the_page(desk: Desk) -> None:
    desk.deploy(waiting().build())
    opened = desk.open()

    desk.do(CUSTOMER, answer_message, opened.reference, "asked", {"reply": ["It was in May."]})

    assert desk.open_tasks() == ["read_answer"]
    assert desk.file(opened) == {"reply": "It was in May."}


def test_a_wrong_answer_leaves_the_question_open(desk: Desk) -> None:
    desk.deploy(waiting().build())
    opened = desk.open()

    with pytest.raises(InvalidSubmission):
        desk.do(CUSTOMER, answer_message, opened.reference, "asked", {"reply": [""]})

    desk.do(CUSTOMER, answer_message, opened.reference, "asked", {"reply": ["Now."]})


def test_a_question_is_answered_once(desk: Desk) -> None:
    desk.deploy(waiting().build())
    opened = desk.open()
    desk.do(CUSTOMER, answer_message, opened.reference, "asked", {"reply": ["Yes."]})

    with pytest.raises(NotAwaited):
        desk.do(CUSTOMER, answer_message, opened.reference, "asked", {"reply": ["No."]})


def test_a_wrong_reference_is_not_found(desk: Desk) -> None:
    with pytest.raises(CaseNotFound):
        desk.do(CUSTOMER, answer_message, "DMO-2026-000001-A", "asked", {})


def test_a_thrown_message_reaches_another_case(desk: Desk) -> None:
    throwing = PackageBuilder("caller", "CAL").start().throw("tell", "customer_answered", "=other").end()
    desk.deploy(waiting().build())
    desk.deploy(throwing.flow("start", "tell", "end").build())
    waiting_case = desk.open()

    desk.open("caller", other=waiting_case.reference)
    desk.work()

    assert desk.open_tasks() == ["read_answer"]


def test_a_signal_reaches_everybody_who_waits(desk: Desk) -> None:
    builder = PackageBuilder().start().catch_signal("stopped", "stop").end().flow("start", "stopped", "end")
    throwing = PackageBuilder("caller", "CAL").start().throw_signal("shout", "stop").end()
    desk.deploy(builder.build())
    desk.deploy(throwing.flow("start", "shout", "end").build())
    cases = [desk.open() for _ in range(2)]

    desk.open("caller")
    desk.work()

    assert [desk.case(case).state for case in cases] == ["ended", "ended"]
