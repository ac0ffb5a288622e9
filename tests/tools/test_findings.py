"""The page of findings is current, and every code that the program can give stands on it."""

from __future__ import annotations

import pytest

from tools import findings

SINGLE_WORDS = {"expression", "scenario", "yaml"}  # codes that look like any other word of the program


def test_the_page_is_current() -> None:
    assert findings.PAGE.read_text() == findings.page(), "run python -m tools.findings"


@pytest.mark.parametrize("kind", findings.TITLES)
def test_every_code_the_program_can_give_is_told_and_no_other(kind: str) -> None:
    told = {one.code for one in findings.told()[kind]}
    made = findings.made()[kind]

    assert made - told == set()
    assert told - made - SINGLE_WORDS == set()


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    for entries in findings.told().values():
        for one in entries:
            assert one.means.endswith("."), one.code
            assert one.do.endswith("."), one.code
