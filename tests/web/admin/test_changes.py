"""The history of accounts, code lists and calendars on its pages and in the API."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.cases.queries import case_view
from engine.commands.due import run_until
from engine.timeline.models import TimelineEntry
from tests.web.furnished import Office


def test_a_change_of_an_account_stands_on_its_page_and_in_the_list(admin, account) -> None:
    ana = account("ana")
    admin.post(
        f"/admin/people/{ana.id}",
        {"name": "Ana F.", "email": ana.email, "roles": ["staff"], "groups": ["front_line"]},
    )

    for page in (f"/admin/people/{ana.id}", "/admin/changes", "/admin/changes?kind=account"):
        text = admin.get(page).text
        assert "<del>Ana Ferreira</del> <ins>Ana F.</ins>" in text
        assert "<del>front_line, originator</del> <ins>front_line</ins>" in text
    assert "Ana F." not in admin.get("/admin/changes?kind=calendar").text


def test_new_passwords_closed_accounts_and_groups_are_noted_without_secrets(admin, account) -> None:
    ana = account("ana")
    admin.post(f"/admin/people/{ana.id}/password", {"password": "correct horse battery"})
    admin.post(f"/admin/people/{ana.id}/sessions")
    admin.post("/admin/groups/finance/join", {"person": ana.id})
    admin.post("/admin/groups/finance/leave", {"person": ana.id})
    admin.post(f"/admin/people/{ana.id}/close")
    admin.post(f"/admin/people/{ana.id}/open")

    page = admin.get("/admin/changes").text

    for what in ("new password given", "signed out everywhere", "joined a group", "left a group"):
        assert what in page
    assert "account closed" in page
    assert "account opened again" in page
    assert "battery" not in page


def test_what_was_refused_is_not_noted(admin, account) -> None:
    ana = account("ana")

    admin.post(f"/admin/people/{ana.id}", {"name": " ", "roles": ["staff"], "groups": []})
    admin.post("/admin/catalogues/units", {"key": "two words", "label": "X"})

    assert "No change was noted yet." in admin.get("/admin/changes").text


def test_a_catalogue_is_made_kept_and_shows_its_history(admin) -> None:
    made = admin.post("/admin/catalogues", {"key": "offices", "title": "Offices"})
    admin.post("/admin/catalogues/offices", {"key": "leeds", "label": "Leeds"})
    admin.post("/admin/catalogues/offices/leeds", {"label": "Leeds North"})

    page = admin.get("/admin/catalogues/offices").text

    assert made.status_code == 303
    assert "<del>Leeds</del> <ins>Leeds North</ins>" in page
    assert "Ada Minton" in page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"key": "units", "title": "Again"}, "key"),
        ({"key": "two words", "title": "X"}, "key"),
        ({"key": "offices", "title": " "}, "title"),
    ],
)
def test_what_cannot_be_a_catalogue_is_said(admin, sent, field) -> None:
    answer = admin.post("/admin/catalogues", sent)

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text


def test_a_new_holiday_moves_open_cases_and_says_so_on_each_timeline(office: Office, admin) -> None:
    reference = office.complain()
    with office.database.read() as session:
        before = {clock.key: clock.due_at for clock in case_view(session, reference).clocks}
    day = before["acknowledgement"].date()

    answer = admin.post("/admin/calendars/office/holidays", {"day": str(day), "title": "Founders"})
    run_until(office.database, office.settings, office.now())

    assert "1 open case is reckoned anew" in admin.get(answer.headers["Location"]).text
    with office.database.read() as session:
        view = case_view(session, reference)
        after = {clock.key: clock.due_at for clock in view.clocks}
        verbs = session.scalars(
            select(TimelineEntry.verb).where(TimelineEntry.case_id == view.id).order_by(TimelineEntry.seq)
        ).all()
    assert after["acknowledgement"] > before["acknowledgement"]
    assert "clock moved" in verbs
    assert "Founders" in admin.get("/admin/changes?kind=calendar").text


def test_programs_of_administrators_read_changes(office: Office, admin) -> None:
    admin.post("/admin/catalogues/units", {"key": "legal", "label": "Legal"})
    admin.post("/admin/catalogues/units", {"key": "tax", "label": "Tax"})
    program = office.program("admin")

    status, page = program.get("/changes", kind="catalogue", subject="units", limit=1)
    _, rest = program.get("/changes", kind="catalogue", cursor=page["next"])

    assert status == 200
    assert [change["after"] for change in page["changes"]] == [{"entry tax": "Tax"}]
    assert [change["after"] for change in rest["changes"]] == [{"entry legal": "Legal"}]
    assert page["changes"][0]["by"] == "Ada Minton"


@pytest.mark.parametrize(
    ("query", "status"), [({"kind": "weather"}, 422), ({"limit": 0}, 422), ({"cursor": "x"}, 400)]
)
def test_a_list_that_cannot_be_is_refused(office: Office, query, status) -> None:
    assert office.program("admin").get("/changes", **query)[0] == status


def test_nobody_else_reads_changes(office: Office) -> None:
    assert office.staff("ana").get("/admin/changes").status_code == 403
    assert office.program("mara").get("/changes")[0] == 403
    assert office.program("ana").get("/changes")[0] == 403
