"""Expressions and letters read the clocks as they stand; the diagram hears of dates that move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.clocks.calendars import add_holiday
from engine.clocks.models import Clock
from engine.commands.correlate_message import correlate_message
from engine.commands.open_case import Opened
from engine.commands.reckon_again import reckon_again
from engine.correspondence.models import Letter
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, number, text

ANSWER: dict[str, Any] = {
    "title": "Answer",
    "kind": "service",
    "starts": "=case.received",
    "target": '=if severity = 1 then "5 working days" else "10 working days"',
    "begins_with": ["acknowledge"],
}


def asking(**clock: Any) -> PackageBuilder:
    """A case that is acknowledged, looked at, asks its customer, and is told of dates that move."""
    return (
        PackageBuilder()
        .settings(clocks={"answer": {**ANSWER, **clock}}, customer={"email": "mail"})
        .start()
        .service("acknowledge", "letter.send", letter="hello")
        .user("look", form="look")
        .catch("ask", "customer_answered", pauses="answer")
        .user("tell")
        .end()
        .flow("start", "acknowledge", "look", "ask", "tell", "end")
        .on_message("date", "due date moved", "say_new_date")
        .form("look", number("severity"))
        .form("start", text("mail"))
        .letter("hello", "By {{ date(clocks.answer.due) }}, {{ clocks.answer.target }}.")
    )


def opened(desk: Desk, builder: PackageBuilder) -> Opened:
    """A case of Monday, 2 March, nine o'clock."""
    desk.deploy(builder.build())
    return desk.open(mail="rosa@customers.example")


def answered(desk: Desk, case: Opened, **variables: Any) -> None:
    """The customer answers."""
    desk.do("ana", correlate_message, "customer_answered", case.reference, variables)


def test_a_letter_says_the_date_of_a_clock_that_begins_with_it(desk: Desk) -> None:
    opened(desk, asking())

    assert [letter.text.strip() for letter in desk.rows(Letter)] == ["By 16 March 2026, 10 working days."]


def test_the_date_after_a_pause_reaches_the_diagram_with_its_reason(desk: Desk) -> None:
    case = opened(desk, asking())
    desk.complete("ana", "look")
    desk.wait(days=2)

    answered(desk, case)

    moved = desk.file(case)["moved_clock"]
    assert desk.open_tasks() == ["say_new_date", "tell"]
    assert {name: moved[name] for name in ("key", "later", "cause")} == {
        "key": "answer",
        "later": True,
        "cause": "pause",
    }
    assert (moved["before"][:10], moved["due"][:10]) == ("2026-03-16", "2026-03-18")
    assert "paused from 2026-03-02 09:00 to 2026-03-04 09:00" in moved["because"]


def test_what_moves_twice_in_a_step_is_told_once(desk: Desk) -> None:
    case = opened(desk, asking())
    desk.complete("ana", "look")
    desk.wait(days=2)

    answered(desk, case, severity=1)

    moved = desk.file(case)["moved_clock"]
    assert desk.open_tasks() == ["say_new_date", "tell"]
    assert (moved["before"][:10], moved["due"][:10], moved["later"]) == ("2026-03-16", "2026-03-11", False)


def test_an_answer_at_once_moves_nothing_and_tells_nothing(desk: Desk) -> None:
    case = opened(desk, asking())
    desk.complete("ana", "look")

    answered(desk, case)

    assert desk.open_tasks() == ["tell"]


def test_a_new_holiday_is_told_in_every_open_case(desk: Desk) -> None:
    case = opened(desk, asking())

    def close_the_office(step: Any) -> None:
        add_holiday(step.session, "office", date(2026, 3, 5), "Works outing", step.now)
        reckon_again(step, "holiday")

    desk.do(SYSTEM, close_the_office)
    desk.work()

    assert desk.open_tasks() == ["look", "say_new_date"]
    assert desk.file(case)["moved_clock"]["cause"] == "calendar"


def test_without_a_place_that_listens_a_moved_date_is_nothing_new(desk: Desk) -> None:
    builder = PackageBuilder().settings(clocks={"answer": {**ANSWER, "begins_with": ["look"]}}).start()
    builder.user("look", form="look").user("tell").end().flow("start", "look", "tell", "end")
    desk.deploy(builder.form("look", number("severity")).build())
    case = desk.open()

    desk.complete("ana", "look", severity=["1"])

    assert desk.open_tasks() == ["tell"]
    assert "clock moved" in desk.verbs(case)


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("=clocks.answer.standing", "paused"),
        # Two working days have been waited by Wednesday: if it went on now, it would be due so much later.
        ("=string(date(clocks.answer.due))", "2026-03-18"),
        ("=clocks.answer.title", "Answer"),
        ("=clocks.answer.moved", True),
        ("=clocks.nothing.due", None),
    ],
)
def test_an_expression_reads_a_clock_that_waits(desk: Desk, expression: str, found: Any) -> None:
    # The message `tick` comes while the other branch waits for the customer.
    desk.deploy(
        PackageBuilder()
        .settings(clocks={"answer": {**ANSWER, "begins_with": ["split"]}})
        .start()
        .gateway("split", "parallel")
        .catch("ask", "customer_answered", pauses="answer")
        .end()
        .catch("tick", "tick")
        .script("read", expression, "found")
        .end("over")
        .flow("start", "split", "ask", "end")
        .flow("split", "tick", "read", "over")
        .build()
    )
    case = desk.open()
    desk.wait(days=2)

    desk.do("ana", correlate_message, "tick", case.reference, {})

    assert desk.file(case)["found"] == found


def test_a_task_is_due_when_a_clock_says_in_the_step_that_opens_it(desk: Desk) -> None:
    drawn = PackageBuilder().settings(clocks={"answer": {**ANSWER, "begins_with": []}}).start()
    drawn.user("look").user("reply", due="=clocks.answer.due").end().flow("start", "look", "reply", "end")
    desk.deploy(drawn.build())
    desk.open(severity=2)

    desk.complete("ana", "look")

    (clock,) = desk.rows(Clock)
    assert desk.open_tasks() == ["reply"]
    assert desk.task("reply").due_at == clock.due_at
