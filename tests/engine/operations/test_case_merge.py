"""case.merge: the diagram itself lets a case lead to another, and says what happens if it is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases.models import Case, CaseMerge
from engine.commands.cancel_case import cancel_case
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import Opened, open_case
from engine.commands.unmerge_cases import unmerge_cases
from engine.correspondence.models import Letter
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder

LAW = {"title": "Answer", "kind": "statutory", "target": "56 days", "calendar": "always"}


def complaint() -> PackageBuilder:
    """A complaint that is compared with others, and merged into the one that it names."""
    return (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"}, clocks={"law": LAW})
        .start()
        .gateway("same", default="look")
        .user("look")
        .service("merge", "case.merge", reference="=earlier", reason='="The same " + matter + "."')
        .on_error("nowhere", "merge", "no_such_case")
        .on_error("not_so", "merge", "not_mergeable")
        .user("search")
        .user("compare")
        .service("answer", "letter.send", letter="decision")
        .end()
        .flow("start", "same", "look")
        .flow("same", "merge", when="=earlier != null")
        .flow("merge", "compare", "look", "answer", "end")
        .flow("nowhere", "search", "look")
        .flow("not_so", "compare")
        .letter("decision", "Dear {{ name }}, about {{ case.reference }}.")
    )


def opened(desk: Desk, name: str, earlier: str | None = None, **since: float) -> Opened:
    """A complaint about the outage; `since` says how long before now it was received."""
    given = {"name": name, "email": f"{name}@example.org", "earlier": earlier, "matter": "outage"}
    received = desk.now - timedelta(**since)
    return desk.do("ana", open_case, "demo", variables=given, received_at=received)


@pytest.fixture
def first(desk: Desk) -> Opened:
    """The case that goes on."""
    desk.deploy(complaint().build())
    return opened(desk, "rosa")


def test_the_case_stands_still_at_the_task_and_leads_to_the_other(desk: Desk, first: Opened) -> None:
    other = opened(desk, "jon", first.reference, days=3)
    desk.work()

    assert (desk.case(other).state, desk.case(other).merged_into_id) == ("cancelled", first.case_id)
    assert desk.open_tasks() == ["look"]
    assert desk.case(first).received_at == MONDAY - timedelta(days=3)
    (merge,) = desk.rows(CaseMerge)
    assert merge.reason == "The same outage."


def test_nothing_happens_at_it_until_both_cases_are_held(desk: Desk, first: Opened) -> None:
    other = opened(desk, "jon", first.reference)

    assert desk.case(other).state == "open"
    assert desk.open_tasks() == ["look"]


def test_every_complainant_is_written_to_by_the_case_that_goes_on(desk: Desk, first: Opened) -> None:
    opened(desk, "jon", first.reference)
    desk.work()

    desk.complete("ana", "look")

    assert {letter.recipient for letter in desk.rows(Letter)} == {"rosa@example.org", "jon@example.org"}


def test_undone_it_goes_on_behind_the_task_and_is_not_merged_again(desk: Desk, first: Opened) -> None:
    other = opened(desk, "jon", first.reference, days=3)
    desk.work()

    desk.do("ana", unmerge_cases, other.case_id, "Another street.")
    desk.work()

    assert desk.case(other).state == "open"
    assert desk.open_tasks() == ["compare", "look"]
    assert desk.case(first).received_at == MONDAY


def test_an_end_behind_the_task_is_reached_only_when_it_is_undone(desk: Desk) -> None:
    short = PackageBuilder().start().gateway("same", default="look").user("look").end().end("merged")
    short.service("merge", "case.merge", reference="=earlier", reason="Twice")
    short.flow("start", "same", "look", "end").flow("same", "merge", when="=earlier != null")
    desk.deploy(short.flow("merge", "merged").build())
    first = opened(desk, "rosa")

    other = opened(desk, "jon", first.reference)
    desk.work()

    assert desk.case(other).merged_into_id == first.case_id
    desk.do("ana", unmerge_cases, other.case_id, "It was not.")
    assert (desk.case(other).state, desk.case(other).merged_into_id) == ("ended", None)


def test_a_reference_that_leads_nowhere_is_an_error_of_the_diagram(desk: Desk, first: Opened) -> None:
    opened(desk, "jon", "DEM-2026-000999-9")

    assert desk.open_tasks() == ["look", "search"]


def test_a_case_that_is_over_takes_no_other(desk: Desk, first: Opened) -> None:
    desk.do("sue", cancel_case, first.case_id, "Settled.")

    other = opened(desk, "jon", first.reference)

    assert desk.open_tasks() == ["compare"]
    assert "error raised" in desk.verbs(other)


def test_a_case_that_ended_before_both_were_held_takes_no_other(desk: Desk, first: Opened) -> None:
    other = opened(desk, "jon", first.reference)
    desk.do("sue", cancel_case, first.case_id, "Settled.")

    desk.work()

    assert desk.case(other).state == "open"
    assert desk.open_tasks() == ["compare"]


def test_a_case_of_another_process_takes_no_other(desk: Desk, first: Opened) -> None:
    elsewhere = PackageBuilder("else", "ELS").start().user("x").end().flow("start", "x", "end")
    desk.deploy(elsewhere.build())

    opened(desk, "jon", desk.open("else").reference)

    assert desk.open_tasks() == ["compare", "look", "x"]


def test_the_reference_of_a_merged_case_leads_on(desk: Desk, first: Opened) -> None:
    second = opened(desk, "jon")
    desk.do("ana", merge_cases, second.case_id, first.case_id, "The same outage.")

    third = opened(desk, "pia", second.reference)
    desk.work()

    assert desk.case(third).merged_into_id == first.case_id
    states = {case.id: case.state for case in desk.rows(Case)}
    assert states.pop(first.case_id) == "open"
    assert list(states.values()) == ["cancelled", "cancelled"]


def test_a_target_that_was_merged_meanwhile_leads_on(desk: Desk, first: Opened) -> None:
    second = opened(desk, "jon")
    third = opened(desk, "pia", second.reference)

    desk.do("ana", merge_cases, second.case_id, first.case_id, "The same outage.")
    desk.work()

    assert desk.case(third).merged_into_id == first.case_id


def test_a_case_withdrawn_before_both_were_held_is_not_merged(desk: Desk, first: Opened) -> None:
    other = opened(desk, "jon", first.reference)
    desk.do("sue", cancel_case, other.case_id, "Withdrawn.")

    desk.work()

    assert desk.case(other).merged_into_id is None
    assert desk.incidents() == []
