"""Text with FEEL in it: what is found, what is refused, how values read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.correspondence.words import Writer, read_words
from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings

AROUND = Surroundings(now=datetime(2026, 3, 2, 9, tzinfo=UTC))
BERLIN = ZoneInfo("Europe/Berlin")


def filled(text: str, **variables: Any) -> str:
    return read_words(text).fill(lambda one: str(one.expression.evaluate(variables, AROUND)))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("no placeholder at all", "no placeholder at all"),
        ("{{ name }}", "Zoë"),
        ("Dear {{ name }}, {{name}}!", "Dear Zoë, Zoë!"),
        ('{{ "}}" }}', "}}"),
        ("{{ {a: {b: name}}.a.b }}", "Zoë"),
        ("{{ {a: {b: name}}.a.b }} and {{ name }}", "Zoë and Zoë"),
        ("a } b { c", "a } b { c"),
    ],
)
def test_placeholders_are_found_and_filled(text: str, result: str) -> None:
    assert filled(text, name="Zoë") == result


@pytest.mark.parametrize("text", ["{{ name", "{{ name +  }}", "{{ }}", "{{ {{ name }} }}", "ok {{ a }} {{ b"])
def test_a_placeholder_that_is_not_closed_or_not_feel_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        read_words(text)


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (None, "", ""),
        (True, "yes", "ja"),
        (Decimal("1.50"), "1.50", "1,50"),
        (Decimal("1E+2"), "100", "100"),
        (date(2026, 3, 2), "2 March 2026", "2. März 2026"),
        (datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "2 March 2026, 10:05", "2. März 2026, 10:05 Uhr"),
        (time(9, 5), "09:05", "09:05"),
        (timedelta(days=2), "P2D", "P2D"),
        (["a", None, Decimal(3)], "a, , 3", "a, , 3"),
        ({"key": "b", "label": "Billing"}, "Billing", "Billing"),
    ],
)
def test_values_read_as_people_write_them(value: Any, english: str, german: str) -> None:
    assert Writer(language="en", zone=BERLIN).write(value) == english
    assert Writer(language="de", zone=BERLIN).write(value) == german


def test_a_language_of_a_country_is_spelt_as_its_root_and_an_unknown_one_as_everybody_reads() -> None:
    day = date(2026, 3, 2)

    assert Writer(language="de-AT", zone=BERLIN).write(day) == "2. März 2026"
    assert Writer(language="es", zone=BERLIN).write(day) == "2 de marzo de 2026"
    assert Writer(language="fi", zone=BERLIN).write([day, True, Decimal("1.5")]) == "2026-03-02, true, 1.5"
