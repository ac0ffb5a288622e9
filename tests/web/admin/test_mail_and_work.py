"""Mail and background work: what is there, what failed, trying again."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from engine.cases.models import Incident
from engine.commands.due import run_until
from engine.correspondence.models import FAILED, SENT, Letter
from engine.work.models import DEAD, Work
from tests.web.furnished import REGISTERED, Office

REASON = "The mail server refuses the letter for good. (550 no such mailbox)"


@pytest.fixture
def failed(office: Office) -> str:
    """A letter that no mail server took; the id of its incident."""
    office.complain()
    ana = office.staff("ana")
    path = ana.get("/desk").text.split('action="/desk/claim/')[1].split('"')[0]
    ana.post(f"/desk/claim/{path}")
    assert ana.post(f"/tasks/{path}", REGISTERED).status_code == 303
    with office.database.write() as session:
        letter = session.scalars(select(Letter)).one()
        letter.state, letter.error = FAILED, REASON
        work = session.scalars(select(Work).where(Work.kind == "letter")).one()
        work.state, work.attempts = DEAD, 5
        incident = Incident(
            id=uuid4().hex,
            case_id=letter.case_id,
            kind="letter",
            work_id=work.id,
            code="gave-up",
            reason=REASON,
            opened_at=office.now(),
        )
        session.add(incident)
        return incident.id


def test_the_outbox_says_where_mail_goes_and_why_a_letter_failed(office: Office, admin, failed):
    page = admin.get("/admin/mail?state=failed").text

    assert str(office.settings.var / "mail") in page
    assert "nadia@customers.example" in page
    assert REASON in page


def test_the_words_of_a_letter_are_not_for_administrators(admin, failed):
    assert "Dear" not in admin.get("/admin/mail").text


@pytest.mark.parametrize(("state", "seen"), [("failed", True), ("sent", False), ("nonsense", True)])
def test_the_outbox_is_narrowed_by_state(admin, failed, state, seen):
    assert ("nadia@customers.example" in admin.get(f"/admin/mail?state={state}").text) is seen


@pytest.mark.parametrize("area", ["mail", "work"])
def test_a_failed_letter_is_sent_again_from_either_page(office: Office, admin, failed, area):
    answer = admin.post(f"/admin/{area}/{failed}/retry")
    run_until(office.database, office.settings, office.now())

    assert answer.status_code == 303
    with office.database.read() as session:
        assert session.scalars(select(Letter)).one().state == SENT
        assert session.get_one(Incident, failed).state == "resolved"


def test_what_was_tried_again_is_not_tried_twice(admin, failed):
    admin.post(f"/admin/work/{failed}/retry")

    assert admin.post(f"/admin/work/{failed}/retry").status_code == 404


def test_the_backlog_counts_what_was_given_up(admin, failed):
    page = admin.get("/admin/work").text

    assert REASON in page
    assert "Given up" in page
    assert "1 failed" in admin.get("/admin").text


@pytest.mark.parametrize("area", ["mail", "work"])
def test_staff_try_nothing_again(office: Office, failed, area):
    assert office.staff("ana").post(f"/admin/{area}/{failed}/retry").status_code == 403


@pytest.mark.parametrize("path", ["/admin/mail", "/admin/work"])
def test_an_address_of_no_page_is_refused(admin, path):
    assert admin.get(f"{path}?after=rubbish").status_code == 400
