"""amends calendar and amends catalogue: what an administrator keeps from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.cli.conftest import Shell


def test_calendars_are_listed_shown_and_reckoned_with(amends: Shell) -> None:
    known = {one["key"]: one for one in json.loads(amends("calendar", "list", "--json").out)}
    assert known["always"]["week"]["sunday"] == ["00:00-24:00"]
    assert "office: Office, Europe/London" in amends("calendar", "list").out
    assert "Fri 2026-04-03 Good Friday" in amends("calendar", "show", "office", "--year", "2026").out

    reckoned = amends("calendar", "reckon", "office", "2026-03-16T10:15+00:00", "20 working days")

    assert "from Mon 16 Mar 2026 10:15 to Wed 15 Apr 2026 17:00" in reckoned.out


def test_a_calendar_is_made_and_a_day_closed_and_opened(amends: Shell) -> None:
    hours = ("--hours", "monday=08:00-12:00,13:00-17:00", "--hours", "saturday=10:00-24:00")
    assert amends("calendar", "save", "shop", "--title", "Shop", "--zone", "Europe/Berlin", *hours).code == 0
    assert amends("calendar", "close", "shop", "2026-03-02", "Stocktaking").code == 0

    shop = json.loads(amends("calendar", "show", "shop", "--json").out)

    assert shop["week"] == {"monday": ["08:00-12:00", "13:00-17:00"], "saturday": ["10:00-24:00"]}
    assert shop["holidays"] == {"2026-03-02": "Stocktaking"}
    assert amends("calendar", "open", "shop", "2026-03-02").code == 0
    assert json.loads(amends("calendar", "show", "shop", "--json").out)["holidays"] == {}


def test_catalogues_are_made_filled_and_entries_retired(amends: Shell) -> None:
    assert amends("catalogue", "save", "tools", "Tools").code == 0
    assert amends("catalogue", "add", "tools", "drill", "Drill").code == 0
    assert amends("catalogue", "add", "tools", "saw", "Saw").code == 0
    assert amends("catalogue", "retire", "tools", "drill").code == 0

    assert json.loads(amends("catalogue", "list", "--json").out)["tools"] == {"saw": "Saw"}
    assert "tools: 1 entry" in amends("catalogue", "list").out
    assert amends("catalogue", "show", "tools").out == "drill: Drill (retired)\nsaw: Saw\n"


def test_records_come_from_a_file_and_are_shown(amends: Shell, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("key,label,owner\nvan,Van,Otto\n", encoding="utf-8")

    assert amends("catalogue", "import", "change_items", str(file)).out == "1 entry of change_items kept.\n"

    shown = json.loads(amends("catalogue", "show", "change_items", "--json").out)
    assert shown[-1] == {"key": "van", "label": "Van", "retired": False, "details": {"owner": "Otto"}}

    file.write_text("key,owner,kind\nvan,Otto,boat\n", encoding="utf-8")
    refused = amends("catalogue", "import", "change_items", str(file))
    assert (refused.code, "row 2, kind: Choose one of" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["calendar", "show", "moon"], "There is no business calendar of this name. (moon)"),
        (["calendar", "open", "office", "2026-03-02"], "office: 2026-03-02 is no holiday"),
        (["calendar", "save", "x", "--title", "X", "--zone", "UTC"], "either --hours"),
        (["calendar", "save", "x", "--title", "X", "--zone", "UTC", "--hours", "funday=1"], "write monday="),
        (
            ["calendar", "save", "x", "--title", "X", "--zone", "UTC", "--hours", "monday=late"],
            "'late' is no period",
        ),
        (["calendar", "save", "x", "--title", "X", "--zone", "Mars", "--always"], "no time zone 'Mars'"),
        (["calendar", "reckon", "office", "2026-03-16T10:15+00:00", "soon"], "expected words such as"),
        (["catalogue", "show", "moon"], "There is no such catalogue. (moon)"),
        (["catalogue", "retire", "products", "moon"], "There is no such entry in this catalogue."),
    ],
)
def test_what_cannot_be_is_one_sentence(amends: Shell, arguments: list[str], says: str) -> None:
    answer = amends(*arguments)

    assert answer.code == 2
    assert says in answer.err
