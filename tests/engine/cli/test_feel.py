"""`amends feel` at the shell."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from engine.cli.feel import feel


def run(*arguments: str) -> Result:
    return CliRunner().invoke(feel, arguments)


def test_the_value_and_its_type_are_shown() -> None:
    assert run("a + 1", "--context", '{"a": 0.1}').output == "1.1\ntype: number\n"


def test_a_null_says_why_and_where() -> None:
    lines = run('1 + abs("x")').output.splitlines()

    assert lines[:2] == ["null", "type: null"]
    assert lines[2].startswith("why: abs takes a number")
    assert 'at character 8: ("x")' in lines[2]


def test_programs_get_json() -> None:
    shown = json.loads(run('[@"2026-03-02", 1.50]', "--json").output)

    assert shown == {"value": ["2026-03-02", 1.5], "type": "list"}


def test_programs_get_the_reasons_of_a_null() -> None:
    shown = json.loads(run("a.b", "--json", "--context", '{"a": {}}').output)

    assert shown == {
        "value": None,
        "type": "null",
        "why": [{"at": 1, "reason": "the context has no entry 'b'"}],
    }


def test_the_instant_can_be_given() -> None:
    assert run("today()", "--now", "2026-03-02T09:00:00Z").output.startswith("2026-03-02\n")


def test_an_expression_that_cannot_be_read_ends_with_1() -> None:
    result = run("1 +")

    assert result.exit_code == 1
    assert "line 1, column 4" in result.output


def test_programs_get_the_error_as_json() -> None:
    result = run("1 +", "--json")

    assert result.exit_code == 1
    assert "line 1" in json.loads(result.output)["error"]


def test_wrong_use_ends_with_2() -> None:
    assert run("1", "--context", "[1]").exit_code == 2
    assert run("1", "--context", "{").exit_code == 2
    assert run("1", "--now", "today").exit_code == 2
    assert run("1", "--now", "2026-03-02").exit_code == 2
