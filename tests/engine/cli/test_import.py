"""amends import: cases from a file at the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.cli.conftest import Shell

EXAMPLES = Path(__file__).parent.parent / "scenarios" / "examples"
ROWS = "No,Asked on,Tool,Name,What for,Weeks\n1,24.09.2019,D,Ines,,\n2,soon,S,Tim,,\n"


@pytest.fixture
def ledger(amends: Shell, tmp_path: Path) -> Path:
    """A file for the example process, which is live."""
    assert amends("deploy", str(EXAMPLES / "processes" / "loan")).code == 0
    file = tmp_path / "ledger.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_a_file_is_imported_once_and_refused_rows_are_told(amends: Shell, ledger: Path) -> None:
    command = ("import", str(ledger), "--process", "loan", "--map", "ledger")

    first, second = amends(*command), amends(*command, "--json")

    assert (first.code, first.err) == (1, "2 rows read, 1 cases opened\n")
    assert first.out == (
        "row 3 (line 3): Asked on: 'soon' is no date of the expected form\n"
        "2 rows: 1 imported, 0 imported before, 1 refused\n"
    )
    outcome = json.loads(second.out)
    assert (outcome["rows"], outcome["imported"], outcome["known"]) == (2, 0, 1)
    assert outcome["refused"][0]["row"] == 3


def test_a_map_may_lie_anywhere(amends: Shell, ledger: Path, tmp_path: Path) -> None:
    chart = tmp_path / "own.yaml"
    chart.write_bytes((EXAMPLES / "processes" / "loan" / "imports" / "ledger.yaml").read_bytes())

    assert "1 imported" in amends("import", str(ledger), "--process", "loan", "--map", str(chart)).out


@pytest.mark.parametrize(
    ("process", "chart", "says"),
    [
        ("moon", "ledger", "There is no such process"),
        ("loan", "moon", "there is no file moon, and the maps of loan are: ledger"),
        ("complaint_handling", "consumer_complaints", "has no column"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    amends: Shell, ledger: Path, process: str, chart: str, says: str
) -> None:
    answer = amends("import", str(ledger), "--process", process, "--map", chart)

    assert answer.code == 2
    assert says in answer.err
