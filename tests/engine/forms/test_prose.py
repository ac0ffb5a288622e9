from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.forms.options import Frame
from engine.forms.prose import in_words, placeholders, prose
from tests.engine.forms.builders import AROUND

FRAME = Frame(around=AROUND, context={"name": "Ana", "due": "2026-03-05"})


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Dear {{ name }}", "<p>Dear Ana</p>"),
        ("# Title\n\n- one", "<h2>Title</h2>\n<ul>\n<li>one</li>\n</ul>"),
        ("{{ nobody }}!", "<p>!</p>"),
        ("{{ 1 + }}!", "<p>!</p>"),
        ("{{ if true then 1.50 else 2 }}", "<p>1.50</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("![x](http://example.com/pixel)", "<p></p>"),
    ],
)
def test_text_becomes_harmless_html(text: str, html: str) -> None:
    assert prose(text, FRAME, {}).strip() == html


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2026-12-15T18:00:00Z", "15 Dec 2026, 18:00 GMT"),
        ("2026-07-15T18:00:00+00:00", "15 Jul 2026, 19:00 BST"),
        ("2026-12-15", "15 Dec 2026"),
        ("2026-13-45", "2026-13-45"),
        ("on 2026-12-15", "on 2026-12-15"),
    ],
)
def test_a_day_or_an_instant_is_told_for_people_in_the_readers_zone(value: str, told: str) -> None:
    london = Frame(around=AROUND, zone="Europe/London")

    assert prose("{{ x }}", london, {"x": value}).strip() == f"<p>{told}</p>"


def test_values_of_the_case_keep_their_signs_as_they_are() -> None:
    said = "*not* _bold_ <script> [x](y) & `code` # 1. | table"

    shown = prose("{{ story }}", FRAME, {"story": said})

    assert "<em>" not in shown
    assert "<script>" not in shown
    assert "*not* _bold_ &lt;script&gt; [x](y) &amp; `code` # 1. | table" in shown


def test_lines_of_a_value_stay_lines() -> None:
    assert prose("{{ story }}", FRAME, {"story": "a\nb"}).count("<br>") == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "yes"),
        (Decimal("1E+2"), "100"),
        ({"key": "loan", "label": "Loan"}, "Loan"),
        ([{"label": "A"}, "b"], "A, b"),
        ({"street": "S", "town": "T"}, "S, T"),
    ],
)
def test_values_in_words(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_placeholders_are_found() -> None:
    assert list(placeholders("a {{ b }} {{c}}")) == ["b", "c"]
