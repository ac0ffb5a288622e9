"""Drafts of a version: saved unfinished, released when they are whole, by hand or by a change case."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engine.cases.errors import CaseNotFound
from engine.commands.discard_draft import discard_draft
from engine.commands.open_case import Opened
from engine.commands.release_draft import release_draft
from engine.commands.save_draft import MayNotDraft, save_draft
from engine.errors import InvalidSubmission, PackageError
from engine.library.errors import DraftClosed, DraftOutdated, VersionDraftNotFound
from engine.library.live import live_package
from engine.library.models import DraftFile, ProcessDraft, ProcessVersion
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

KEY = "complaint_handling"
README = f"processes/{KEY}/README.md"
SETTINGS = f"processes/{KEY}/process.yaml"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A fresh store with people, on both databases."""
    url = None if request.param == "sqlite" else str(request.getfixturevalue("postgresql_url"))
    here = Desk(tmp_path, url)
    yield here
    here.database.dispose()


@pytest.fixture
def live(desk: Desk) -> Package:
    """The shipped complaint process, live."""
    package = Package.read(shipped_root(), KEY)
    desk.deploy(package)
    return package


def change() -> PackageBuilder:
    """A change case that checks and releases the draft it holds."""
    return (
        PackageBuilder("change", "CHG")
        .start()
        .user("approve")
        .service("check", "process.check")
        .service("release", "process.release")
        .on_error("refused", "release", "draft_refused")
        .on_error("outdated", "release", "draft_outdated")
        .user("review")
        .end()
        .user("mend")
        .end("mended")
        .user("again")
        .end("begun_again")
        .flow("start", "approve", "check", "release", "review", "end")
        .flow("refused", "mend", "mended")
        .flow("outdated", "again", "begun_again")
    )


def held(desk: Desk, files: dict[str, bytes | None]) -> Opened:
    """A change case that holds a draft with these files."""
    desk.deploy(change().build())
    opened = desk.open("change")
    desk.do(SYSTEM, save_draft, KEY, files, title="Better words", case_id=opened.case_id)
    return opened


def test_a_draft_keeps_only_what_differs(desk: Desk, live: Package) -> None:
    files = {README: b"New words.", SETTINGS: live.files[SETTINGS]}

    draft = desk.do(SYSTEM, save_draft, KEY, files, title="Words")
    desk.do(SYSTEM, save_draft, KEY, {README: b"Newer words."}, draft_id=draft)

    assert [(row.path, row.content) for row in desk.rows(DraftFile)] == [(README, b"Newer words.")]
    (row,) = desk.rows(ProcessDraft)
    assert (row.base, row.title, row.state) == (live.version, "Words", "draft")


def test_a_released_draft_is_live_and_running_cases_stay(desk: Desk, live: Package) -> None:
    draft = desk.do(SYSTEM, save_draft, KEY, {README: b"New words."})

    version = desk.do(SYSTEM, release_draft, draft)

    with desk.database.read() as session:
        package = live_package(session, KEY)
    assert (package.version, package.files[README]) == (version, b"New words.")
    assert len(desk.rows(ProcessVersion)) == 2
    with pytest.raises(DraftClosed):
        desk.do(SYSTEM, release_draft, draft)


def test_a_file_may_be_taken_away(desk: Desk, live: Package) -> None:
    draft = desk.do(SYSTEM, save_draft, KEY, {README: None})
    desk.do(SYSTEM, release_draft, draft)

    with desk.database.read() as session:
        assert README not in live_package(session, KEY).files


def test_an_unfinished_draft_is_kept_and_not_released(desk: Desk, live: Package) -> None:
    draft = desk.do(SYSTEM, save_draft, KEY, {SETTINGS: b"key: complaint_handling\n"})

    with pytest.raises(PackageError):
        desk.do(SYSTEM, release_draft, draft)

    assert desk.rows(ProcessDraft)[0].state == "draft"


def test_a_draft_does_not_take_back_what_went_live_meanwhile(desk: Desk, live: Package) -> None:
    first = desk.do(SYSTEM, save_draft, KEY, {README: b"One"})
    second = desk.do(SYSTEM, save_draft, KEY, {README: b"Two"})
    desk.do(SYSTEM, release_draft, first)

    with pytest.raises(DraftOutdated):
        desk.do(SYSTEM, release_draft, second)


def test_a_discarded_draft_is_over(desk: Desk, live: Package) -> None:
    draft = desk.do(SYSTEM, save_draft, KEY, {README: b"One"})
    desk.do(SYSTEM, discard_draft, draft)

    with pytest.raises(DraftClosed):
        desk.do(SYSTEM, save_draft, KEY, {README: b"Two"}, draft_id=draft)


