"""Letters by e-mail and by post, in the customer's language, and what happens to who wants neither."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands.post_letter import letter_came_back, post_letter
from engine.correspondence.errors import LetterNotFound, NotToPost
from engine.correspondence.models import FAILED, SENT, Letter
from engine.correspondence.queries import count_to_post, letters_to_post, outbox_counts
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER as STRANGER
from engine.step import Step
from engine.work.models import Work
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

CUSTOMER = {"name": "name", "email": "email", "language": "language", "address": "address", "channel": "by"}
HOUSE = "Kim Lee\n1 Mill Lane\nLeeds"
HEAD = "---\nsubject: '{{ case.reference }}'\n---\n"
KIM = {"name": "Kim", "email": "kim@example.org", "address": HOUSE}


def writing(**headers: str) -> PackageBuilder:
    """A process that writes one letter in two languages, with German words of its own for paper."""
    letters = "processes/demo/letters"
    return (
        PackageBuilder()
        .settings(customer=CUSTOMER)
        .start()
        .service("write", "letter.send", letter="hello", **headers)
        .user("wait_for_it")
        .end()
        .on_error("nobody", "write", "no_address")
        .user("telephone")
        .end("told")
        .flow("start", "write", "wait_for_it", "end")
        .flow("nobody", "telephone", "told")
        .file(f"{letters}/hello.en.md", f"{HEAD}Dear {{{{ name }}}}".encode())
        .file(f"{letters}/hello.de.md", f"{HEAD}Guten Tag".encode())
        .file(f"{letters}/hello.post.de.md", f"{HEAD}Guten Tag, auf Papier".encode())
    )


def written(desk: Desk, **file: Any) -> Letter:
    """The one letter that a case with this file has written."""
    desk.deploy(writing().build())
    desk.open(**file)
    (letter,) = desk.rows(Letter)
    return letter


@pytest.mark.parametrize(
    ("file", "channel", "words"),
    [
        (KIM, "email", "Dear Kim"),
        ({**KIM, "by": "email"}, "email", "Dear Kim"),
        ({**KIM, "by": "web"}, "email", "Dear Kim"),
        ({**KIM, "by": "post"}, "post", "Dear Kim"),
        ({**KIM, "by": {"key": "post", "label": "By post"}}, "post", "Dear Kim"),
        ({**KIM, "email": None}, "post", "Dear Kim"),
        ({**KIM, "language": "de"}, "email", "Guten Tag\n"),
        ({**KIM, "language": "de-AT"}, "email", "Guten Tag\n"),
        ({**KIM, "language": "de", "by": "post"}, "post", "Guten Tag, auf Papier"),
        ({**KIM, "language": "fi", "by": "post"}, "post", "Dear Kim"),
    ],
)
def test_the_customer_chooses_channel_and_language(
    desk: Desk, file: dict[str, Any], channel: str, words: str
) -> None:
    letter = written(desk, **file)

    assert letter.channel == channel
    assert letter.recipient == {"email": "kim@example.org", "post": HOUSE}[channel]
    assert words in letter.text


@pytest.mark.parametrize(
    "file",
    [
        {**KIM, "by": "phone"},
        {**KIM, "by": "sms"},
        {**KIM, "by": "post", "address": None},
        {**KIM, "by": "post", "address": "no lines"},
        {**KIM, "by": "post", "address": "\n".join("abcdefghij")},
        {**KIM, "by": "email", "email": ""},
        {"name": "Kim"},
    ],
)
def test_who_cannot_or_will_not_be_written_to_becomes_a_task(desk: Desk, file: dict[str, Any]) -> None:
    desk.deploy(writing().build())

    desk.open(**file)

    assert desk.open_tasks() == ["telephone"]
    assert desk.rows(Letter) == []


def test_a_header_decides_over_what_the_customer_chose(desk: Desk) -> None:
    desk.deploy(writing(channel="post").build())

    desk.open(**KIM, by="phone")

    assert [letter.channel for letter in desk.rows(Letter)] == ["post"]


def test_a_letter_on_paper_is_not_mailed_and_waits_until_it_is_posted(desk: Desk) -> None:
    letter = written(desk, **KIM, by="post")

    with desk.database.read() as session:
        (waiting,) = letters_to_post(session)
        assert count_to_post(session) == 1
        assert outbox_counts(session)["waiting"] == 0
    assert (waiting.id, waiting.html) == (letter.id, "<p>Dear Kim</p>")
    assert [work for work in desk.rows(Work) if work.kind == "letter"] == []

    desk.do("ana", post_letter, letter.id)

    (posted,) = desk.rows(Letter)
    assert (posted.state, posted.sent_at) == (SENT, desk.now)
    with desk.database.read() as session:
        assert letters_to_post(session) == ()


def test_a_letter_is_posted_once(desk: Desk) -> None:
    letter = written(desk, **KIM, by="post")
    desk.do("ana", post_letter, letter.id)

    with pytest.raises(NotToPost):
        desk.do("ben", post_letter, letter.id)


def test_only_staff_post_and_only_what_is_on_paper(desk: Desk) -> None:
    letter = written(desk, **KIM)

    with pytest.raises(LetterNotFound):
        desk.do("ana", post_letter, letter.id)
    with pytest.raises(LetterNotFound):
        desk.do("ana", post_letter, "none")
    with desk.database.write() as session:
        stranger = Step(session=session, actor=STRANGER, now=desk.now, settings=desk.settings)
        with pytest.raises(Exception, match="staff"):
            post_letter(stranger, letter.id)


def test_a_letter_that_comes_back_says_so_to_the_diagram(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .settings(customer=CUSTOMER)
        .start()
        .service("write", "letter.send", letter="hello")
        .catch("back", "letter bounced")
        .user("find_address")
        .end()
        .flow("start", "write", "back", "find_address", "end")
        .letter("hello", "Dear {{ name }}")
    )
    desk.deploy(builder.build())
    opened = desk.open(**KIM, by="post")
    (letter,) = desk.rows(Letter)

    with pytest.raises(NotToPost):
        desk.do("ana", letter_came_back, letter.id, "Moved away")
    desk.do("ana", post_letter, letter.id)
    with pytest.raises(InvalidSubmission):
        desk.do("ana", letter_came_back, letter.id, " ")
    desk.do("ana", letter_came_back, letter.id, "Moved away")

    (returned,) = desk.rows(Letter)
    assert (returned.state, returned.error) == (FAILED, "Moved away")
    assert desk.open_tasks() == ["find_address"]
    assert desk.file(opened)["letter_bounced"] == {
        "letter": "hello",
        "subject": "About DMO-2026-000001-T",
        "reason": "Moved away",
    }
    assert {"letter posted", "letter came back"} <= set(desk.verbs(opened))
