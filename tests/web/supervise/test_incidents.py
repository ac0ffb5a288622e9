"""Incidents: a list, a page for each, retry and skip."""

from __future__ import annotations

import pytest

from engine.cases.models import Incident
from tests.web.furnished import Office


def state(office: Office, incident_id: str) -> str:
    with office.database.read() as session:
        return session.get_one(Incident, incident_id).state


def test_an_incident_has_a_line_and_a_page_with_its_reason(leila, office: Office, incident):
    reference = office.complain()
    failed = incident(reference)

    listed, page = leila.get("/supervise/incidents").text, leila.get(f"/supervise/incidents/{failed}").text

    assert reference in listed
    assert "The mail server is down." in listed
    assert "The mail server is down." in page
    assert "Try again" in page
    assert "Skip it" in page


def test_retrying_takes_it_from_the_list_and_keeps_its_page(leila, office: Office, incident):
    failed = incident(office.complain())

    answer = leila.post(f"/supervise/incidents/{failed}/retry")

    assert answer.status_code == 303
    assert state(office, failed) == "resolved"
    assert "Leila Novak" in leila.get(f"/supervise/incidents/{failed}").text


def test_skipping_needs_a_reason(leila, office: Office, incident):
    failed = incident(office.complain())

    answer = leila.post(f"/supervise/incidents/{failed}/skip", {"reason": ""})

    assert answer.status_code == 422
    assert "Please give a reason." in answer.text
    assert state(office, failed) == "open"


def test_skipping_with_a_reason_puts_it_on_the_timeline(leila, office: Office, incident):
    reference = office.complain()
    failed = incident(reference)

    leila.post(f"/supervise/incidents/{failed}/skip", {"reason": "Told by phone."})

    assert state(office, failed) == "skipped"
    assert "Told by phone." in leila.get(f"/cases/{reference}").text


def test_a_stuck_case_cannot_be_skipped(leila, office: Office, incident):
    failed = incident(office.complain(), kind="stuck", reason="No way on is true.")

    page = leila.get(f"/supervise/incidents/{failed}").text
    answer = leila.post(f"/supervise/incidents/{failed}/skip", {"reason": "Never mind."})

    assert "Skip it" not in page
    assert answer.status_code == 409
    assert state(office, failed) == "open"


def test_what_was_dealt_with_is_not_retried_again(leila, office: Office, incident):
    failed = incident(office.complain())
    leila.post(f"/supervise/incidents/{failed}/retry")

    assert leila.post(f"/supervise/incidents/{failed}/retry").status_code == 404


@pytest.mark.parametrize("act", ["", "/retry", "/skip"])
def test_an_unknown_incident_is_not_found(leila, act):
    path = f"/supervise/incidents/none{act}"

    assert (leila.post(path, {"reason": "x"}) if act else leila.get(path)).status_code == 404


def test_staff_do_not_mend(office: Office, incident):
    failed = incident(office.complain())

    assert office.staff("ana").post(f"/supervise/incidents/{failed}/retry").status_code == 403
    assert state(office, failed) == "open"
