"""Copies of a document's files: none of a draft, the current one valid for a day, a withdrawn one marked."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from sqlalchemy import select

from engine.cases.copies import copy_of, current_copy
from engine.cases.errors import FileNotFound
from engine.cases.files import StoredFile, store, upload
from engine.cases.models import Case
from engine.clocks.calendars import calendars
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.scenarios.running import run_package
from engine.scenarios.world import World
from engine.step import Step
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

WORDS = (
    '=if published != true then null else if record.current_holder = case.reference then "Valid today"'
    ' else {withdrawn: true, words: "Replaced"}'
)
STAMPS = {
    "paper": {
        "record": "=if record_of = null then case.reference else record_of",
        "current": "=current_holder",
        "words": WORDS,
    }
}
PAPER = {"type": "filepicker", "key": "paper", "label": "Paper"}


@pytest.fixture
def documents(desk: Desk) -> Desk:
    """A process whose cases attach a paper and publish it."""
    package = (
        PackageBuilder()
        .settings(stamps=STAMPS)
        .start()
        .user("draft", form="draft")
        .user("publish", form="publish")
        .user("replace", form="replace")
        .end()
        .flow("start", "draft", "publish", "replace", "end")
        .form("draft", PAPER)
        .form("publish", {"type": "checkbox", "key": "published"}, text("current_holder"))
        .form("replace", text("current_holder"))
    )
    desk.deploy(package.build())
    return desk


def drafted(desk: Desk, name: str = "rule.txt") -> tuple[Case, str]:
    """A case with a paper, and the paper's id."""
    opened = desk.open()

    def attach(step: Step) -> list[dict[str, object]]:
        arrived = [upload("paper", name, b"words")]
        store(step, arrived)
        return [one.metadata for one in arrived]

    files = desk.do("ana", attach)
    desk.complete("ana", "draft", paper=files)
    (case,) = [case for case in desk.rows(Case) if case.id == opened.case_id]
    return case, str(files[0]["id"])


def taken(desk: Desk, case: Case, file_id: str) -> StoredFile:
    """The copy somebody takes along."""
    with desk.database.read() as session:
        return copy_of(session, session.get_one(Case, case.id), file_id, Surroundings(now=desk.now))


def current(desk: Desk, case: Case) -> StoredFile:
    """What the link to the current version gives."""
    with desk.database.read() as session:
        return current_copy(session, session.get_one(Case, case.id), "paper", Surroundings(now=desk.now))


def test_a_draft_carries_no_stamp(documents: Desk) -> None:
    case, paper = drafted(documents)

    assert taken(documents, case, paper).content == b"words"
    with pytest.raises(FileNotFound):
        current(documents, case)


def test_the_current_version_says_it_is_valid_today(documents: Desk) -> None:
    case, paper = drafted(documents)
    documents.complete("ana", "publish", published=True, current_holder=case.reference)

    assert taken(documents, case, paper).name == "rule.txt.zip"
    assert current(documents, case).content == taken(documents, case, paper).content


def test_the_link_follows_to_the_case_that_holds_the_new_version(documents: Desk) -> None:
    record, old = drafted(documents)
    documents.complete("ana", "publish", published=True, current_holder=record.reference)
    newer, _ = drafted(documents, "rule2.txt")

    documents.complete("ana", "replace", current_holder=newer.reference)

    assert current(documents, record).content == b"words"  # drafted there, not published yet
    assert taken(documents, record, old).name == "rule.txt.zip"


def test_another_file_of_the_case_is_handed_out_as_it_came(documents: Desk) -> None:
    case, _ = drafted(documents)

    with pytest.raises(FileNotFound):
        taken(documents, case, "0" * 32)


def test_copies_of_the_shipped_process_follow_the_life_of_a_document() -> None:
    said: list[tuple[str, bytes]] = []

    def watch(world: World, _last: bool) -> None:
        with world.look() as session:
            around = Surroundings(now=world.now, calendars=calendars(session))
            for record in session.scalars(select(Case).where(Case.status == "in_force")):
                with suppress(FileNotFound):
                    copy = current_copy(session, record, "document_files", around)
                    said.append((copy.name, copy.content))

    assert run_package(Package.read(shipped_root(), "change_control"), "new_document", watch=watch).held

    name, content = said[0]
    assert name == "close_a_job.txt.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        cover = pack.read(pack.namelist()[0]).decode()
    assert "Version 1.0, copy of 2026-03-23: valid on this day only" in cover
