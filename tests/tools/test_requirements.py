"""docs/requirements.md tells the truth: every row has its evidence, in the packages as they are today."""

from __future__ import annotations

import pytest

from tools.evidence import EvidenceLost, asserted, served, shown
from tools.requirements import ASKED, PAGE, PROCESSES, line, page, rows

ROWS = [(process, row) for process in PROCESSES for row in rows(process)]


@pytest.mark.parametrize("process", PROCESSES)
def test_no_row_is_left_out_or_told_twice(process: str) -> None:
    ids = [row.id for row in rows(process)]

    assert len(set(ids)) == len(ids) == ASKED[process]


@pytest.mark.parametrize(("process", "row"), ROWS, ids=lambda value: getattr(value, "id", value))
def test_what_serves_a_row_is_there_and_a_step_asserts_it(process: str, row: object) -> None:
    [told] = [one for one in rows(process) if one == row]

    assert (bool(told.by) and bool(told.shown)) or bool(told.missing)
    assert line(process, told).startswith(f"| {told.id} | ")


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    "token",
    [
        "element nowhere",
        "form plan.nothing",
        "form nowhere",
        "table nowhere",
        "clock nowhere",
        "letter nowhere",
        "register corrective_actions.Nothing",
        "operation nowhere",
        "code engine/nowhere.py",
        "sign wonder",
        "no_process/element plan",
    ],
)
def test_what_is_gone_is_noticed(token: str) -> None:
    with pytest.raises(EvidenceLost):
        served("corrective_action", token)


@pytest.mark.parametrize(
    "token",
    [
        "no_story letters digest",
        "wrong_bills letters nothing",
        "wrong_bills file nothing",
        "change_control/normal_change refuse nothing",
        "test tests/tools/test_requirements.py::test_nothing",
        "test tests/tools/nowhere.py::test_nothing",
    ],
)
def test_a_step_that_is_gone_is_noticed(token: str) -> None:
    with pytest.raises(EvidenceLost):
        shown("corrective_action", token)


def test_another_package_may_serve_a_row() -> None:
    assert (
        served("corrective_action", "change_control/element authorise")
        == "element `authorise` of `change_control`"
    )


def test_what_a_step_asserts_is_named_by_kind_and_name() -> None:
    step = {"expect": {"letters": ["digest"], "file": {"risk.rank": "high"}, "ended": True}}

    assert asserted(step) == {"letters digest", "file risk.rank", "ended true"}
    assert asserted({"refuse": "approve", "by": "quality"}) == {"refuse approve"}
    assert asserted({"expect": {"escalations": [{"code": "late", "clock": "answer", "level": 1}]}}) == {
        "escalations late",
        "escalations answer",
    }
