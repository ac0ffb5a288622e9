"""A letter of a complaint that does not arrive: refused at once or sent back later, somebody sees to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest

from engine.commands.open_case import Opened, open_case
from engine.commands.post_letter import letter_came_back, post_letter
from engine.commands.record_bounce import record_bounce
from engine.correspondence.bounces import read_bounce
from engine.correspondence.models import FAILED, SENT, Letter
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.people.accounts import actor_of, create_person
from engine.people.groups import add_groups
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk
from tests.engine.correspondence.test_bounces import report
from tests.post_office import PostOffice

COMPLAINT = {
    "complainant_name": "Inga Dahl",
    "complainant_email": "inga@old.example",
    "complainant_address": "Inga Dahl\n4 Mill Lane\nNorwich",
    "description": "The app charged the monthly ticket twice.",
    "kind": "complaint",
    "matter": "ours",
    "answered_before": "no",
    "product": {"key": "card", "label": "Card"},
    "category": {"key": "bill", "label": "Wrong bill or fee"},
    "solvable_now": "no",
}
MENDED = {
    "complainant_email": ["inga@new.example"],
    "told_by": ["phone"],
    "told_at": ["2026-03-02T09:00"],
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk that handles complaints."""
    here = Desk(tmp_path)
    package = Package.read(shipped_root(), "complaint_handling")
    here.deploy(package)
    with here.database.write() as session:
        add_groups(session, None, {group.key: group.title for group in package.settings.groups.values()})
        eva = create_person(
            session, login="eva", name="Eva", now=here.now, roles=("staff",), groups=["complaint_officer"]
        )
        session.flush()
        here.people["eva"] = actor_of(session, eva.id)
    yield here
    here.database.dispose()


@pytest.fixture
def server(desk: Desk, post_office: tuple[PostOffice, int]) -> PostOffice:
    """The mail server that the desk hands its letters to."""
    office, port = post_office
    desk.settings = replace(desk.settings, smtp_url=f"smtp://127.0.0.1:{port}")
    return office


def complain(desk: Desk, **more: str) -> Opened:
    """A complaint that comes in complete and is acknowledged at once."""
    given = {**COMPLAINT, **more}
    return desk.do("ana", open_case, "complaint_handling", start="sent_in", variables=given)


def test_what_another_server_sends_back_later_is_brought_to_the_customer_otherwise(
    desk: Desk, server: PostOffice
) -> None:
    opened = complain(desk)
    desk.work()
    (taken,) = server.taken
    sent = message_from_bytes(bytes(taken.content or b""))
    returned = f"Content-Type: text/rfc822-headers\n\nMessage-ID: {sent['Message-ID']}"

    desk.do(SYSTEM, record_bounce, read_bounce(report(returned=returned)))

    assert desk.open_tasks() == ["deliver_bounced", "plan"]
    task = desk.task("deliver_bounced")
    assert task.local["letter_bounced"]["letter"] == "acknowledgement"
    assert "no such user" in task.local["letter_bounced"]["reason"]
    desk.complete("ana", "deliver_bounced", **MENDED)
    assert desk.open_tasks() == ["plan"]
    assert desk.file(opened)["complainant_email"] == "inga@new.example"
    assert desk.incidents() == []


def test_what_the_first_server_refuses_for_good_goes_the_same_way(desk: Desk, server: PostOffice) -> None:
    server.answer_to_recipient = "550 5.1.1 no such user"
    opened = complain(desk)

    desk.work()

    assert desk.open_tasks() == ["deliver_bounced", "plan"]
    assert "550" in desk.file(opened)["letter_bounced"]["reason"]
    assert [letter.state for letter in desk.rows(Letter)] == [FAILED]
    assert desk.incidents() == []


def test_the_next_letter_goes_to_the_address_that_was_mended(desk: Desk, server: PostOffice) -> None:
    server.answer_to_recipient = "550 5.1.1 no such user"
    complain(desk)
    desk.work()
    server.answer_to_recipient = "250 OK"
    desk.complete("ana", "deliver_bounced", **MENDED)

    desk.complete(
        "eva",
        "plan",
        points=[{"text": ["Charged twice."]}],
        ask_customer=["yes"],
        question_to_customer=["On which day was it?"],
        conflict_of_interest=["no"],
        promise={"what": ["I call you."], "by": ["2099-03-06T12:00"]},
    )
    desk.work()

    assert [envelope.rcpt_tos for envelope in server.taken] == [["inga@new.example"]]


def test_paper_that_comes_back_goes_the_same_way(desk: Desk) -> None:
    complain(desk, preferred_channel="post")
    (letter,) = desk.rows(Letter)
    desk.do("ana", post_letter, letter.id)
    assert [one.state for one in desk.rows(Letter)] == [SENT]

    desk.do("ana", letter_came_back, letter.id, "Moved away")

    assert desk.open_tasks() == ["deliver_bounced", "plan"]
    assert desk.task("deliver_bounced").local["letter_bounced"]["reason"] == "Moved away"
