"""After a restore an administrator sees that mail is paused and lets it leave; a broken proof is shown."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine.audit.keeping import keep_heads
from engine.cases.models import Case
from engine.correspondence.pause import mail_pause, pause_mail
from tests.web.furnished import Office


@pytest.fixture
def paused(office: Office) -> None:
    with office.database.write() as session:
        pause_mail(session, "This store came back from a backup.", office.now())


@pytest.mark.usefixtures("paused")
def test_a_pause_is_shown_with_its_reason_and_ended(office: Office, admin):
    before = admin.get("/admin/mail").text

    answer = admin.post("/admin/mail/release")

    assert "This store came back from a backup." in before
    assert answer.status_code == 303
    assert "Let mail leave again" not in admin.get("/admin/mail").text
    with office.database.read() as session:
        assert mail_pause(session) is None


@pytest.mark.usefixtures("paused")
def test_staff_do_not_end_it(office: Office):
    assert office.staff("ana").post("/admin/mail/release").status_code == 403
    with office.database.read() as session:
        assert mail_pause(session) is not None


def test_tampering_stands_on_the_page_of_the_machine_s_work(office: Office, admin):
    office.complain()
    keep_heads(office.database, office.settings, lambda _session: office.now())
    with office.database.write() as session:
        session.execute(update(Case).values(last_hash="00"))

    keep_heads(office.database, office.settings, lambda _session: office.now())

    assert "nothing new is signed" in admin.get("/admin/work").text
