from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.decide import decide
from tests.engine.dmn.builders import column, decision, model, output, rule, table

SEVERITY = decision(
    "severity",
    table(
        column("harm"), output(), rule(["true"], ['"major"'], note="ISO 10002"), rule(["false"], ['"minor"'])
    ),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "severity.dmn"
    path.write_bytes(model(SEVERITY))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(decide, [str(one) for one in arguments])


def test_it_says_value_and_matched_rules(file: Path) -> None:
    result = run(file, "severity", "--input", '{"harm": true}')

    assert result.output == 'severity = "major"\n  severity [UNIQUE] harm: true: rule 1 (ISO 10002)\n'
    assert result.exit_code == 0


def test_it_says_all_as_json(file: Path) -> None:
    plain = json.loads(run(file, "severity", "--input", '{"harm": false}', "--json").output)

    assert (plain["value"], plain["table"], plain["rules"][0]["index"]) == ("minor", "severity", 2)


def test_variables_may_stand_in_a_file(file: Path, tmp_path: Path) -> None:
    given = tmp_path / "case.json"
    given.write_text('{"harm": true}')

    assert run(file, "severity", "--input", f"@{given}").output.startswith('severity = "major"')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "Decisions in severity.dmn: severity"),
        (["severity", "--input", "{"], "--input is not readable JSON"),
        (["severity", "--input", "[1]"], "--input is a JSON object"),
        (["severity", "--input", "@/no/such/file"], "--input is not readable JSON"),
    ],
)
def test_wrong_use_is_said_with_exit_2(file: Path, arguments: list[str], said: str) -> None:
    result = run(file, *arguments)

    assert said in result.output
    assert result.exit_code == 2


def test_a_broken_file_is_said_with_exit_1(tmp_path: Path) -> None:
    path = tmp_path / "broken.dmn"
    path.write_bytes(b"<!DOCTYPE x><x/>")

    result = run(path, "severity")

    assert "xml-doctype" in result.output
    assert result.exit_code == 1


def test_a_problem_on_the_way_is_said_with_exit_1(file: Path) -> None:
    file.write_bytes(model(SEVERITY.replace("<text>false</text>", "<text>-</text>")))

    result = run(file, "severity", "--input", '{"harm": true}')

    assert "Only one rule may match" in result.output
    assert result.exit_code == 1
