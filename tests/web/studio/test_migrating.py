"""Owners see which running cases can go over to the live version, and have them go."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from engine.cases.models import Case
from engine.commands.due import carrier, run_due
from engine.library.deploy import deploy
from engine.library.live import live_package
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS
from engine.step import SYSTEM
from tests.web.furnished import Office

KEY, PAGE = "complaint_handling", "/studio/complaint_handling/running"


def change(office: Office) -> None:
    """A second version."""
    with office.database.write() as session:
        files = {**live_package(session, KEY).files, f"processes/{KEY}/README.md": b"# Otherwise\n"}
        deploy(session, Package.from_files(KEY, files), SYSTEM, office.now(), operations=OPERATIONS)


def numbers(office: Office) -> set[bool]:
    """Whether cases run on the live version."""
    with office.database.read() as session:
        live = live_package(session, KEY).version
        return {case.version == live for case in session.scalars(select(Case))}


def test_cases_on_other_versions_are_listed_and_go_over(office: Office) -> None:
    reference, owner = office.complain(), office.staff("owner")
    change(office)

    before = owner.get(PAGE).text
    answer = owner.post(PAGE, {"mapping": "", "reason": "The new letter."})
    run_due(carrier(office.database, office.settings, office.now()))

    assert reference in before
    assert "can go over" in before
    assert "1 running case goes over now" in owner.get(answer.headers["Location"]).text
    assert numbers(office) == {True}
    assert "No running case is on another version." in owner.get(PAGE).text
    case = office.staff("ana").get(f"/cases/{reference}").text
    assert "The case went over from version 1 to version 2 of its process" in case
    assert "The new letter." in case


def test_a_reason_is_asked_for_and_a_mapping_read(office: Office) -> None:
    office.complain()
    change(office)
    owner = office.staff("owner")

    silent = owner.post(PAGE, {"mapping": "", "reason": ""})
    unread = owner.post(PAGE, {"mapping": "register", "reason": "Because."})

    assert silent.status_code == unread.status_code == 422
    assert "does not say: old id = new id." in unread.text
    assert "does not say: old id = new id." in owner.get(f"{PAGE}?mapping=register").text
    assert numbers(office) == {False}


def test_only_owners_come_here(office: Office) -> None:
    assert office.staff("ana").get(PAGE).status_code == 403


def test_more_cases_than_a_page_holds_are_counted_and_shown_on_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.studio.migrating.MOST_SHOWN", 2)
    references = [office.complain() for _ in range(3)]
    change(office)
    owner = office.staff("owner")

    first = owner.get(PAGE).text
    more = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert more is not None
    second = owner.get(html.unescape(more[1])).text

    assert "2 of 3 are shown here" in first
    assert [one in first for one in references] == [True, True, False]
    assert [one in second for one in references] == [False, False, True]
    assert ">More</a>" in first
    assert ">More</a>" not in second
