"""An owner picks the norm profile of a process; new cases go by its times."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from engine.clocks.models import Clock
from engine.clocks.profiles import profiles
from engine.library.live import live_package, live_version, versions
from tests.web.desk.test_views import first_task
from tests.web.furnished import REGISTERED, Office

PAGE = "/studio/complaint_handling/profile"
KEYS = (
    "general",
    "uk_finance",
    "uk_councils",
    "nhs_england",
    "uk_telecoms",
    "uk_energy",
    "australia_finance",
    "us_finance",
)


def base(office: Office) -> str:
    with office.database.read() as session:
        return live_version(session, "complaint_handling")


def chosen(office: Office) -> str | None:
    with office.database.read() as session:
        return live_package(session, "complaint_handling").settings.profile


def test_the_page_lays_all_profiles_side_by_side_and_marks_the_one_in_force(office: Office) -> None:
    page = office.staff("owner").get(PAGE).text

    assert [key for key in KEYS if f'name="profile" value="{key}"' not in page] == []
    assert re.findall(r'value="(\w+)" checked', page) == ["general"]
    assert "30 days" in page
    with office.database.read() as session:
        assert set(profiles(session)) == set(KEYS)


@pytest.mark.parametrize("key", ["uk_finance", "nhs_england", "us_finance"])
def test_another_profile_is_a_new_version_and_new_cases_go_by_it(office: Office, key: str) -> None:
    owner, ana = office.staff("owner"), office.staff("ana")
    old = base(office)

    answer = owner.post(PAGE, {"profile": key, "base": old})
    reference = office.complain()
    ana.post(first_task(ana), REGISTERED)

    assert answer.headers["Location"] == "/studio/complaint_handling"
    assert "Version 2 is live." in owner.get("/studio/complaint_handling").text
    with office.database.read() as session:
        wanted = profiles(session)[key].values["answer"]
        assert [one.number for one in versions(session, "complaint_handling")] == [2, 1]
    status, case = office.program("ana").get(f"/cases/{reference}")
    assert status == 200
    assert [clock["key"] for clock in case["clocks"] if clock["key"] == "answer"] == ["answer"]
    with office.database.read() as session:
        amount = session.scalars(select(Clock.amount).where(Clock.key == "answer")).one()
    assert amount.split()[-1] == str(wanted).split()[-1]


def test_an_expression_may_choose_by_case(office: Office) -> None:
    feel = 'if product.key = "mortgage" then "uk_finance" else "general"'

    office.staff("owner").post(PAGE, {"profile": "=", "feel": feel, "base": base(office)})

    assert chosen(office) == f"={feel}"


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"profile": "general"}, 422, "The process goes by this profile already."),
        ({"profile": "moon"}, 422, "There is no norm profile of this name"),
        ({"profile": "="}, 422, "Write the expression"),
        ({"profile": "=", "feel": "if ("}, 422, "Not deployed"),
        ({"profile": "uk_finance", "base": "another"}, 409, "Somebody deployed another version"),
    ],
)
def test_what_cannot_be_chosen_is_said_and_nothing_is_deployed(
    office: Office, sent: dict[str, str], status: int, said: str
) -> None:
    answer = office.staff("owner").post(PAGE, {"base": base(office), **sent})

    assert (answer.status_code, chosen(office)) == (status, "general")
    assert said in answer.text


def test_only_process_owners_choose_and_unknown_processes_have_no_page(office: Office) -> None:
    assert office.staff("ana").get(PAGE).status_code == 403
    assert office.staff("owner").get("/studio/moon/profile").status_code == 404
