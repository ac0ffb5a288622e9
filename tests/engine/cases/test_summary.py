"""The line that names a case, and the words it is found by."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.cases.summary import LONGEST_SUMMARY, searchable_text, summary_of
from engine.cases.text import fold
from engine.feel.surroundings import Surroundings
from engine.library.process_settings import Customer, ProcessSettings

AROUND = Surroundings(now=datetime(2026, 3, 2, tzinfo=UTC))
CASE = {"reference": "DMO-2026-000001-T"}


def settings(summary: str | None = None) -> ProcessSettings:
    """Settings with this summary."""
    return ProcessSettings(
        key="demo",
        prefix="DMO",
        title="Demonstration",
        purpose="",
        owner="manager",
        main="demo",
        summary=summary,
        customer=Customer(name="name"),
        search=("description", "points"),
    )


@pytest.mark.parametrize("summary", [None, "=missing", "=1 + 1", '=1 + "a"', '="  "'])
def test_a_case_without_words_of_its_own_is_named_by_its_process(summary: str | None) -> None:
    assert summary_of(settings(summary), {}, AROUND) == "Demonstration"


def test_a_summary_is_one_line() -> None:
    assert summary_of(settings("=subject"), {"subject": "Late\n\tbill "}, AROUND) == "Late bill"


def test_a_long_summary_is_cut() -> None:
    text = summary_of(settings("=subject"), {"subject": "word " * 100}, AROUND)

    assert len(text) == LONGEST_SUMMARY
    assert text.endswith("\N{HORIZONTAL ELLIPSIS}")


def test_the_search_finds_what_the_package_names_and_nothing_else() -> None:
    context = {
        "case": CASE,
        "name": "Kim",
        "description": "Noise",
        "points": [{"text": "At night", "amount": Decimal("7.5")}, None, True],
        "secret_note": "hidden",
    }

    words = searchable_text(settings(), context, "Summary").split("\n")

    assert words == ["DMO-2026-000001-T", "Summary", "Kim", "Noise", "At night", "7.5"]


def test_accents_and_capitals_do_not_matter() -> None:
    assert fold("Überhöhte STRASSE, straße") == "uberhohte strasse, strasse"
