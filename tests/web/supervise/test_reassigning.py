"""Giving cases to another person, one or many."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from engine.cases.queries import case_id_of
from engine.timeline.models import TimelineEntry
from tests.web.furnished import Office

PATH = "/supervise/reassign"


def chosen(*references: str, **more: str) -> dict[str, object]:
    return {"case": list(references), "listed": list(references), "reason": "Ana is ill.", **more}


def test_the_page_lists_the_chosen_cases_and_people_with_their_load(leila, office: Office):
    one, two = office.complain(), office.complain()

    page = leila.get(f"{PATH}?case={one}&case={two}").text

    assert one in page
    assert two in page
    assert "Ben Okafor (0 open)" in page


def test_every_chosen_case_gets_the_new_owner(leila, office: Office, person_id, owner_of):
    one, two, other = office.complain(), office.complain(), office.complain()

    answer = leila.post(PATH, chosen(one, two, person=person_id("ben")))

    assert answer.status_code == 303
    assert [owner_of(one), owner_of(two), owner_of(other)] == ["ben", "ben", None]
    assert "2 cases reassigned" in leila.get("/supervise").text


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"reason": "  "}, "reason"), ({"person": "nobody"}, "person"), ({"case": []}, "case")],
)
def test_what_is_missing_is_asked_for_and_nothing_changes(
    leila, office: Office, person_id, owner_of, changed, field
):
    reference = office.complain()

    answer = leila.post(PATH, {**chosen(reference, person=person_id("ben")), **changed})

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert reference in answer.text
    assert owner_of(reference) is None


def test_sent_twice_it_is_done_once(leila, office: Office, person_id):
    reference = office.complain()
    sent = chosen(reference, person=person_id("ben"), _key=uuid4().hex)

    answers = [leila.post(PATH, sent).status_code for _ in range(2)]

    with office.database.read() as session:
        of_case = TimelineEntry.case_id == case_id_of(session, reference)
        given = select(func.count()).where(of_case, TimelineEntry.verb == "case reassigned")
        assert session.scalar(given) == 1
    assert answers == [303, 303]


def test_a_case_that_ended_meanwhile_stays_and_the_others_move(leila, office: Office, person_id, owner_of):
    ended, running = office.complain(), office.complain()
    leila.post(f"/cases/{ended}/cancel", {"reason": "Sent twice."})

    leila.post(PATH, chosen(ended, running, person=person_id("ben")))

    assert [owner_of(ended), owner_of(running)] == [None, "ben"]
    assert "1 case had ended meanwhile" in leila.get("/supervise").text


def test_an_unknown_case_is_not_found_and_nothing_changes(leila, office: Office, person_id, owner_of):
    reference = office.complain()

    answer = leila.post(PATH, chosen(reference, "CMP-2026-999999-X", person=person_id("ben")))

    assert answer.status_code == 404
    assert owner_of(reference) is None


def test_without_a_choice_the_way_back_is_shown(leila):
    assert "No case was chosen" in leila.get(PATH).text


def test_staff_cannot_reassign(office: Office, person_id, owner_of):
    reference = office.complain()

    answer = office.staff("ana").post(PATH, chosen(reference, person=person_id("ben")))

    assert answer.status_code == 403
    assert owner_of(reference) is None


def test_workload_counts_hands_and_trays_and_lists_what_is_in_them(leila, office: Office, late, person_id):
    ben = office.staff("ben")
    claim = next(line for line in ben.get("/desk").text.split('action="') if line.startswith("/desk/claim/"))
    ben.post(claim.split('"')[0])

    page = leila.get("/supervise/workload").text
    tasks = leila.get(f"/supervise/workload/people/{person_id('ben')}").text

    assert "Ben Okafor" in page
    assert "Team lead" in page
    assert late in tasks
    assert late in leila.get("/supervise/workload/groups/team_lead").text


@pytest.mark.parametrize("path", ["people/nobody", "groups/nobodies"])
def test_workload_of_the_unknown_is_not_found(leila, path):
    assert leila.get(f"/supervise/workload/{path}").status_code == 404
