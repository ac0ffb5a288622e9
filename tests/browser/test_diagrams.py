"""Every shipped diagram says the same after bpmn-js with the Zeebe properties has opened and saved it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.library.source import shipped_root
from tools.camunda_modeler.sameness import differences

PROCESSES = shipped_root() / "processes"
DIAGRAMS = sorted(path.relative_to(PROCESSES).as_posix() for path in PROCESSES.glob("*/*.bpmn"))


@pytest.fixture
def owner(page: Page, sign_in) -> Page:
    """The process owner, signed in."""
    sign_in(page, "owner")
    return page


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_a_diagram_that_is_opened_and_saved_stays_the_same(owner: Page, diagram: str, tmp_path: Path):
    key = diagram.partition("/")[0]
    owner.goto(f"/studio/{key}/edit?file=processes/{diagram}")
    owner.wait_for_selector("[data-editor][data-ready]")

    with owner.expect_download() as saving:
        owner.get_by_role("button", name="Save as file").click()
    saving.value.save_as(tmp_path / "saved.bpmn")

    expect(owner.locator("[data-status]")).to_contain_text("ready to deploy")
    assert differences((PROCESSES / diagram).read_bytes(), (tmp_path / "saved.bpmn").read_bytes()) == []
