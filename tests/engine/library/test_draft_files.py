"""Which files a draft may hold, and where a file's name puts it."""

from __future__ import annotations

import pytest

from engine.errors import InvalidSubmission
from engine.library.draft_files import place_of, require_own_files


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("loan.bpmn", "processes/loan/loan.bpmn"),
        ("rate.dmn", "processes/loan/rate.dmn"),
        ("process.yaml", "processes/loan/process.yaml"),
        ("README.md", "processes/loan/README.md"),
        ("ask.form", "forms/loan/ask.form"),
        ("refused.de.md", "processes/loan/letters/refused.de.md"),
        ("refused.pt-BR.md", "processes/loan/letters/refused.pt-BR.md"),
        ("too_late.yaml", "processes/loan/scenarios/too_late.yaml"),
    ],
)
def test_a_name_says_where_the_file_lies(name: str, place: str) -> None:
    assert place_of("loan", name) == place
    require_own_files("loan", {place: b""})


@pytest.mark.parametrize("name", ["photo.png", "notes.txt", "notes.md", "loan", "run.py"])
def test_what_no_process_consists_of_has_no_place(name: str) -> None:
    assert place_of("loan", name) is None


def test_every_file_that_is_refused_is_named() -> None:
    with pytest.raises(InvalidSubmission) as refusal:
        require_own_files("Loan", {"processes/Loan/a.png": b"", "elsewhere/b.bpmn": b""})

    assert set(refusal.value.errors) == {"process", "processes/Loan/a.png", "elsewhere/b.bpmn"}
