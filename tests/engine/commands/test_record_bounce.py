"""A letter that comes back stands on its case until people deal with it."""

from __future__ import annotations

import pytest

from engine.cases.models import Incident
from engine.commands.record_bounce import record_bounce
from engine.commands.retry_incident import retry_incident
from engine.correspondence.bounces import Bounce
from engine.correspondence.errors import LetterNotFound
from engine.correspondence.models import FAILED, SENT, Letter
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder


@pytest.fixture
def sent(desk: Desk) -> Letter:
    """A letter that the mail server took."""
    desk.deploy(
        PackageBuilder()
        .settings(customer={"email": "email"})
        .start()
        .service("tell", "letter.send", letter="hello")
        .user("work")
        .end()
        .flow("start", "tell", "work", "end")
        .letter("hello", "Dear customer")
        .build()
    )
    desk.open(email="zoe@example.org")
    desk.work()
    (letter,) = desk.rows(Letter)
    return letter


def bounce(letter: Letter, *, final: bool = True) -> Bounce:
    return Bounce(message_id=letter.message_id, final=final, reason="5.1.1 no such user")


def test_it_becomes_an_incident_once_with_the_other_servers_words(desk: Desk, sent: Letter) -> None:
    assert desk.do(SYSTEM, record_bounce, bounce(sent))
    assert not desk.do(SYSTEM, record_bounce, bounce(sent))

    (letter,) = desk.rows(Letter)
    assert (letter.state, letter.error) == (FAILED, "zoe@example.org: 5.1.1 no such user")
    assert desk.incidents() == [("letter", "bounced")]
    entry = next(one for one in desk.timeline(desk.only()) if one.verb == "incident opened")
    assert entry.content["reason"] == "zoe@example.org: 5.1.1 no such user"


def test_it_is_sent_again_when_somebody_retries(desk: Desk, sent: Letter) -> None:
    desk.do(SYSTEM, record_bounce, bounce(sent))
    (incident,) = desk.rows(Incident)

    desk.do("sue", retry_incident, incident.id)
    desk.work()

    assert [letter.state for letter in desk.rows(Letter)] == [SENT]
    assert desk.incidents() == []


def test_a_delay_changes_nothing(desk: Desk, sent: Letter) -> None:
    assert not desk.do(SYSTEM, record_bounce, bounce(sent, final=False))

    assert [letter.state for letter in desk.rows(Letter)] == [SENT]
    assert desk.incidents() == []


def test_a_letter_of_somebody_else_is_refused(desk: Desk, sent: Letter) -> None:
    with pytest.raises(LetterNotFound):
        desk.do(SYSTEM, record_bounce, Bounce(message_id="<2@other.example>", final=True, reason="no"))


def test_a_diagram_that_waits_for_it_goes_on_instead(desk: Desk) -> None:
    desk.deploy(
        PackageBuilder()
        .settings(customer={"email": "email"})
        .start()
        .service("tell", "letter.send", letter="hello")
        .catch("back", "letter bounced")
        .user("telephone")
        .end()
        .flow("start", "tell", "back", "telephone", "end")
        .letter("hello", "Dear customer")
        .build()
    )
    opened = desk.open(email="zoe@example.org")
    desk.work()
    (letter,) = desk.rows(Letter)

    desk.do(SYSTEM, record_bounce, bounce(letter))

    assert desk.open_tasks() == ["telephone"]
    assert desk.file(opened)["letter_bounced"] == {
        "letter": "hello",
        "subject": "About DMO-2026-000001-T",
        "reason": "5.1.1 no such user",
    }
    assert desk.incidents() == []
