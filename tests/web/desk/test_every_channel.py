"""Staff enter what a customer says by phone, on paper, over social media or in person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.cases.file import load_file
from engine.cases.models import Case, CaseFile
from engine.cases.queries import case_id_of
from engine.correspondence.models import Letter
from tests.web.furnished import REGISTERED, Office
from tests.web.visitor import Visitor

ENTRY = "/desk/open/complaint_handling/entered"
SAID = {
    "channel": "phone",
    "product": "internet",
    "description": "Three appointments, three times nobody came.",
    "desired_outcome": "apology",
    "complainant_name": "Nadia Rahman",
    "complainant_email": "nadia@customers.example",
    "consent_contact": "on",
}


def enter(ana: Visitor, **more: str) -> str:
    """Ana enters a complaint on the page; gives the reference."""
    answer = ana.post(ENTRY, {**SAID, **more})
    assert answer.status_code == 303, answer.text
    found = re.search(r"CMP-[\w-]+", answer.headers["Location"])
    assert found is not None
    return found.group(0)


def case_of(office: Office, reference: str) -> Case:
    with office.database.read() as session:
        return session.get_one(Case, case_id_of(session, reference))


@pytest.mark.parametrize("channel", ["phone", "letter", "email", "social_media", "counter", "web"])
def test_the_channel_is_kept_and_stands_in_the_register(office: Office, channel: str) -> None:
    ana = office.staff("ana")

    reference = enter(ana, channel=channel)

    with office.database.read() as session:
        file = load_file(session.get_one(CaseFile, case_id_of(session, reference)).content)
    assert file["channel"]["key"] == channel
    line = ana.get("/registers/complaint_handling/complaints").text
    assert reference in line
    assert file["channel"]["label"] in line


def test_what_came_in_before_it_was_entered_counts_from_then(office: Office) -> None:
    ana, yesterday = office.staff("ana"), office.now() - timedelta(days=1)

    reference = enter(ana, received_at=f"{yesterday:%Y-%m-%dT%H:%M}")

    case = case_of(office, reference)
    assert case.opened_at - case.received_at >= timedelta(hours=20)


def test_nothing_is_received_in_the_future(office: Office) -> None:
    later = office.now() + timedelta(days=2)

    answer = office.staff("ana").post(ENTRY, {**SAID, "received_at": f"{later:%Y-%m-%dT%H:%M}"})

    assert answer.status_code == 422
    assert "This must not be after" in answer.text


def test_what_is_entered_after_a_month_needs_a_reason(office: Office) -> None:
    ana, long_ago = office.staff("ana"), office.now() - timedelta(days=40)
    said = {**SAID, "received_at": f"{long_ago:%Y-%m-%dT%H:%M}"}

    refused = ana.post(ENTRY, said)
    taken = ana.post(ENTRY, {**said, "entered_late_because": "It lay in a drawer."})

    assert refused.status_code == 422
    assert "Why it is entered only now" in refused.text
    assert taken.status_code == 303


@pytest.mark.parametrize(("wanted", "channel"), [("email", "email"), ("post", "post")])
def test_the_acknowledgement_goes_the_way_the_customer_wants(
    office: Office, wanted: str, channel: str
) -> None:
    ana = office.staff("ana")
    reference = enter(ana, preferred_channel=wanted, complainant_address="Nadia Rahman\n1 Mill Lane\nLeeds")

    register(office, ana, reference)

    with office.database.read() as session:
        letters = session.scalars(select(Letter).where(Letter.case_id == case_id_of(session, reference)))
        assert [(letter.key, letter.channel) for letter in letters] == [("acknowledgement", channel)]


def test_who_wants_to_be_called_is_called(office: Office) -> None:
    ana = office.staff("ana")
    reference = enter(ana, preferred_channel="phone", complainant_phone="+44 20 7946 0123")

    register(office, ana, reference)

    assert "Acknowledge by other means" in ana.get(f"/cases/{reference}").text


def register(office: Office, ana: Visitor, reference: str) -> None:
    """Ana adds what only we know."""
    task = re.search(r"/tasks/(\w+)", ana.get(f"/cases/{reference}").text)
    assert task is not None
    answer = ana.post(f"/tasks/{task.group(1)}", REGISTERED)
    assert answer.status_code == 303, answer.text
