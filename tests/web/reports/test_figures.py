"""Figures of each day on a page."""

from __future__ import annotations

from datetime import timedelta

from engine.figures.rolling import rebuild
from engine.now import now
from tests.web.furnished import Office


def test_what_happened_is_shown_the_day_after_by_process_and_day(office: Office):
    office.complain()
    ana = office.staff("ana")
    assert "Nothing was counted in these days" in ana.get("/figures").text

    with office.database.write() as session:
        rebuild(session, now() + timedelta(days=1))
    yesterday = ana.get("/figures?days=7")

    assert yesterday.status_code == 200
    assert "Counted until" in yesterday.text


def test_a_choice_that_does_not_exist_is_the_usual_one(office: Office):
    page = office.staff("ana").get("/figures?days=0&process=nowhere")

    assert page.status_code == 200
    assert "<strong>30 days</strong>" in page.text
