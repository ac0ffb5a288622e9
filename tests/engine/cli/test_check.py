"""amends check: offline, one line a finding."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.library.source import shipped_root
from tests.engine.cli.conftest import Shell


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped processes and forms."""
    for folder in ("processes", "forms"):
        shutil.copytree(shipped_root() / folder, tmp_path / folder)
    return tmp_path


def test_what_is_shipped_has_no_finding(amends: Shell) -> None:
    root = shipped_root()

    answer = amends("check", str(root / "processes"), str(root / "forms"))

    assert (answer.code, answer.out) == (0, "")


def test_a_finding_is_one_line_with_file_element_code_and_message(amends: Shell, copy: Path) -> None:
    (copy / "forms" / "complaint_handling" / "approve.form").unlink()

    answer = amends("check", str(copy / "processes" / "complaint_handling"))

    assert answer.code == 1
    assert answer.out.splitlines()[0] == (
        "processes/complaint_handling/answer.bpmn approve form-missing "
        "'Approve the answer' asks the form 'approve', which is not there. Add the form or correct its id."
    )


def test_findings_as_json(amends: Shell, copy: Path) -> None:
    file = copy / "forms" / "complaint_handling" / "approve.form"
    file.write_text("no json")

    answer = amends("check", "--json", str(file))

    (finding,) = json.loads(answer.out)
    assert answer.code == 1
    assert set(finding) == {"file", "element", "name", "code", "message", "level", "advice"}
    assert finding["code"] == "form-not-json"


def test_a_warning_is_said_but_is_no_failure(amends: Shell, copy: Path) -> None:
    letter = copy / "processes" / "complaint_handling" / "letters" / "decision.en.md"
    letter.write_text(letter.read_text().replace("{{ explanation }}", "{{ explanashun }}"))

    answer = amends("check", str(copy / "processes"))

    assert answer.code == 0
    assert answer.out.endswith(
        "The letter reads 'explanashun', which nothing sets. Correct the name, or ask it before. (warning)\n"
    )


def test_a_folder_with_nothing_of_ours_is_wrong_use(amends: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert amends("check", str(tmp_path / "empty")).code == 2


def test_check_needs_no_store(amends: Shell, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", "postgresql://127.0.0.1:1/nowhere")

    assert (
        amends("check", str(shipped_root() / "processes" / "complaint_handling" / "severity.dmn")).code == 0
    )
