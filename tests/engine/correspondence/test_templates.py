"""Letter files: every mistake in one is a finding that names it."""

from __future__ import annotations

import pytest

from engine.correspondence.templates import read_letter
from engine.errors import PackageError

FILE = "processes/demo/letters/welcome.en.md"
GOOD = """---
subject: "Hello {{ name }}"
audience: customer
channel: email
---
Dear {{ name }},

your word is {{ case.secret }}.
"""


def test_a_letter_says_key_language_and_placeholders() -> None:
    letter = read_letter(GOOD.encode(), FILE)

    assert (letter.key, letter.language, letter.audience) == ("welcome", "en", "customer")
    assert [one.source for one in letter.placeholders] == ["name", "name", "case.secret"]


def test_line_ends_of_windows_are_read() -> None:
    letter = read_letter(GOOD.replace("\n", "\r\n").encode("utf-8-sig"), FILE)

    assert letter.key == "welcome"


@pytest.mark.parametrize(
    ("text", "file", "element", "code"),
    [
        (GOOD, "letters/Welcome.md", "", "letter-name"),
        ("Dear customer", FILE, "", "letter-front-matter"),
        (GOOD.replace('subject: "Hello {{ name }}"', "subject: ''"), FILE, "subject", "letter-front-matter"),
        (GOOD.replace("audience: customer", "audience: everybody"), FILE, "audience", "letter-front-matter"),
        (GOOD.replace("channel: email", "channel: pigeon"), FILE, "channel", "letter-front-matter"),
        (GOOD.replace("channel: email", "colour: red"), FILE, "colour", "letter-front-matter"),
        (GOOD.replace("Dear {{ name }}", "Dear {{ name + }}"), FILE, "text", "letter-expression"),
        (GOOD.replace("Hello {{ name }}", "Hello {{ name"), FILE, "subject", "letter-expression"),
        (GOOD.replace("audience: customer", "audience: colleague"), FILE, "case.secret", "letter-secret"),
        (GOOD.replace("channel: email", "channel: email\nchannel: email"), FILE, "", "yaml"),
    ],
)
def test_a_mistake_is_a_finding(text: str, file: str, element: str, code: str) -> None:
    with pytest.raises(PackageError) as refused:
        read_letter(text.encode(), file)

    assert [(finding.element, finding.code) for finding in refused.value.findings] == [(element, code)]


def test_a_file_that_is_no_text_is_a_finding() -> None:
    with pytest.raises(PackageError, match="not UTF-8"):
        read_letter(b"---\n\xff", FILE)
