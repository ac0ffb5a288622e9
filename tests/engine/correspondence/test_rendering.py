"""Values go into letters as text: whatever a customer wrote stays harmless and whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.correspondence.errors import LetterUnreadable
from engine.correspondence.rendering import Rendered, render
from engine.correspondence.templates import read_letter
from engine.feel.surroundings import Limits, Surroundings

AROUND = Surroundings(now=datetime(2026, 3, 2, 9, tzinfo=UTC))


def letter(
    body: str, subject: str = "About {{ text }}", *, around: Surroundings = AROUND, **values: Any
) -> Rendered:
    source = f"---\nsubject: '{subject}'\naudience: customer\n---\n{body}"
    return render(read_letter(source.encode(), "letters/one.en.md"), {"text": "", **values}, around)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "**bold** # heading",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/x.png)",
        "</p></body><a href='https://evil.example'>x</a>",
        "{{ case.secret }}",
        "`code` &amp; \\* ~~~",
    ],
)
def test_what_a_customer_wrote_is_neither_markdown_nor_html(text: str) -> None:
    rendered = letter("You wrote: {{ text }}", text=text)

    assert rendered.text == f"You wrote: {text}\n"
    body = rendered.html.partition("<body>")[2]
    for tag in ("<script", "<a", "<img", "<strong", "<h1", "<code"):
        assert tag not in body
    assert rendered.subject == f"About {text}"


def test_lines_of_a_value_stay_lines() -> None:
    rendered = letter("{{ text }}", text="first\nsecond")

    assert "first<br>\nsecond" in rendered.html
    assert rendered.text == "first\nsecond\n"


def test_a_subject_is_one_line_whatever_a_value_holds() -> None:
    rendered = letter("x", text="evil\r\nBcc: all@example.org\x00\t tail")

    assert rendered.subject == "About evil Bcc: all@example.org tail"


@pytest.mark.parametrize("body", ["{{ case.secret_link }}", "[Your page]({{ case.secret_link }})"])
def test_the_customers_page_is_a_link(body: str) -> None:
    rendered = letter(body, case={"secret_link": "https://desk.example/track/CMP-1?a=b&c=d"})

    assert '<a href="https://desk.example/track/CMP-1?a=b&amp;c=d"' in rendered.html
    assert "https://desk.example/track/CMP-1?a=b&c=d" in rendered.text


def test_an_address_with_a_script_is_no_link_target() -> None:
    rendered = letter("[page]({{ text }})", text="javascript:alert(1)")

    assert "javascript" not in rendered.html.partition("<body>")[2]


def test_the_text_part_reads_without_marks() -> None:
    body = """# Dear {{ text }}

It is **important** and [here](https://example.org/a).

1. first
2. second
   line

- dash
- another

> quoted

| a | b |
| - | - |
| 1 | 2 |

---
"""
    rendered = letter(body, text="Zoë")

    assert rendered.text == (
        "Dear Zoë\n\n"
        "It is important and here: https://example.org/a.\n\n"
        "1. first\n2. second\n  line\n\n"
        "- dash\n- another\n\n"
        "> quoted\n\n"
        "a | b\n1 | 2\n\n"
        f"{'-' * 40}\n"
    )


def test_an_expression_that_takes_too_much_names_itself() -> None:
    tight = Surroundings(now=AROUND.now, limits=Limits(steps=10))

    with pytest.raises(LetterUnreadable, match="count"):
        letter("{{ count(for i in 1..1000 return i) }}", around=tight)