@pytest.mark.parametrize(
    "files",
    [
        {"processes/other/process.yaml": b""},
        {"engine/step.py": b""},
        {f"processes/{KEY}/../other/x": b""},
        {f"processes/{KEY}/": b""},
        {f"processes/{KEY}/letters/.hidden.md": b""},
        {f"processes/{KEY}/tools.py": b""},
        {README: b"x" * 5_000_001},
    ],
)
def test_files_of_elsewhere_are_refused(desk: Desk, files: dict[str, Any]) -> None:
    with pytest.raises(InvalidSubmission):
        desk.do(SYSTEM, save_draft, KEY, files)


def test_a_case_that_does_not_exist_holds_no_draft(desk: Desk, live: Package) -> None:
    with pytest.raises(CaseNotFound):
        desk.do(SYSTEM, save_draft, KEY, {README: b"One"}, case_id=4711)

    assert desk.rows(ProcessDraft) == []


def test_a_case_goes_on_with_the_draft_it_holds(desk: Desk, live: Package) -> None:
    opened = held(desk, {README: b"One"})

    desk.do(SYSTEM, save_draft, KEY, {README: b"Two"}, case_id=opened.case_id)

    assert [row.content for row in desk.rows(DraftFile)] == [b"Two"]
    assert [row.title for row in desk.rows(ProcessDraft)] == ["Better words"]


def test_a_draft_belongs_to_one_process(desk: Desk, live: Package) -> None:
    draft = desk.do(SYSTEM, save_draft, KEY, {README: b"One"})

    with pytest.raises(InvalidSubmission):
        desk.do(SYSTEM, save_draft, "other", {}, draft_id=draft)


def test_a_draft_saved_twice_under_one_key_is_one_draft(desk: Desk, live: Package) -> None:
    files = {README: b"\xff\xfe is no text", SETTINGS: None}

    first = desk.send(SYSTEM, "key", save_draft, KEY, files)
    again = desk.send(SYSTEM, "key", save_draft, KEY, files)

    assert first == again
    assert len(desk.rows(ProcessDraft)) == 1


def test_a_process_that_is_new_begins_as_a_draft(desk: Desk) -> None:
    files: dict[str, bytes | None] = {**Package.read(shipped_root(), KEY).files}
    draft = desk.do(SYSTEM, save_draft, KEY, files)

    desk.do(SYSTEM, release_draft, draft)

    with desk.database.read() as session:
        assert live_package(session, KEY).files == files


def test_of_two_who_release_at_once_one_is_told(desk: Desk, live: Package) -> None:
    draft = desk.do(SYSTEM, save_draft, KEY, {README: b"New words."})

    def attempt(_number: int) -> str:
        try:
            return desk.do(SYSTEM, release_draft, draft)
        except DraftClosed:
            return "told"

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(attempt, range(2)))

    assert answers.count("told") == 1
    assert len(desk.rows(ProcessVersion)) == 2


def test_only_process_owners_draft(desk: Desk) -> None:
    with pytest.raises(MayNotDraft):
        desk.do("sue", save_draft, KEY, {README: b""})
    with pytest.raises(VersionDraftNotFound):
        desk.do(SYSTEM, release_draft, "nowhere")


def test_a_change_case_checks_and_releases_the_draft_it_holds(desk: Desk, live: Package) -> None:
    opened = held(desk, {README: b"New words."})

    desk.complete("ana", "approve")

    file = desk.file(opened)
    assert file["checked_draft"]["errors"] == 0
    assert file["checked_draft"]["files"] == [README]
    assert file["released_version"]["number"] == 2
    assert desk.open_tasks() == ["review"]
    with desk.database.read() as session:
        assert live_package(session, KEY).version == file["released_version"]["version"]


def test_a_draft_with_faults_goes_where_the_diagram_says(desk: Desk, live: Package) -> None:
    opened = held(desk, {SETTINGS: b"key: complaint_handling\n"})

    desk.complete("ana", "approve")

    assert desk.open_tasks() == ["mend"]
    assert desk.file(opened)["checked_draft"]["errors"] > 0
    assert any("process.yaml" in finding for finding in desk.file(opened)["findings"])


def test_an_outdated_draft_goes_where_the_diagram_says(desk: Desk, live: Package) -> None:
    held(desk, {README: b"New words."})
    other = desk.do(SYSTEM, save_draft, KEY, {README: b"Faster."})
    desk.do(SYSTEM, release_draft, other)

    desk.complete("ana", "approve")

    assert desk.open_tasks() == ["again"]
