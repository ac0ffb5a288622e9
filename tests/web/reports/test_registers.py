"""Registers on pages and as files for spreadsheets."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.cases.file import dump_file, load_file
from engine.cases.models import Case, CaseFile
from engine.registers import table
from tests.web.furnished import Office
from tests.web.visitor import Visitor

COMPLAINTS = "/registers/complaint_handling/complaints"


@pytest.fixture
def ana(office: Office) -> Visitor:
    """Somebody of the front line."""
    return office.staff("ana")


def sheet(workbook: bytes) -> str:
    """The first sheet of a workbook as it is kept."""
    return zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml").decode()


def test_every_register_of_a_live_process_is_listed(ana):
    page = ana.get("/registers").text

    assert "Complaint register" in page
    assert COMPLAINTS in page


def test_a_register_shows_its_columns_and_leads_to_the_case(ana, office: Office):
    reference = office.complain()

    page = ana.get(COMPLAINTS).text

    assert f'href="/cases/{reference}"' in page
    assert "Internet and phone" in page
    assert "Received" in page
    assert "Nadia Rahman" in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("state=open", True),
        ("state=ended", False),
        ("status=received", True),
        ("status=closed", False),
        ("group=complaint_manager", True),
        ("group=finance", False),
        ("from=2020-01-01", True),
        ("to=2020-01-01", False),
        ("from=2020-01-01&to=9999-12-31", True),
        ("state=nonsense", True),
        ("column=Complainant&how=contains&value=RAHMAN", True),
        ("column=Complainant&how=is&value=Rahman", False),
        ("column=Outcome&how=empty", True),
        ("column=Outcome&how=filled", False),
        ("column=Received&how=from&value=2020-01-01", True),
        ("column=Received&how=to&value=2020-01-01", False),
        ("column=&how=contains&value=nothing", True),
    ],
)
def test_a_register_is_narrowed_by_its_filters_on_the_page_and_in_the_file(ana, office: Office, query, seen):
    reference = office.complain()

    assert (reference in ana.get(f"{COMPLAINTS}?{query}").text) is seen
    assert (reference in ana.get(f"{COMPLAINTS}.csv?{query}").text) is seen
    assert (reference in sheet(ana.get(f"{COMPLAINTS}.xlsx?{query}").data)) is seen


def test_a_day_that_cannot_be_is_said_at_its_field(ana):
    answer = ana.get(f"{COMPLAINTS}?from=2026-02-31")

    assert answer.status_code == 422
    assert 'href="#field-from"' in answer.text
    assert ana.get(f"{COMPLAINTS}.csv?to=x").status_code == 422


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("column=Colour&how=is&value=red", "column"),
        ("column=Outcome&how=near&value=red", "how"),
        ("column=Outcome&how=is&value=", "value"),
    ],
)
def test_a_filter_that_cannot_be_is_said_at_its_field(ana, query, field):
    answer = ana.get(f"{COMPLAINTS}?{query}")

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert ana.get(f"{COMPLAINTS}.xlsx?{query}").status_code == 422


def test_a_rare_value_is_found_page_by_page(ana, office: Office, monkeypatch):
    rare = office.complain(complainant_name="Zoltan Rare")
    for _ in range(7):
        office.complain()
    monkeypatch.setattr(table, "MOST_SEEN", 3)
    query, pages = "column=Complainant&how=contains&value=zoltan", []

    after = ""
    for _ in range(9):
        page = ana.get(f"{COMPLAINTS}?{query}{after}").text
        pages.append(rare in page)
        found = re.search(r'\?(after=[^"&]+)', html.unescape(page))
        if found is None:
            break
        after = f"&{found.group(1)}"

    assert pages.count(True) == 1
    assert pages[-1] is True


def test_the_workbook_is_whole_and_computes_nothing(ana, office: Office):
    reference = office.complain(complainant_name="=1+1")

    answer = ana.get(f"{COMPLAINTS}.xlsx")

    assert answer.content_type.startswith("application/vnd.openxmlformats-officedocument")
    assert ".xlsx" in answer.headers["Content-Disposition"]
    assert "<f>" not in sheet(answer.data)
    assert "=1+1" in sheet(answer.data)
    assert reference in sheet(answer.data)


def test_a_long_register_goes_on_where_the_last_page_ended(ana, office: Office):
    references = [office.complain() for _ in range(51)]

    first = ana.get(COMPLAINTS).text
    more = html.unescape(first.split("?after=")[1].split('"')[0])
    second = ana.get(f"{COMPLAINTS}?after={more}").text

    assert references[0] not in first
    assert all(one in first for one in references[1:])
    assert [one for one in references if one in second] == references[:1]


def test_an_address_of_no_page_is_refused(ana):
    assert ana.get(f"{COMPLAINTS}?after=rubbish").status_code == 400


def test_the_file_is_whole_and_runs_nothing(ana, office: Office):
    references = {office.complain(complainant_name="=1+1"), office.complain()}

    answer = ana.get(f"{COMPLAINTS}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.content_type == "text/csv; charset=utf-8"
    assert "complaint_handling-complaints-" in answer.headers["Content-Disposition"]
    assert {row["Reference"] for row in rows} == references
    assert {row["Complainant"] for row in rows} == {"'=1+1", "Nadia Rahman"}
    assert {row["Status"] for row in rows} == {"Received"}


@pytest.mark.parametrize(
    "path", ["/registers/nothing/complaints", "/registers/complaint_handling/nothing", f"{COMPLAINTS}x.csv"]
)
def test_an_unknown_register_is_not_found(ana, path):
    assert ana.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/registers", COMPLAINTS, f"{COMPLAINTS}.csv", f"{COMPLAINTS}.xlsx"])
def test_administrators_and_visitors_see_no_cases(office: Office, path):
    assert office.staff("admin").get(path).status_code == 403
    assert office.customer().get(path).status_code == 303


def test_a_register_leads_to_its_figures_with_its_filters(ana):
    page = ana.get("/registers/new_service/ideas?state=open").text

    assert 'href="/registers/new_service/ideas/figures?state=open"' in page


def test_figures_of_a_register_say_what_they_are_of(ana):
    page = ana.get("/registers/new_service/ideas/figures").text

    assert "Endorsed at gate 1" in page
    assert "from the cases that say something about it" in page
    assert '<td class="number">0</td>' in page


def test_money_stands_on_the_page_by_currency(ana, office: Office):
    for number, currency in enumerate(
        ({"key": "GBP", "label": "Pounds"}, {"key": "EUR"}, None, {"key": "EUR"})
    ):
        reference = office.complain()
        with office.database.write() as session:
            case_id = select(Case.id).where(Case.reference == reference).scalar_subquery()
            kept = session.scalars(select(CaseFile).where(CaseFile.case_id == case_id)).one()
            paid = [{"paid": Decimal(10**number)}, {"paid": None}]
            kept.content = dump_file({**load_file(kept.content), "remedies_done": paid, "currency": currency})

    page = ana.get(f"{COMPLAINTS}/figures").text

    assert re.findall(r'Paid for remedies</th><td class="number">([^<]*)</td><td>([^<]*)</td>', page) == [
        ("1010.00 EUR", "together"),
        ("1.00 GBP", "together"),
        ("100.00", "together, no currency named"),
    ]


def test_figures_are_refused_for_a_filter_that_cannot_be(ana):
    assert ana.get("/registers/new_service/ideas/figures?from=2026-02-31").status_code == 422
