"""Holidays of calendars, entries of catalogues."""

from __future__ import annotations

from datetime import date

import pytest

from engine.clocks.calendars import calendar_named
from engine.registers.catalogues import catalogues
from tests.web.furnished import Office

HOLIDAYS = "/admin/calendars/office/holidays"


def test_calendars_say_their_hours(admin):
    page = admin.get("/admin/calendars").text

    assert "09:00 to 17:00" in page
    assert "00:00 to 24:00" in page


def test_a_holiday_is_added_and_removed(office: Office, admin):
    year = office.now().year
    admin.post(HOLIDAYS, {"day": f"{year}-07-17", "title": "Founding day"})
    page = admin.get(f"/admin/calendars/office?year={year}").text
    admin.post(f"{HOLIDAYS}/{year}-07-17/remove")

    assert "Founding day" in page
    with office.database.read() as session:
        assert date(year, 7, 17) not in calendar_named(session, "office").holidays


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"day": "2026-02-31", "title": "X"}, "day"),
        ({"day": "", "title": "X"}, "day"),
        ({"day": "2026-07-17", "title": " "}, "title"),
    ],
)
def test_what_cannot_be_a_holiday_is_said_and_kept(admin, sent, field):
    answer = admin.post(HOLIDAYS, sent)

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert f'value="{sent["day"]}"' in answer.text


def test_what_was_no_holiday_cannot_be_removed(admin):
    assert admin.post(f"{HOLIDAYS}/2026-07-16/remove").status_code == 400


def test_an_unknown_calendar_is_not_found(admin):
    assert admin.get("/admin/calendars/moon").status_code == 404
    assert (
        admin.post("/admin/calendars/moon/holidays", {"day": "2026-07-17", "title": "X"}).status_code == 404
    )


def offered(office: Office) -> dict[str, str]:
    with office.database.read() as session:
        return dict(catalogues(session)["units"])


def test_an_entry_is_added_relabelled_retired_and_offered_again(office: Office, admin):
    path = "/admin/catalogues/units"

    admin.post(path, {"key": "legal", "label": "Legal"})
    added = offered(office)["legal"]
    admin.post(f"{path}/legal", {"label": "Legal affairs"})
    relabelled = offered(office)["legal"]
    admin.post(f"{path}/legal/retire")
    retired = "legal" in offered(office)
    admin.post(f"{path}/legal/offer")

    assert (added, relabelled, retired) == ("Legal", "Legal affairs", False)
    assert offered(office)["legal"] == "Legal affairs"


@pytest.mark.parametrize(
    ("entry", "sent", "message"),
    [
        ("", {"key": "billing", "label": "Again"}, "with this key already"),
        ("", {"key": "two words", "label": "X"}, "no key"),
        ("", {"key": "legal", "label": " "}, "needs a label"),
        ("/billing", {"label": " "}, "needs a label"),
    ],
)
def test_what_cannot_be_an_entry_is_said(office: Office, admin, entry, sent, message):
    before = offered(office)

    answer = admin.post(f"/admin/catalogues/units{entry}", sent)

    assert answer.status_code == 422
    assert message in answer.text
    assert offered(office) == before


@pytest.mark.parametrize("path", ["/none", "/units/none", "/units/none/retire", "/units/none/offer"])
def test_unknown_lists_and_entries_are_not_found(admin, path):
    assert admin.post(f"/admin/catalogues{path}", {"key": "x", "label": "X"}).status_code == 404


def test_staff_keep_neither_calendars_nor_catalogues(office: Office):
    ana = office.staff("ana")

    assert ana.post(HOLIDAYS, {"day": "2026-07-17", "title": "X"}).status_code == 403
    assert ana.post("/admin/catalogues/units/billing/retire").status_code == 403
