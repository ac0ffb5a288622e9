"""The norm profile of a process changed in the text of its process.yaml."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import InvalidSubmission
from engine.library.package import Package
from engine.library.profile_line import with_profile
from engine.library.source import shipped_root

COMPLAINT = Package.read(shipped_root(), "complaint_handling")
PATH = "processes/complaint_handling/process.yaml"
BY_PRODUCT = '=if product.key = "mortgage" then "uk_finance" else "general"'


@pytest.mark.parametrize("profile", ["uk_finance", BY_PRODUCT, None])
def test_only_this_line_changes(profile: str | None) -> None:
    changed = with_profile(COMPLAINT, profile)

    assert changed.settings == replace(COMPLAINT.settings, profile=profile)
    before, after = (one.files[PATH].decode().splitlines() for one in (COMPLAINT, changed))
    assert [line for line in before if line not in after] == ["profile: general"]
    assert len([line for line in after if line not in before]) == (0 if profile is None else 1)


def test_a_process_without_the_line_gets_one() -> None:
    without = with_profile(COMPLAINT, None)

    assert with_profile(without, "general").settings == COMPLAINT.settings


def test_what_was_written_over_several_lines_is_left_to_a_person() -> None:
    text = COMPLAINT.files[PATH].decode().replace("profile: general", "profile: >-\n  general")
    folded = Package.from_files(COMPLAINT.key, {**COMPLAINT.files, PATH: text.encode()})

    with pytest.raises(InvalidSubmission):
        with_profile(folded, "uk_finance")
