"""The escalation queue, and what a supervisor does with a line of it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.web.furnished import Office


def test_a_late_case_stands_in_the_queue_with_reason_clock_and_owner(leila, late, escalations):
    page = leila.get("/supervise").text

    assert late in page
    assert "Level 1" in page
    assert "Acknowledge the complaint: 75 % of the time is used" in page
    assert "Promised for" in page
    assert "Complaint manager" in page


def test_a_supervisor_sees_the_levels_of_their_groups_and_all_on_demand(leila, late):
    mine, everybody = leila.get("/supervise").text, leila.get("/supervise?view=all").text

    assert "Level 2</span>" not in mine
    assert "Level 2</span>" in everybody


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("view=all&level=2", True),
        ("view=all&level=3", False),
        ("view=all&state=resolved", False),
        ("view=all&process=complaint_handling", True),
        ("view=all&process=other", False),
        ("view=mine", False),
        ("view=nonsense&level=x&state=y", True),
    ],
)
def test_the_queue_is_narrowed_by_its_filters(leila, late, query, seen):
    assert (late in leila.get(f"/supervise?{query}").text) is seen


def test_an_address_of_no_page_is_refused(leila):
    assert leila.get("/supervise?after=rubbish").status_code == 400


def test_an_acknowledged_escalation_is_in_the_supervisors_own_list(leila, late, escalations):
    first = escalations(late)[0]

    answer = leila.post(f"/supervise/escalations/{first.id}/acknowledge", {"back": "queue"})

    assert answer.headers["Location"] == "/supervise"
    assert late in leila.get("/supervise?view=mine").text
    assert "Acknowledged" in leila.get(f"/supervise/escalations/{first.id}").text


def test_taking_over_makes_the_supervisor_the_owner_and_leads_to_the_case(leila, late, escalations, owner_of):
    answer = leila.post(f"/supervise/escalations/{escalations(late)[0].id}/take-over")

    assert answer.headers["Location"] == f"/cases/{late}"
    assert owner_of(late) == "leila"
    assert escalations(late)[0].state == "taken_over"


def test_resolving_needs_a_reason_and_keeps_the_page(leila, late, escalations):
    first = escalations(late)[0]

    answer = leila.post(f"/supervise/escalations/{first.id}/resolve", {"resolution": " "})

    assert answer.status_code == 422
    assert "Please give a reason." in answer.text
    assert 'href="#field-resolution"' in answer.text
    assert escalations(late)[0].state == "open"


def test_a_resolved_escalation_leaves_the_queue_with_its_reason(leila, late, escalations):
    first = escalations(late)[0]

    answer = leila.post(f"/supervise/escalations/{first.id}/resolve", {"resolution": "Called her."})

    assert answer.status_code == 303
    assert escalations(late)[0].resolution == "Called her."
    assert "Called her." in leila.get(f"/supervise/escalations/{first.id}").text
    assert "Called her." in leila.get(f"/cases/{late}").text


def test_a_resolution_sent_twice_counts_once(leila, late, escalations):
    path, sent = f"/supervise/escalations/{escalations(late)[0].id}/resolve", {"resolution": "Done."}
    sent["_key"] = uuid4().hex

    answers = [leila.post(path, sent).status_code for _ in range(2)]

    assert answers == [303, 303]


def test_a_second_supervisor_is_told_who_was_faster(office: Office, leila, late, escalations):
    path = f"/supervise/escalations/{escalations(late)[0].id}/resolve"
    leila.post(path, {"resolution": "Done."})

    answer = office.staff("tom").post(path, {"resolution": "Mine."})

    assert answer.status_code == 409
    assert "Leila Novak" in answer.text


@pytest.mark.parametrize(
    "path", ["/supervise", "/supervise/clocks", "/supervise/workload", "/supervise/incidents"]
)
@pytest.mark.parametrize("login", ["ana", "owner", "admin"])
def test_only_supervisors_get_in(office: Office, path, login):
    assert office.staff(login).get(path).status_code == 403


@pytest.mark.parametrize("act", ["acknowledge", "take-over", "resolve"])
def test_staff_cannot_act_on_an_escalation(office: Office, late, escalations, act):
    first = escalations(late)[0]

    answer = office.staff("ana").post(f"/supervise/escalations/{first.id}/{act}", {"resolution": "x"})

    assert answer.status_code == 403
    assert escalations(late)[0].state == "open"


@pytest.mark.parametrize("act", ["", "/acknowledge", "/take-over", "/resolve"])
def test_an_unknown_escalation_is_not_found(leila, act):
    path = f"/supervise/escalations/none{act}"
    answer = leila.post(path, {"resolution": "x"}) if act else leila.get(path)

    assert answer.status_code == 404


def test_visitors_are_asked_to_sign_in(office: Office):
    assert office.customer().get("/supervise").status_code == 303


def test_an_empty_queue_says_so(leila):
    assert "Nobody asks for help" in leila.get("/supervise").text


def test_clocks_at_risk_are_listed_by_how_soon(leila, late):
    assert late in leila.get("/supervise/clocks?within=0").text
    assert late not in leila.get("/supervise/clocks?process=other").text
    assert leila.get("/supervise/clocks?within=nonsense&after=").status_code == 200
