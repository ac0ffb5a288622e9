"""Links that people make and take away."""

from __future__ import annotations

import pytest

from engine.cases.errors import LinkedToItself, LinkKindUnknown, LinkNotFound, NotStaff
from engine.cases.models import CaseLink
from engine.cases.queries import case_view
from engine.commands.link_cases import link_cases
from engine.commands.open_case import Opened
from engine.commands.unlink_cases import unlink_cases
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps


def pair(desk: Desk) -> tuple[Opened, Opened]:
    """Two cases."""
    desk.deploy(two_steps().build())
    return desk.open(), desk.open()


def test_both_cases_show_the_link_from_their_side(desk: Desk) -> None:
    first, second = pair(desk)

    desk.do("ana", link_cases, second.case_id, first.case_id, "follow-up-of")

    with desk.database.read() as session:
        seen = [(link.reference, link.kind) for link in case_view(session, first.reference).links]
        back = [(link.reference, link.kind) for link in case_view(session, second.reference).links]
    assert seen == [(second.reference, "followed-up-by")]
    assert back == [(first.reference, "follow-up-of")]


def test_linking_twice_is_told_once(desk: Desk) -> None:
    first, second = pair(desk)
    for _ in range(2):
        desk.do("ana", link_cases, first.case_id, second.case_id, "related")

    assert desk.verbs(first).count("case linked") == 1
    assert desk.verbs(second).count("case linked") == 1


def test_two_cases_may_be_linked_in_two_ways(desk: Desk) -> None:
    first, second = pair(desk)
    desk.do("ana", link_cases, first.case_id, second.case_id, "part-of")
    desk.do("ana", link_cases, first.case_id, second.case_id, "implements")

    assert len(desk.rows(CaseLink)) == 4


def test_a_link_is_taken_away_on_both_sides_with_its_reason(desk: Desk) -> None:
    first, second = pair(desk)
    desk.do("ana", link_cases, first.case_id, second.case_id, "caused")

    desk.do("ana", unlink_cases, second.case_id, first.case_id, "caused-by", "It was another one.")

    assert desk.rows(CaseLink) == []
    assert desk.timeline(first)[-1].content["reason"] == "It was another one."
    assert desk.verbs(second)[-1] == "case unlinked"


def test_what_cannot_be_linked_is_refused(desk: Desk) -> None:
    first, second = pair(desk)

    with pytest.raises(LinkKindUnknown):
        desk.do("ana", link_cases, first.case_id, second.case_id, "like")
    with pytest.raises(LinkedToItself):
        desk.do("ana", link_cases, first.case_id, first.case_id, "related")
    with pytest.raises(NotStaff):
        desk.do(CUSTOMER, link_cases, first.case_id, second.case_id, "related")
    with pytest.raises(LinkNotFound):
        desk.do("ana", unlink_cases, first.case_id, second.case_id, "related", "No.")
    with pytest.raises(InvalidSubmission):
        desk.do("ana", unlink_cases, first.case_id, second.case_id, "related", " ")
