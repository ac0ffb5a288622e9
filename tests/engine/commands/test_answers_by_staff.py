"""Staff enter what a customer says on the telephone, by the form of the customer's page and in their name."""

from __future__ import annotations

import pytest

from engine.cases.asked import requests_to_customer, requests_to_staff
from engine.cases.errors import NotAwaited, NotStaff, NotTaker
from engine.cases.models import Case
from engine.commands.answer_message import answer_message
from engine.commands.open_case import Opened
from engine.step import CUSTOMER, Actor
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

REPLY = {"reply": ["It was in May."]}


def asking(**properties: str) -> PackageBuilder:
    """A case that waits for one message with a form."""
    return (
        PackageBuilder()
        .start()
        .catch("asked", "customer_answered", form="answer", **properties)
        .user("read_answer")
        .end()
        .flow("start", "asked", "read_answer", "end")
        .form("answer", text("reply", required=True))
    )


def offered_to(desk: Desk, opened: Opened, who: str) -> list[str]:
    """The elements this person may enter now."""
    with desk.database.read() as session:
        case = session.get_one(Case, opened.case_id)
        return [one.element for one in requests_to_staff(session, case, desk.people[who])]


def test_staff_of_the_process_enter_it_in_the_customers_name(desk: Desk) -> None:
    desk.deploy(asking().build())
    opened = desk.open()

    desk.do("ben", answer_message, opened.reference, "asked", REPLY, how="by telephone")

    entry = next(each for each in desk.timeline(opened) if each.verb == "answer received")
    assert (entry.by, entry.on_behalf_of) == ("Ben", CUSTOMER.id)
    assert entry.content["told"] == "by telephone"
    assert desk.file(opened) == {"reply": "It was in May."}
    assert desk.open_tasks() == ["read_answer"]


def test_the_groups_named_for_it_enter_it_and_supervisors(desk: Desk) -> None:
    desk.deploy(asking(takenBy="officer, manager").build())
    opened = desk.open()

    assert [offered_to(desk, opened, who) for who in ("oli", "mia", "sue", "ana")] == [["asked"]] * 3 + [[]]
    with pytest.raises(NotTaker):
        desk.do("ana", answer_message, opened.reference, "asked", REPLY)
    desk.do("oli", answer_message, opened.reference, "asked", REPLY)


def test_what_is_for_staff_alone_is_not_the_customers_and_in_nobodys_name(desk: Desk) -> None:
    desk.deploy(asking(staffOnly="yes").build())
    opened = desk.open()

    with desk.database.read() as session:
        assert requests_to_customer(session, session.get_one(Case, opened.case_id)) == ()
    with pytest.raises(NotAwaited):
        desk.do(CUSTOMER, answer_message, opened.reference, "asked", REPLY)
    desk.do("ana", answer_message, opened.reference, "asked", REPLY)

    entry = next(each for each in desk.timeline(opened) if each.verb == "answer received")
    assert (entry.by, entry.on_behalf_of) == ("Ana", None)


def test_people_without_a_role_here_enter_nothing(desk: Desk) -> None:
    desk.deploy(asking().build())
    opened = desk.open()

    with pytest.raises(NotStaff):
        desk.do(Actor(id="x", name="X"), answer_message, opened.reference, "asked", REPLY)


def test_a_question_is_gone_once_anybody_answered_it(desk: Desk) -> None:
    desk.deploy(asking().build())
    opened = desk.open()
    desk.do(CUSTOMER, answer_message, opened.reference, "asked", REPLY)

    assert offered_to(desk, opened, "ana") == []
    with pytest.raises(NotAwaited):
        desk.do("ana", answer_message, opened.reference, "asked", REPLY)
