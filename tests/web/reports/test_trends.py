"""Trends of a process on a page: control chart, two periods, Pareto."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.cases.models import Case, CaseValue
from engine.figures.customers import keep_customers
from engine.figures.models import DailyFigure
from engine.library.models import Setting
from tests.web.furnished import Office

PAGE = "/figures/complaint_handling"


@pytest.fixture
def counted(office: Office) -> Callable[[list[int]], date]:
    """Puts cases opened on each of the last days into the figures; gives the first of the days."""

    def put(values: list[int]) -> date:
        yesterday = office.now().date() - timedelta(days=1)
        first = yesterday - timedelta(days=len(values) - 1)
        with office.database.write() as session:
            for place, value in enumerate(values):
                day = first + timedelta(days=place)
                row = {"process": "complaint_handling", "day": day, "measure": "opened"}
                session.add(DailyFigure(**row, value=value))
            session.add(Setting(key="figures_until", value=yesterday.isoformat()))
        return first

    return put


def test_before_anything_was_counted_the_page_says_so(office: Office) -> None:
    page = office.staff("ana").get(PAGE)

    assert page.status_code == 200
    assert "No whole week was counted in this time" in page.text
    assert "figures begin with the first case" in page.text


def test_points_out_of_the_limits_and_runs_are_named_in_words(office: Office, counted) -> None:
    first = counted([3, 4] * 6 + [30])
    page = office.staff("ana").get(f"{PAGE}?from={first}&length=day").text

    assert f"{first + timedelta(days=12)}: 30, above the upper limit." in page
    assert "12 in a row below the mean" in page
    assert page.count('class="chart-out"') == 1
    assert page.count('class="chart-point"') >= 12
    assert f'<th scope="row">{first}</th><td class="end number">3</td>' in page


def test_few_points_have_no_limits_and_the_page_says_why(office: Office, counted) -> None:
    first = counted([1] * 7)
    page = office.staff("ana").get(f"{PAGE}?from={first}&length=day").text

    assert "Limits are drawn from 8 points on; there are 7." in page
    assert "chart-limit" not in page.partition('id="compared"')[0]


def test_a_period_stands_beside_the_one_before_with_the_chance(office: Office, counted) -> None:
    first = counted([2] * 4 + [0] * 3 + [2])
    page = office.staff("ana").get(f"{PAGE}?from={first + timedelta(days=4)}&length=day").text

    assert (
        '<th scope="row">Opened</th><td class="end number">2</td><td class="end number">8</td>'
        '<td class="end number">-75 %</td><td class="end number">10.9 %</td>'
    ) in page


def test_what_was_not_counted_in_full_is_not_compared(office: Office, counted) -> None:
    first = counted([2] * 8)
    page = office.staff("ana").get(f"{PAGE}?from={first}&length=day").text

    assert (
        '<td class="end number">16</td><td class="end number">0</td><td class="end number">\u2013</td>'
        in page
    )


def test_cases_are_told_per_1000_customers_where_their_number_is_kept(office: Office, counted) -> None:
    first = counted([2] * 4 + [0] * 3 + [2])
    ana, address = office.staff("ana"), f"{PAGE}?from={first + timedelta(days=4)}&length=day"
    assert "per 1,000 customers" not in ana.get(address).text

    with office.database.write() as session:
        keep_customers(session, first, 4_000)
        keep_customers(session, first + timedelta(days=4), 8_000)

    assert (
        '<th scope="row">Opened per 1,000 customers</th><td class="end number">0.25</td>'
        '<td class="end number">2.00</td><td class="end number">-88 %</td>'
    ) in ana.get(address).text


def test_cases_stand_by_the_values_the_process_declares(office: Office) -> None:
    office.complain()
    office.wait_until(office.now() + timedelta(days=2))
    page = office.staff("ana").get(f"{PAGE}?by=product").text

    assert '<option value="product" selected>Product</option>' in page
    assert "Internet" in page.partition('id="pareto"')[2]
    assert "100 %" in page.partition('id="pareto"')[2]


def test_of_many_values_the_most_frequent_are_listed_and_the_others_numbered(office: Office) -> None:
    office.complain()
    office.wait_until(office.now() + timedelta(days=2))
    with office.database.write() as session:
        case = session.scalars(select(Case).where(Case.process == "complaint_handling")).one()
        for number in range(60):
            row = {"case_id": case.id, "process": case.process, "opened_at": case.opened_at}
            session.add(CaseValue(**row, key="unit", value=f"unit {number:02}"))
    page = office.staff("ana").get(f"{PAGE}?by=unit").text

    assert "The 50 most frequent values are listed; 10 more are not." in page
    assert "49 others · 49" in page
    assert ("unit 49</th>" in page, "unit 50</th>" in page) == (True, False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=soon", "Write the day as 2026-03-31."),
        ("until=0001-01-01", "Choose a day after 1950."),
        ("from=9999-12-31", "The first day must not lie behind the last"),
        ("from=2000-01-01", "Choose 3,660 days at the most."),
        ("from=2020-01-01&until=2021-01-01&length=day", "A chart holds 200 points"),
    ],
)
def test_days_that_cannot_be_are_said_at_their_field(office: Office, asked: str, said: str) -> None:
    answer = office.staff("ana").get(f"{PAGE}?{asked}")

    assert answer.status_code == 422
    assert said in answer.text


def test_the_end_of_time_is_yesterday(office: Office) -> None:
    assert office.staff("ana").get(f"{PAGE}?until=9999-12-31&by=nothing&length=hour").status_code == 200


def test_a_process_there_is_none_of_has_no_trends(office: Office) -> None:
    assert office.staff("ana").get("/figures/nowhere").status_code == 404
