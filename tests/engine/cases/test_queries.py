"""Reading cases: search, pages of a list, one case with everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.cases.errors import CaseNotFound
from engine.cases.queries import case_id_of, case_view, search
from engine.cases.views import CaseFilter, CasePage
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, two_steps


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store with people."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


def found(desk: Desk, **wanted: object) -> CasePage:
    """One page of the list."""
    with desk.database.read() as session:
        return search(session, CaseFilter(**wanted))  # type: ignore[arg-type]


def searchable() -> PackageBuilder:
    """A process whose cases are found by subject and customer."""
    return two_steps().settings(
        search=["subject"], customer={"name": "name", "email": "email"}, summary='="About " + subject'
    )


def test_a_case_is_found_by_words_of_its_text(desk: Desk) -> None:
    desk.deploy(searchable().build())
    opened = desk.open(subject="Überhöhte Rechnung im Mai", name="Kim")
    desk.open(subject="Something else", name="Lee")

    for words in ("rechnung", "uberhohte mai", "KIM", "rech"):
        assert [line.reference for line in found(desk, words=words).lines] == [opened.reference], words


def test_a_case_is_found_by_its_reference(desk: Desk) -> None:
    desk.deploy(searchable().build())
    opened = desk.open(subject="x")
    desk.open(subject="y")

    assert [line.id for line in found(desk, words=opened.reference.lower()).lines] == [opened.case_id]


@pytest.mark.parametrize("words", ['"', "a AND", "*", "(", "x' OR 1=1 --", "NEAR(", "content:x"])
def test_whatever_people_type_is_only_words(desk: Desk, words: str) -> None:
    desk.deploy(searchable().build())
    desk.open(subject="invoice")

    found(desk, words=words)


def test_a_corrected_text_is_found_by_its_new_words_only(desk: Desk) -> None:
    desk.deploy(searchable().build())
    desk.open(subject="before")

    desk.complete("ana", "register", subject="afterwards")

    assert found(desk, words="before").lines == ()
    assert len(found(desk, words="afterwards").lines) == 1


def test_pages_follow_one_another_without_gap(desk: Desk) -> None:
    desk.deploy(searchable().build())
    references = []
    for _ in range(5):
        references.append(desk.open(subject="x").reference)
        desk.now += timedelta(minutes=1)

    seen: list[str] = []
    page = found(desk, limit=2)
    while True:
        seen += [line.reference for line in page.lines]
        if page.next is None:
            break
        page = found(desk, limit=2, after=page.next)

    assert seen == references[::-1]


def test_the_list_is_narrowed(desk: Desk) -> None:
    desk.deploy(searchable().build())
    desk.open(subject="x")
    desk.complete("ana", "register", subject="x")
    desk.complete("mia", "approve")
    desk.open(subject="y")

    assert [line.state for line in found(desk, state="ended").lines] == ["ended"]
    assert len(found(desk, process="demo", status="working").lines) == 1
    assert found(desk, process="other").lines == ()
    assert len(found(desk, owner_id=desk.people["ana"].id).lines) == 1


def test_a_case_page_has_everything(desk: Desk) -> None:
    desk.deploy(searchable().build())
    opened = desk.open(name="Kim", email="kim@example.org", subject="bill")
    desk.complete("ana", "register", subject="bill")

    with desk.database.read() as session:
        view = case_view(session, opened.reference)

    assert (view.summary, view.status_title, view.owner, view.customer_name) == (
        "About bill",
        "Being worked on",
        "Ana",
        "Kim",
    )
    assert [(place.element, place.kind) for place in view.places] == [("approve", "task")]
    assert [task.name for task in view.tasks] == ["approve"]
    assert [(step.element, step.by) for step in view.done] == [("register", "Ana")]
    assert [(step.element, step.certain) for step in view.ahead] == [("end", True)]
    assert view.people == ("Ana",)
    assert view.file["subject"] == "bill"


def test_an_unknown_reference_is_not_found(desk: Desk) -> None:
    with desk.database.read() as session, pytest.raises(CaseNotFound):
        case_id_of(session, "DMO-2026-000001-X")
