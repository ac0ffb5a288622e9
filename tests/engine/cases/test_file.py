"""The case file as bytes."""

from __future__ import annotations

import zlib
from decimal import Decimal

import pytest

from engine.cases.file import SQUEEZE_ABOVE, NewerFormatError, dump_file, load_file


def test_every_value_comes_back_as_it_was() -> None:
    document = {
        "text": "Grüße\n\u2028",
        "amount": Decimal("12.30"),
        "big": Decimal("1E+30"),
        "count": 3,
        "list": [None, True, {"key": "a"}],
    }

    assert load_file(dump_file(document)) == document
    assert str(load_file(dump_file(document))["amount"]) == "12.30"


def test_a_long_file_is_squeezed() -> None:
    document = {"text": "word " * SQUEEZE_ABOVE}

    content = dump_file(document)

    assert len(content) < SQUEEZE_ABOVE
    assert load_file(content) == document


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "sNaN"])
def test_what_json_cannot_say_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="JSON"):
        dump_file({"x": Decimal(number)})


def test_a_text_may_say_what_a_number_may_not() -> None:
    document = {"text": "NaN, -Infinity"}

    assert load_file(dump_file(document)) == document


def test_whole_numbers_of_any_size_stay_whole_and_keys_keep_their_order() -> None:
    document = {"z": 10**40, "a": -(2**63) - 1, "m": Decimal("0.10")}

    again = load_file(dump_file(document))

    assert list(again.items()) == list(document.items())
    assert [type(value) for value in again.values()] == [int, int, Decimal]


def test_files_of_the_first_releases_can_be_read() -> None:
    assert load_file(b'\x01{"amount":12.30}') == {"amount": Decimal("12.30")}
    assert load_file(b"\x02" + zlib.compress(b'{"amount":12.30}', 6)) == {"amount": Decimal("12.30")}


def test_bytes_of_a_newer_release_are_refused() -> None:
    with pytest.raises(NewerFormatError):
        load_file(b"\x09{}")
