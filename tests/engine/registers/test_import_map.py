"""An import map says where each variable comes from."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.feel.surroundings import Surroundings
from engine.registers.errors import ImportMapError, RowRefused
from engine.registers.import_map import Record, read_import_map, record_of

AROUND = Surroundings(now=datetime(2026, 3, 2, 9, tzinfo=UTC))
MAP: dict[str, Any] = {
    "title": "Old ledger",
    "key": "No",
    "received": {"column": "On", "format": "%d.%m.%Y", "zone": "Europe/Berlin"},
    "start": "asked",
    "variables": {
        "words": "Words",
        "tool": {"column": "Tool", "table": {"D": "drill", 7: "saw"}},
        "kind": {"column": "Kind", "table": {"A": "a"}, "else": "other"},
        "days": {"feel": "=if row.Weeks = null then null else number(row.Weeks) * 7"},
        "long": {"feel": "days != null and days > 10"},
        "channel": {"value": "paper"},
    },
}
ROW = {"No": " 7 ", "On": "24.09.2019", "Words": " As they\r\nwere. ", "Tool": "7", "Kind": "B", "Weeks": "2"}


def record(**cells: str) -> Record:
    """What a row with these cells says."""
    return record_of({**ROW, **cells}, read_import_map(MAP, "ledger"), AROUND)


def test_a_row_becomes_a_record() -> None:
    assert record() == Record(
        key="7",
        received_at=datetime(2019, 9, 23, 22, tzinfo=UTC),
        variables={
            "words": " As they\r\nwere. ",
            "tool": "saw",
            "kind": "other",
            "days": Decimal(14),
            "long": True,
            "channel": "paper",
        },
    )


def test_an_empty_cell_leaves_its_variable_out() -> None:
    variables = record(Words="", Tool="", Weeks="").variables

    assert variables == {"kind": "other", "long": False, "channel": "paper"}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"No": "  "}, "No is empty"),
        ({"On": "2019-09-24"}, "'2019-09-24' is no date"),
        ({"On": "24.09.2031"}, "lies in the future"),
        ({"Tool": "hammer"}, "'hammer' is not in the table for tool"),
    ],
)
def test_a_row_that_cannot_be_says_why(cells: dict[str, str], reason: str) -> None:
    with pytest.raises(RowRefused, match=reason):
        record(**cells)


def test_a_column_alone_is_an_iso_date() -> None:
    plain = read_import_map({"key": "No", "received": "On", "variables": {"words": "Words"}}, "plain")

    found = record_of({**ROW, "On": "2019-09-24T10:00:00+02:00"}, plain, AROUND)

    assert found.received_at == datetime(2019, 9, 24, 8, tzinfo=UTC)
    assert plain.columns == {"No", "On", "Words"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"key": None}, "'key' is missing"),
        ({"key": False}, "key: yes and no are truth values"),
        ({"variables": {"words": {"column": "W", "table": {True: 1}}}}, "words: yes and no"),
        ({"author": "me"}, "'author' is not known"),
        ({"received": {"format": "%Y"}}, "'column' is missing"),
        ({"received": {"column": "On", "zone": "Mars"}}, "no time zone 'Mars'"),
        ({"variables": ["words"]}, "name: rule"),
        ({"variables": {"words": 7}}, "words: name a column"),
        ({"variables": {"words": {"column": "W", "value": 7}}}, "exactly one"),
        ({"variables": {"words": {"table": {}}}}, "exactly one"),
        ({"variables": {"words": {"column": "W", "table": "T"}}}, "'table' needs"),
        ({"variables": {"words": {"feel": "=1 +"}}}, "words: "),
    ],
)
def test_a_map_that_cannot_be_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ImportMapError, match=reason):
        read_import_map({**MAP, **change}, "ledger")
