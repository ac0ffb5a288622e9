"""Norm times on the pages of process owners."""

from __future__ import annotations

import pytest

from tests.web.furnished import Office

GENERAL = "/studio/norm-times/general"


def sent(office: Office, **changed: str) -> dict[str, str]:
    """The form of the general profile as it stands, with some answers changed."""
    times = office.program("owner").get("/profiles/general")[1]["values"]
    typed = {f"value-{name}": "" if value is None else str(value) for name, value in times.items()}
    return {"title": "General", "source": "ISO 10002", **typed, **changed}


def test_owners_see_the_profiles_and_which_process_goes_by_which(office: Office) -> None:
    page = office.staff("owner").get("/studio/norm-times").text

    assert "Finance, United Kingdom" in page
    assert "/studio/complaint_handling" in page


def test_an_owner_changes_a_time_and_the_history_says_so(office: Office) -> None:
    owner = office.staff("owner")

    answer = owner.post(GENERAL, sent(office, **{"value-answer": "15 working days"}))

    assert answer.status_code == 303
    page = owner.get(GENERAL).text
    assert 'value="15 working days"' in page
    assert "<del>20 working days</del> <ins>15 working days</ins>" in page


def test_a_time_is_added_and_another_taken_away(office: Office) -> None:
    owner = office.staff("owner")

    owner.post(GENERAL, sent(office, new="second_look", new_value="3 working days", **{"value-light": ""}))

    times = office.program("ana").get("/profiles/general")[1]["values"]
    assert (times["second_look"], times["light"]) == ("3 working days", None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value-answer": "soon"}, "value-answer"),
        ({"title": " "}, "title"),
        ({"new": "Second Look", "new_value": "1 day"}, "new"),
    ],
)
def test_what_cannot_be_a_time_is_said_and_kept_in_the_form(office: Office, changed, field: str) -> None:
    answer = office.staff("owner").post(GENERAL, sent(office, **changed))

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert f'value="{changed[field].strip()}"' in answer.text


def test_nobody_else_keeps_norm_times(office: Office) -> None:
    assert office.staff("ana").get(GENERAL).status_code == 403
    assert office.staff("ana").post(GENERAL, {}).status_code == 403
    assert office.staff("owner").get("/studio/norm-times/none").status_code == 404
