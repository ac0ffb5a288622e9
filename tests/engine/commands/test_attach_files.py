"""Files that reach a case outside its forms."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.cases.errors import CaseNotFound, NotStaff
from engine.cases.files import file_of
from engine.cases.models import Attachment
from engine.commands.attach_files import MOST, attach_files
from engine.commands.cancel_case import cancel_case
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps

SCAN = ("../scan.txt", b"Dear Sirs")


def test_files_are_kept_with_the_case_and_told_on_its_timeline(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    kept = desk.do("ana", attach_files, opened.case_id, [SCAN, ("list.csv", b"a;b")])

    with desk.database.read() as session:
        assert [file_of(session, opened.case_id, one).name for one in kept] == ["scan.txt", "list.csv"]
        assert file_of(session, opened.case_id, kept[0]).content == b"Dear Sirs"
    entry = desk.timeline(opened)[-1]
    assert (entry.verb, entry.by) == ("files attached", "Ana")
    assert [(one["name"], one["size"]) for one in entry.content["files"]] == [
        ("scan.txt", 9),
        ("list.csv", 3),
    ]


def test_files_sent_twice_are_kept_once(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    first, again = (desk.send("ana", "key", attach_files, opened.case_id, [SCAN]) for _ in range(2))

    assert first == again
    with desk.database.read() as session:
        assert list(session.scalars(select(Attachment.id))) == first


def test_an_ended_case_takes_files_too(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()
    desk.do("sue", cancel_case, opened.case_id, "Sent in by mistake.")

    assert len(desk.do("ana", attach_files, opened.case_id, [SCAN])) == 1


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Please choose a file."),
        ([("empty.txt", b"")], "empty.txt is empty."),
        ([SCAN] * (MOST + 1), "At most 20 files at once."),
    ],
)
def test_what_cannot_be_kept_is_said(desk: Desk, files: list[tuple[str, bytes]], sentence: str) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    with pytest.raises(InvalidSubmission) as refused:
        desk.do("ana", attach_files, opened.case_id, files)

    assert refused.value.errors == {"files": [sentence]}


def test_customers_attach_nothing_here_and_unknown_cases_have_none(desk: Desk) -> None:
    with pytest.raises(NotStaff):
        desk.do(CUSTOMER, attach_files, 1, [SCAN])
    with pytest.raises(CaseNotFound):
        desk.do("ana", attach_files, 99, [SCAN])
