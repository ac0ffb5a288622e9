"""What a letter says it must say is looked for in each of its languages."""

from __future__ import annotations

import pytest

from engine.correspondence.templates import read_letter
from engine.errors import PackageError
from engine.library.checks.letters import check_letters, lacking
from tests.engine.commands.package import PackageBuilder

HEAD = "---\nsubject: S\nmust: [reference, owner, steps, dates, escalation, external_body]\n---\n"
WHOLE = """Your case {{ case.reference }} is with {{ case.owner }} until {{ date(case.received) }}.

## Wie es weitergeht {#steps}
We look into it.

**Who decides** {#escalation}
The manager.

Outside: {{ external_body.name }}
"""


def lacks(body: str) -> list[str]:
    """What a letter with this text lacks."""
    return lacking(read_letter((HEAD + body).encode(), "letters/answer.de.md"))


def test_a_whole_letter_lacks_nothing() -> None:
    assert lacks(WHOLE) == []


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ("{{ case.reference }}", "reference"),
        ("{{ case.owner }}", "owner"),
        (" {#steps}", "steps"),
        ("{{ date(case.received) }}", "dates"),
        (" {#escalation}", "escalation"),
        ("{{ external_body.name }}", "external_body"),
    ],
)
def test_each_thing_that_is_not_said_is_named(part: str, missing: str) -> None:
    assert lacks(WHOLE.replace(part, "")) == [missing]


def test_the_marks_of_headings_are_not_printed() -> None:
    template = read_letter((HEAD + WHOLE).encode(), "letters/answer.de.md")

    assert "{#" not in template.body.fill(lambda placeholder: placeholder.source)
    assert template.sections == {"steps", "escalation"}


def test_a_letter_that_asks_for_nothing_lacks_nothing() -> None:
    assert lacking(read_letter(b"---\nsubject: S\n---\nHello.\n", "letters/a.en.md")) == []


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(PackageError, match="must find"):
        read_letter(b"---\nsubject: S\nmust: [poetry]\n---\nHello.\n", "letters/a.en.md")


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("acknowledgement", ["reference", "owner", "steps", "dates", "escalation"]),
        ("update", ["reference", "dates", "escalation"]),
        ("decision", ["reference", "escalation", "external_body"]),
    ],
)
def test_the_kind_of_a_letter_says_what_it_must_say(kind: str, wanted: list[str]) -> None:
    head = f"---\nsubject: S\nkind: {kind}\n---\nHello.\n"

    assert lacking(read_letter(head.encode(), "letters/a.en.md")) == wanted


def test_a_kind_and_a_list_ask_for_each_thing_once() -> None:
    head = b"---\nsubject: S\nkind: update\nmust: [dates, owner]\n---\nHello.\n"

    assert lacking(read_letter(head, "letters/a.en.md")) == ["reference", "dates", "escalation", "owner"]


@pytest.mark.parametrize(
    ("file", "front", "message"),
    [
        ("a.en.md", "channel: sms", "sends no text messages"),
        ("a.en.md", "channel: phone", "A call is a task"),
        ("a.en.md", "channel: pigeon", "'pigeon' is not one of email, post"),
        ("a.en.md", "channel: post", "The file's name says email"),
        ("a.post.en.md", "channel: email", "The file's name says post"),
        ("a.en.md", "kind: poem", "'poem' is not one of acknowledgement, update, decision"),
        ("a.fax.en.md", "audience: customer", "Name the file"),
    ],
)
def test_channels_and_kinds_there_are_none_of_are_refused_by_name(
    file: str, front: str, message: str
) -> None:
    with pytest.raises(PackageError, match=message):
        read_letter(f"---\nsubject: S\n{front}\n---\nHello.\n".encode(), f"letters/{file}")


def test_a_letter_for_paper_alone_is_told_by_its_name() -> None:
    template = read_letter(b"---\nsubject: S\n---\nHello.\n", "letters/a.post.de-AT.md")

    assert (template.key, template.channel, template.language) == ("a", "post", "de-AT")
    assert template.variant == "post.de-AT"


def said_of(**letters: str) -> list[str]:
    """What the check says of these variants of one letter, given as their front matter."""
    builder = PackageBuilder().start().user("read").end().flow("start", "read", "end")
    for name, front in letters.items():
        text = f"---\nsubject: S {{{{ case.reference }}}}\n{front}\n---\nHello.\n"
        builder.file(f"processes/demo/letters/a.{name.replace('_', '.')}.md", text.encode())
    return [one.message for one in check_letters(builder.build(), {}) if one.level == "error"]


def test_every_language_must_say_what_the_english_letter_must_say() -> None:
    assert said_of(en="must: [reference]", de="must: [reference]", post_de="must: [reference]") == []
    (lack,) = said_of(en="must: [reference]", de="audience: customer")
    assert "a.en.md must say the reference" in lack


def test_a_letter_is_for_the_same_reader_in_every_language() -> None:
    (unlike,) = said_of(en="audience: customer", de="audience: colleague")

    assert "is for a colleague" in unlike
