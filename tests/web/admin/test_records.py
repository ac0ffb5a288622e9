"""Records: what is due is looked at, approved and certified; one case is erased in two steps; holds keep."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.cases.links import write_link
from engine.cases.models import Case
from engine.correspondence.models import SENT, Letter
from engine.records.models import Certificate, LegalHold
from engine.step import SYSTEM, Step
from tests.engine.records.leaves import where_found
from tests.web.furnished import Office
from tests.web.visitor import Visitor

NAME = "Nadia Rahman"
WHY = "Looked through on Monday."


@pytest.fixture
def over(office: Office) -> str:
    """A complaint that was cancelled eleven years ago."""
    reference = office.complain()
    leila = office.staff("leila")
    assert leila.post(f"/cases/{reference}/cancel", {"reason": "A test call."}).status_code == 303
    with office.database.write() as session:
        session.execute(update(Letter).values(state=SENT))
        session.execute(update(Case).values(ended_at=office.now() - timedelta(days=11 * 366)))
    return reference


def erased(office: Office) -> bool:
    with office.database.read() as session:
        return session.scalars(select(Case.erased_at)).one() is not None


def test_a_case_that_is_due_is_looked_at_then_disposed_of_with_a_certificate(
    office: Office, admin: Visitor, over: str
) -> None:
    assert f'value="{over}"' in admin.get("/admin/records").text
    looked = admin.get(f"/admin/records/dispose?case={over}").text
    assert "Nobody can undo this." in looked
    assert not erased(office)

    answer = admin.post("/admin/records/dispose", {"case": over, "reason": WHY})

    assert answer.status_code == 303
    assert erased(office)
    certificate = admin.get(answer.headers["Location"]).text
    assert over in certificate
    assert WHY in certificate
    assert NAME not in certificate
    file = admin.get(f"{answer.headers['Location']}/file")
    assert over in file.get_json(force=True)["statement"]
    assert "Nothing is over its time." in admin.get("/admin/records").text


def test_without_a_reason_nothing_goes_and_the_page_says_so(
    office: Office, admin: Visitor, over: str
) -> None:
    answer = admin.post("/admin/records/dispose", {"case": over, "reason": " "})

    assert answer.status_code == 422
    assert "Please give a reason." in answer.text
    assert not erased(office)


def test_choosing_nothing_is_answered_kindly(admin: Visitor) -> None:
    assert "Please choose the cases" in admin.get("/admin/records/dispose", follow_redirects=True).text


def test_one_case_is_erased_in_two_steps(office: Office, admin: Visitor, over: str) -> None:
    looked = admin.get(f"/admin/records/erase?reference={over.lower()}").text
    assert "What goes" in looked
    assert "What stays" in looked
    assert NAME not in looked  # administrators have no business rights by that role

    refused = admin.post(f"/admin/records/erase/{over}", {"reason": WHY, "again": "CMP-1"})
    assert refused.status_code == 422
    assert not erased(office)

    assert admin.post(f"/admin/records/erase/{over}", {"reason": WHY, "again": over}).status_code == 303
    assert erased(office)
    places = {place for place in where_found(office.database, [NAME]) if "case_text_" not in place}
    assert places == set()


def test_linked_cases_are_named_before_and_on_the_certificate_with_the_way_to_each(
    office: Office, admin: Visitor, over: str
) -> None:
    linked = office.complain()
    with office.database.write() as session:
        step = Step(session=session, actor=SYSTEM, now=office.now(), settings=office.settings)
        one, two = (
            session.scalars(select(Case).where(Case.reference == name)).one() for name in (over, linked)
        )
        write_link(step, one, two, "related")
    to_it = f'href="/admin/records/erase?reference={linked}"'

    before = admin.get(f"/admin/records/erase?reference={over}").text
    answer = admin.post(f"/admin/records/erase/{over}", {"reason": WHY, "again": over})
    after = admin.get(answer.headers["Location"]).text

    for page in (before, after):
        assert to_it in page
        assert "can be erased once it has ended" in page
        assert "No copy is known" in page
    assert f"{over}: related" in after
    back = admin.get(f"/admin/records/erase?reference={linked}").text
    assert over in back
    assert "Erased" in back.split('id="linked"')[1]


def test_an_open_case_says_why_it_cannot_be_erased(office: Office, admin: Visitor) -> None:
    reference = office.complain()

    assert "This case is still open" in admin.get(f"/admin/records/erase?reference={reference}").text

    answer = admin.post(f"/admin/records/erase/{reference}", {"reason": WHY, "again": reference})
    assert answer.status_code == 409
    assert "This case is still open" in answer.text


def test_an_unknown_reference_is_told(admin: Visitor) -> None:
    assert (
        "There is no such case"
        in admin.get("/admin/records/erase?reference=CMP-1", follow_redirects=True).text
    )


def test_a_hold_is_set_by_an_administrator_shown_and_lifted(
    office: Office, admin: Visitor, over: str
) -> None:
    assert admin.post(f"/admin/records/hold/{over}", {"hold": "The court asks."}).status_code == 303
    page = admin.get("/admin/records").text
    assert "The court asks." in page
    assert "disabled" in page.split(f'value="{over}"')[1].split(">")[0]
    assert "A legal hold keeps this case" in admin.get(f"/admin/records/erase?reference={over}").text
    refused = admin.post("/admin/records/dispose", {"case": over, "reason": WHY})
    assert refused.status_code == 409
    assert not erased(office)

    with office.database.read() as session:
        hold = session.scalars(select(LegalHold.id)).one()
    admin.post(f"/admin/records/holds/{hold}/lift", {"reason": "Its file is closed."})

    assert "No case is held." in admin.get("/admin/records").text


def test_a_supervisor_holds_a_case_on_its_page(office: Office) -> None:
    reference = office.complain()
    leila, ana = office.staff("leila"), office.staff("ana")
    assert 'id="hold"' not in ana.get(f"/cases/{reference}").text

    leila.post(f"/cases/{reference}/hold", {"reason": "The regulator asks."})

    page = ana.get(f"/cases/{reference}").text
    assert "The regulator asks." in page
    assert "Legal hold" in page
    hold = re.search(rf"/cases/{reference}/holds/(\w+)/lift", leila.get(f"/cases/{reference}").text)
    assert hold is not None
    leila.post(hold.group(0), {"reason": "It has what it wanted."})
    assert "The regulator asks." not in ana.get(f"/cases/{reference}").text.split('id="records"')[1]


def test_the_pages_of_an_erased_case_still_open(office: Office, admin: Visitor, over: str) -> None:
    admin.post(f"/admin/records/erase/{over}", {"reason": WHY, "again": over})
    leila = office.staff("leila")

    page = leila.get(f"/cases/{over}")

    assert page.status_code == 200
    assert "was erased on" in page.text
    assert NAME not in page.text
    assert "Case cancelled, by Leila" in page.text
    for gone in ('id="note"', 'id="attach"', 'id="link"', 'id="hold"'):
        assert gone not in page.text
    assert leila.get("/registers/complaint_handling/complaints").status_code == 200
    assert leila.post(f"/cases/{over}/evidence").status_code == 200
    assert leila.post(f"/cases/{over}/notes", {"text": "More"}).status_code == 409


def test_nobody_else_gets_in(office: Office) -> None:
    leila = office.staff("leila")

    for path in ("/admin/records", "/admin/records/erase?reference=CMP-1", "/admin/records/certificates/x"):
        assert leila.get(path).status_code == 403
    assert leila.post("/admin/records/dispose", {"case": "CMP-1", "reason": WHY}).status_code == 403


def test_programs_hold_lift_dispose_and_erase(office: Office, over: str) -> None:
    program, ordinary = office.program("admin"), office.program("ana")
    assert ordinary.post(f"/cases/{over}/holds", {"reason": "The court asks."})[0] == 403
    assert ordinary.get("/records/due")[0] == 403
    status, made = program.post(f"/cases/{over}/holds", {"reason": "The court asks."})
    assert status == 201
    assert [one["owner"] for one in program.get("/holds")[1]["holds"]] == ["Ada Minton (tests)"]
    assert [one["case"]["reference"] for one in program.get("/records/due")[1]["due"]] == [over]
    status, refused = program.post("/records/dispose", {"cases": [over], "reason": WHY})
    assert (status, "legal hold" in refused["detail"]) == (409, True)
    assert program.post(f"/holds/{made['hold']}/lift", {"reason": "No more."})[0] == 200

    status, made = program.post("/records/dispose", {"cases": [over], "reason": WHY}, key="once")

    assert status == 201
    assert program.post("/records/dispose", {"cases": [over], "reason": WHY}, key="once")[1] == made
    status, told = program.get(f"/certificates/{made['certificate']}")
    assert (status, told["cases"], told["whole"]) == (200, 1, True)
    assert program.post(f"/cases/{over}/erase", {"reason": WHY})[0] == 409
    with office.database.read() as session:
        assert len(session.scalars(select(Certificate.id)).all()) == 1
