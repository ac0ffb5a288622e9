"""amends scenario: the examples of a package and what of it they walk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.cli.main import cli, run
from tests.engine.cli.conftest import Shell

EXAMPLES = Path(__file__).parent.parent / "scenarios" / "examples"


def test_examples_that_hold_are_listed_with_what_they_walk(amends: Shell) -> None:
    answer = amends("scenario", "loan", "--root", str(EXAMPLES))

    assert answer.code == 0
    assert answer.out == (
        "Loan of a tool\n"
        "  ok     lent: A drill is lent\n"
        "  ok     not_lent: A saw is not lent\n"
        "  8 of 8 sequence flows walked (100 %)\n"
        "  1 of 1 boundary events walked (100 %)\n"
        "  2 of 2 escalation levels walked (100 %)\n"
    )


def test_a_missing_flow_ends_with_one_and_its_name(amends: Shell, tmp_path: Path) -> None:
    root = tmp_path / "examples"
    shutil.copytree(EXAMPLES, root)
    (root / "processes" / "loan" / "scenarios" / "not_lent.yaml").unlink()

    answer = amends("scenario", "loan", "--root", str(root), "--json")

    assert answer.code == 1
    (package,) = json.loads(answer.out)
    flows = package["coverage"]["sequence_flows"]
    assert (flows["walked"], flows["total"]) == (7, 8)
    assert [flow["id"] for flow in flows["missing"]] == ["f_no"]
    assert package["scenarios"] == [
        {"name": "lent", "title": "A drill is lent", "passed": True, "step": None, "failure": None}
    ]


def test_what_is_missing_may_be_allowed(amends: Shell, tmp_path: Path) -> None:
    root = tmp_path / "examples"
    shutil.copytree(EXAMPLES, root)
    (root / "processes" / "loan" / "scenarios" / "not_lent.yaml").unlink()

    answer = amends("scenario", "loan", "--root", str(root), "--incomplete")

    assert answer.code == 0
    assert "7 of 8 sequence flows walked (87 %)" in answer.out
    assert "f_no: Lend it? -> Not lent (No)" in answer.out


def test_one_scenario_alone_is_not_asked_for_all_flows(amends: Shell) -> None:
    assert amends("scenario", "loan", "--root", str(EXAMPLES), "--only", "lent").code == 0


def test_an_unknown_process_or_scenario_is_one_sentence(amends: Shell) -> None:
    assert "There is no such process" in amends("scenario", "moon").err
    assert (
        "loan has no scenario moon"
        in amends("scenario", "loan", "--root", str(EXAMPLES), "--only", "moon").err
    )


def test_scenarios_need_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_VAR", str(tmp_path / "var"))

    assert run(cli, ["scenario", "loan", "--root", str(EXAMPLES), "--only", "lent"]) == 0
    assert not (tmp_path / "var").exists()
