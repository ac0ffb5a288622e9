"""Several cases go to another person at once, or none of them does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.cases.errors import CaseNotFound, NotSupervisor
from engine.commands.cancel_case import cancel_case
from engine.commands.open_case import Opened
from engine.commands.reassign_cases import reassign_cases
from engine.errors import InvalidSubmission
from engine.people.errors import PersonNotFound
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps


@pytest.fixture
def cases(desk: Desk) -> list[Opened]:
    """Three open cases."""
    desk.deploy(two_steps().build())
    return [desk.open() for _ in range(3)]


@pytest.fixture
def owners(desk: Desk, cases: list[Opened]) -> Callable[[], list[str | None]]:
    """Who owns them now."""
    names = {actor.id: login for login, actor in desk.people.items()}
    return lambda: [names.get(desk.case(case).owner_id or "") for case in cases]


def test_the_chosen_cases_move_and_the_others_stay(
    desk: Desk, cases: list[Opened], owners: Callable[[], list[str | None]]
) -> None:
    chosen = [cases[0].case_id, cases[2].case_id, cases[0].case_id]

    moved = desk.do("sue", reassign_cases, chosen, desk.people["ben"].id, "Ana is ill.")

    assert moved == [cases[0].case_id, cases[2].case_id]
    assert owners() == ["ben", None, "ben"]
    assert desk.verbs(cases[0]).count("case reassigned") == 1


def test_a_case_that_ended_meanwhile_does_not_hold_up_the_others(
    desk: Desk, cases: list[Opened], owners: Callable[[], list[str | None]]
) -> None:
    desk.do("sue", cancel_case, cases[0].case_id, "Sent twice.")
    chosen = [case.case_id for case in cases]

    moved = desk.do("sue", reassign_cases, chosen, desk.people["ben"].id, "Ana is ill.")

    assert moved == chosen[1:]
    assert owners() == [None, "ben", "ben"]


def test_a_list_sent_twice_is_done_once(desk: Desk, cases: list[Opened]) -> None:
    asked = ([cases[0].case_id], desk.people["ben"].id, "Ana is ill.")

    answers = [desk.send("sue", "key", reassign_cases, *asked) for _ in range(2)]

    assert answers == [[cases[0].case_id]] * 2
    assert desk.verbs(cases[0]).count("case reassigned") == 1


def test_a_refusal_changes_nothing(
    desk: Desk, cases: list[Opened], owners: Callable[[], list[str | None]]
) -> None:
    known, ben = [cases[0].case_id], desk.people["ben"].id

    with pytest.raises(InvalidSubmission):
        desk.do("sue", reassign_cases, [], ben, "Ana is ill.")
    with pytest.raises(InvalidSubmission):
        desk.do("sue", reassign_cases, known, ben, " ")
    with pytest.raises(PersonNotFound):
        desk.do("sue", reassign_cases, known, "nobody", "Ana is ill.")
    with pytest.raises(CaseNotFound):
        desk.do("sue", reassign_cases, [*known, 4711], ben, "Ana is ill.")
    with pytest.raises(NotSupervisor):
        desk.do("ana", reassign_cases, known, ben, "Ana is ill.")

    assert owners() == [None, None, None]
