"""process.draft: files attached to a form become the draft that the case holds."""

from __future__ import annotations

from typing import Any

import pytest

from engine.cases.files import store, upload
from engine.commands.release_draft import release_draft
from engine.commands.save_draft import save_draft
from engine.library.drafts import changed_files
from engine.library.models import DISCARDED, DRAFTED, ProcessDraft
from engine.step import SYSTEM, Step
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, two_steps

FILES = {"type": "filepicker", "key": "model_files", "label": "Files", "multiple": True}


def change() -> PackageBuilder:
    """Somebody attaches files; Amends keeps them as a draft of the process `demo`, again and again."""
    return (
        PackageBuilder("change", "CHG")
        .start()
        .user("draw", form="draw")
        .service("keep", "process.draft", process="demo", files="=model_files", title="Better")
        .on_error("refused", "keep", "files_refused")
        .flow("start", "draw", "keep", "draw")
        .flow("refused", "draw")
        .form("draw", FILES)
    )


@pytest.fixture
def opened(desk: Desk) -> Any:
    """A change case that waits for files, beside a live process `demo`."""
    desk.deploy(two_steps().build())
    desk.deploy(change().build())
    return desk.open("change")


def attach(desk: Desk, **files: bytes) -> None:
    """Complete the task with these files; `name__suffix` is `name.suffix`."""

    def uploads(step: Step) -> list[dict[str, object]]:
        arrived = [upload("model_files", name.replace("__", "."), content) for name, content in files.items()]
        store(step, arrived)
        return [one.metadata for one in arrived]

    answer = desk.do("ana", uploads)
    desk.complete("ana", "draw", model_files=answer)


def drafts(desk: Desk) -> list[tuple[str, dict[str, bytes | None]]]:
    """State and changed files of every draft, the oldest first."""
    rows = sorted(desk.rows(ProcessDraft), key=lambda row: row.created_at)
    with desk.database.read() as session:
        return [(row.state, changed_files(session, row.id)) for row in rows]


def test_files_find_their_place_by_their_names(desk: Desk, opened: Any) -> None:
    attach(desk, demo__bpmn=b"<new/>", ask__form=b"{}")

    assert drafts(desk) == [(DRAFTED, {"forms/demo/ask.form": b"{}", "processes/demo/demo.bpmn": b"<new/>"})]
    assert desk.rows(ProcessDraft)[0].case_id == opened.case_id
    assert desk.file(opened)["draft"]["files"] == ["forms/demo/ask.form", "processes/demo/demo.bpmn"]


def test_later_files_join_the_draft(desk: Desk, opened: Any) -> None:
    attach(desk, demo__bpmn=b"<new/>")
    attach(desk, demo__bpmn=b"<newer/>", rate__dmn=b"<table/>")

    assert drafts(desk) == [
        (DRAFTED, {"processes/demo/demo.bpmn": b"<newer/>", "processes/demo/rate.dmn": b"<table/>"})
    ]


def test_a_file_that_no_process_consists_of_is_told(desk: Desk, opened: Any) -> None:
    attach(desk, photo__png=b"\x89PNG")

    assert drafts(desk) == []
    assert desk.open_tasks() == ["draw"]
    assert "photo.png" in desk.file(opened)["file_faults"][0]


def test_faults_are_forgotten_when_the_files_are_right(desk: Desk, opened: Any) -> None:
    attach(desk, photo__png=b"\x89PNG")
    attach(desk, demo__bpmn=b"<new/>")

    assert desk.file(opened)["file_faults"] == []


def test_an_overtaken_draft_begins_anew(desk: Desk, opened: Any) -> None:
    attach(desk, demo__bpmn=b"<new/>", ask__form=b"{}")
    desk.now = desk.now.replace(hour=11)
    other = desk.do(SYSTEM, save_draft, "demo", {"processes/demo/README.md": b"Faster."})
    desk.now = desk.now.replace(hour=12)
    desk.do(SYSTEM, release_draft, other)

    attach(desk, demo__bpmn=b"<again/>")

    assert [(state, set(files)) for state, files in drafts(desk)] == [
        (DISCARDED, {"forms/demo/ask.form", "processes/demo/demo.bpmn"}),
        ("released", {"processes/demo/README.md"}),
        (DRAFTED, {"processes/demo/demo.bpmn"}),
    ]
