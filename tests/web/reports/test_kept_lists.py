"""Staff read catalogues that keep records: the item register with every change."""

from __future__ import annotations

import csv
import io

import pytest

from tests.web.furnished import Office


def test_registers_lead_to_catalogues_that_keep_records(office: Office) -> None:
    page = office.staff("ana").get("/registers").text

    assert 'href="/catalogues/change_items"' in page
    assert 'href="/catalogues/units"' not in page


def test_the_list_says_what_is_kept_of_each(office: Office) -> None:
    page = office.staff("ana").get("/catalogues/change_items").text

    assert "Infrastructure" in page
    assert '<a href="/catalogues/change_items/customer_database">Customer database</a>' in page


def test_an_entry_says_what_needs_it_and_who_changed_it(office: Office) -> None:
    admin = office.staff("admin")
    reference = office.complain()
    sent = {"version": "7.1", "last_change": reference, "next_review": "2027-01-31"}
    admin.post("/admin/catalogues/change_items/network/record", sent)
    admin.post("/admin/catalogues/change_items/phone_system/record", {"last_change": "CR-2019-55"})

    page = office.staff("ana").get("/catalogues/change_items/network").text
    other = office.staff("ana").get("/catalogues/change_items/phone_system").text

    assert "7.1" in page
    assert f'<a class="reference" href="/cases/{reference}">{reference}</a>' in page
    assert "31 Jan 2027" in page
    assert "<strong>Ada Minton</strong> record changed" in page
    assert '<a href="/catalogues/change_items/app">' not in page
    assert '<a href="/catalogues/change_items/customer_database">Customer database</a>' in page
    assert 'href="/cases/CR-2019-55"' not in other


def test_the_list_is_saved_as_a_file_that_can_be_imported(office: Office) -> None:
    answer = office.staff("ana").get("/catalogues/change_items.csv")

    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))}
    assert rows["billing_system"]["depends_on"] == "customer_database, network"
    assert (rows["network"]["kind"], rows["network"]["retired"]) == ("infrastructure", "no")


@pytest.mark.parametrize(
    "path", ["/catalogues/none", "/catalogues/none.csv", "/catalogues/change_items/moon"]
)
def test_what_is_not_kept_is_not_found(office: Office, path: str) -> None:
    assert office.staff("ana").get(path).status_code == 404
