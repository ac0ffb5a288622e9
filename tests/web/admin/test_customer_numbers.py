"""Numbers of customers on a page, for rates per 1,000 of them."""

from __future__ import annotations

from datetime import date

import pytest

from engine.figures.customers import customers
from tests.web.furnished import Office

PAGE = "/admin/customers"


def test_a_number_is_kept_replaced_and_taken_away_and_each_change_noted(office: Office, admin):
    assert "No number of customers is kept" in admin.get(PAGE).text
    admin.post(PAGE, {"first": "2026-01-01", "number": "120,000"})
    admin.post(PAGE, {"first": "2026-04-01", "number": "9000"})
    admin.post(PAGE, {"first": "2026-01-01", "number": "110000"})
    page = admin.get(PAGE).text
    admin.post(f"{PAGE}/2026-04-01/remove")

    assert page.index("9,000") < page.index("110,000")
    with office.database.read() as session:
        assert customers(session) == {date(2026, 1, 1): 110_000}
    after = admin.get(PAGE).text
    assert after.count("number of customers kept") == 3
    assert after.count("number of customers taken away") == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"first": "2026-02-31", "number": "5"}, "first"),
        ({"first": "0001-01-01", "number": "5"}, "first"),
        ({"first": "2026-01-01", "number": "0"}, "number"),
        ({"first": "2026-01-01", "number": "many"}, "number"),
        ({"first": "2026-01-01", "number": "-7"}, "number"),
        ({"first": "2026-01-01", "number": "9" * 5000}, "number"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(admin, sent, field):
    answer = admin.post(PAGE, sent)

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert f'value="{sent["first"]}"' in answer.text


def test_only_administrators_keep_them(office: Office):
    assert office.staff("ana").get(PAGE).status_code == 403
