"""letter.draft: somebody reads a letter, changes it, and then it is sent as they left it."""

from __future__ import annotations

import pytest

from engine.commands.edit_letter import edit_letter
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import Opened
from engine.correspondence.errors import DraftNotFound
from engine.correspondence.models import Letter, LetterDraft
from engine.errors import InvalidSubmission
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

ROSA = {"name": "Rosa", "email": "rosa@example.org"}


def answered() -> PackageBuilder:
    """An answer that is drafted, read, and sent."""
    return (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"})
        .start()
        .user("decide")
        .service("draft", "letter.draft", letter="answer")
        .user("read")
        .service("send", "letter.send", letter="answer")
        .user("after")
        .end()
        .flow("start", "decide", "draft", "read", "send", "after", "end")
        .letter("answer", "Dear {{ name }},\n\nwe are **sorry**.")
    )


def drafted(desk: Desk) -> tuple[Opened, LetterDraft]:
    """A case whose letter waits to be read."""
    desk.deploy(answered().build())
    opened = desk.open(**ROSA)
    desk.complete("ana", "decide")
    (draft,) = desk.rows(LetterDraft)
    return opened, draft


def test_the_draft_is_there_to_be_read_and_nothing_is_sent(desk: Desk) -> None:
    opened, draft = drafted(desk)

    assert (draft.recipient, draft.text) == ("rosa@example.org", "Dear Rosa,\n\nwe are sorry.\n")
    assert desk.file(opened)["letter_draft"]["text"] == draft.text
    assert desk.rows(Letter) == []


def test_the_case_file_does_not_hold_the_secret(desk: Desk) -> None:
    builder = PackageBuilder().settings(customer={"email": "email"}).start()
    builder.service("draft", "letter.draft", letter="answer").user("read").end()
    desk.deploy(builder.flow("start", "draft", "read", "end").letter("answer", "{{ case.secret }}").build())

    opened = desk.open(email="rosa@example.org")

    assert desk.rows(LetterDraft)[0].text == f"{opened.secret}\n"
    assert desk.file(opened)["letter_draft"]["text"] == "****\n"


def test_what_somebody_changed_is_what_is_sent(desk: Desk) -> None:
    opened, draft = drafted(desk)

    desk.do("ben", edit_letter, draft.id, "Sorry", "Dear Rosa,\n\nwe <b>really</b> are.\nAna")
    desk.complete("ana", "read")

    (letter,) = desk.rows(Letter)
    assert (letter.subject, letter.text) == ("Sorry", "Dear Rosa,\n\nwe <b>really</b> are.\nAna\n")
    assert "<p>we &lt;b&gt;really&lt;/b&gt; are.<br>\nAna</p>" in letter.html
    assert desk.rows(LetterDraft) == []
    edited = next(entry for entry in desk.timeline(opened) if entry.verb == "letter edited")
    assert edited.content["before"]["text"] == draft.text


def test_an_unchanged_draft_is_sent_as_it_was_written(desk: Desk) -> None:
    drafted(desk)

    desk.complete("ana", "read")

    assert "<strong>sorry</strong>" in desk.rows(Letter)[0].html


def test_a_draft_written_again_begins_from_the_template(desk: Desk) -> None:
    loop = (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"})
        .start()
        .service("draft", "letter.draft", letter="answer")
        .user("read")
        .service("again", "letter.draft", letter="answer")
        .user("read_again")
        .end()
        .flow("start", "draft", "read", "again", "read_again", "end")
        .letter("answer", "Dear {{ name }}")
    )
    desk.deploy(loop.build())
    desk.open(**ROSA)
    (draft,) = desk.rows(LetterDraft)
    desk.do("ben", edit_letter, draft.id, "S", "Mine")

    desk.complete("ana", "read")

    assert [row.text for row in desk.rows(LetterDraft)] == ["Dear Rosa\n"]


def test_every_customer_of_merged_cases_has_a_draft_of_their_own(desk: Desk) -> None:
    desk.deploy(answered().build())
    opened, other = desk.open(**ROSA), desk.open(name="Jon", email="jon@example.org")
    desk.do("ana", merge_cases, other.case_id, opened.case_id, "The same.")
    desk.complete("ana", "decide")
    drafts = {row.recipient: row for row in desk.rows(LetterDraft)}

    desk.do("ana", edit_letter, drafts["jon@example.org"].id, "For Jon", "Dear Jon, sorry.")
    desk.complete("ana", "read")

    sent = {letter.recipient: letter.text for letter in desk.rows(Letter)}
    assert sent["jon@example.org"] == "Dear Jon, sorry.\n"
    assert sent["rosa@example.org"].startswith("Dear Rosa")


def test_a_letter_needs_words_and_a_sent_one_is_no_draft(desk: Desk) -> None:
    _, draft = drafted(desk)

    with pytest.raises(InvalidSubmission) as refusal:
        desk.do("ana", edit_letter, draft.id, "", " ")
    desk.complete("ana", "read")

    assert set(refusal.value.errors) == {"subject", "text"}
    with pytest.raises(DraftNotFound):
        desk.do("ana", edit_letter, draft.id, "S", "T")
