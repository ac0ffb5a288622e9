"""The hours of calendars, kept by administrators on a page."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from engine.clocks.calendars import calendar_named, calendars
from engine.worktime.calendar import MIDNIGHT
from tests.web.furnished import Office
from tests.web.visitor import Visitor

HOURS = "/admin/calendars/office/hours"
NIGHT = {
    "key": "night",
    "title": "Night shift",
    "zone": "Europe/Madrid",
    "friday": "00:00-06:00, 22:00-24:00",
}


def test_the_page_shows_the_hours_as_they_are_kept(admin: Visitor) -> None:
    page = admin.get(HOURS).text

    assert page.count('value="09:00-17:00"') == 5
    assert 'value="Europe/London"' in page


def test_changed_hours_count_from_now_on_and_are_told_with_their_author(
    office: Office, admin: Visitor
) -> None:
    office.complain()
    sent = {"title": "Office hours", "zone": "Europe/London", "country": "GB", "subdivision": "ENG"}

    answer = admin.post(HOURS, {**sent, "monday": "08:00-12:30, 13:30-18:00", "tuesday": "09:00-17:00"})
    page = admin.get(answer.headers["Location"]).text

    assert answer.status_code == 303
    assert "open case is reckoned anew" in page
    assert "08:00 to 12:30, 13:30 to 18:00" in page
    assert "hours kept" in page
    with office.database.read() as session:
        assert sorted(calendar_named(session, "office").week) == [0, 1]


def test_a_new_calendar_is_made(office: Office, admin: Visitor) -> None:
    answer = admin.post("/admin/calendars/new", NIGHT)

    assert answer.headers["Location"] == "/admin/calendars/night"
    with office.database.read() as session:
        periods = calendar_named(session, "night").week[4]
    assert periods == ((MIDNIGHT, time(6)), (time(22), MIDNIGHT))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"key": "office"}, "key"),
        ({"key": "so much"}, "key"),
        ({"key": "new"}, "key"),
        ({"title": " "}, "title"),
        ({"zone": "Moon/Crater"}, "zone"),
        ({"friday": "nine to five"}, "friday"),
        ({"friday": "13:00-12:00"}, "friday"),
        ({"friday": ""}, "monday"),
        ({"country": "XX"}, "country"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_made(
    office: Office, admin: Visitor, more: dict[str, Any], field: str
) -> None:
    answer = admin.post("/admin/calendars/new", {**NIGHT, **more})

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    with office.database.read() as session:
        assert "night" not in calendars(session)


def test_only_administrators_keep_hours_and_unknown_calendars_have_none(
    office: Office, admin: Visitor
) -> None:
    assert office.staff("mara").get(HOURS).status_code == 403
    assert admin.get("/admin/calendars/moon/hours").status_code == 404
    assert admin.post("/admin/calendars/moon/hours", NIGHT).status_code == 404
