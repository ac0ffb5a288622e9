"""The record of an entry of a catalogue, kept by administrators."""

from __future__ import annotations

import pytest

from engine.registers.details import Record, attributes_of, record_of
from tests.web.furnished import Office

ITEM = "/admin/catalogues/change_items/website"


def website(office: Office) -> Record:
    with office.database.read() as session:
        return record_of(session, "change_items", "website")


def test_a_record_is_kept_and_its_change_told(office: Office, admin) -> None:
    sent = {
        "kind": "web_page",
        "owner": "Otto",
        "next_review": "2027-01-31",
        "depends_on": ["network", "app"],
    }
    answer = admin.post(f"{ITEM}/record", sent)
    page = admin.get(ITEM).text

    assert answer.status_code == 303
    assert website(office).details == {
        "kind": "web_page",
        "owner": "Otto",
        "depends_on": ["network", "app"],
        "next_review": "2027-01-31",
    }
    assert "record changed" in page
    assert "<ins>Otto</ins>" in page


def test_the_page_says_what_needs_the_entry(admin) -> None:
    assert '<a href="/admin/catalogues/change_items/app">Mobile app</a>' in admin.get(ITEM).text


def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(office: Office, admin) -> None:
    before = website(office).details

    answer = admin.post(f"{ITEM}/record", {"owner": "Otto", "next_review": "soon"})

    assert answer.status_code == 422
    assert "Give a day, such as 2026-03-02." in answer.text
    assert 'value="Otto"' in answer.text
    assert website(office).details == before


def test_one_thing_more_is_kept_of_every_entry(office: Office, admin) -> None:
    sent = {"title": "Size", "name": "size", "type": "choice", "options": "s: Small\nl"}
    answer = admin.post("/admin/catalogues/units/attributes/add", sent)

    assert answer.status_code == 303
    with office.database.read() as session:
        [size] = attributes_of(session, "units")
    assert (size.title, size.options) == ("Size", {"s": "Small", "l": "l"})
    assert "Size" in admin.get("/admin/catalogues/units/billing").text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": "", "name": "size", "type": "text"}, "title"),
        ({"title": "Size", "name": "two words", "type": "text"}, "name"),
        ({"title": "Size", "name": "label", "type": "text"}, "name"),
        ({"title": "Size", "name": "size", "type": "choice"}, "options"),
        ({"title": "Size", "name": "size", "type": "boat"}, "name"),
    ],
)
def test_what_cannot_be_an_attribute_is_said(office: Office, admin, sent, field) -> None:
    answer = admin.post("/admin/catalogues/units/attributes/add", sent)

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    with office.database.read() as session:
        assert attributes_of(session, "units") == ()


def test_an_entry_without_attributes_says_so(admin) -> None:
    assert "keeps nothing of its entries" in admin.get("/admin/catalogues/units/billing").text


@pytest.mark.parametrize("path", ["/admin/catalogues/none/x", "/admin/catalogues/units/moon"])
def test_an_unknown_record_is_not_found(admin, path: str) -> None:
    assert admin.get(path).status_code == 404
    assert admin.post(f"{path}/record", {}).status_code == 404


def test_staff_keep_no_records(office: Office) -> None:
    assert office.staff("ana").post(f"{ITEM}/record", {"owner": "Ana"}).status_code == 403
