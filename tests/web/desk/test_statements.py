"""What the pages that people open all day ask of the store: it must not grow unseen."""

from __future__ import annotations

import pytest

from benchmarks.statements import counting
from tests.web.desk.test_views import first_task
from tests.web.furnished import Office


@pytest.mark.parametrize(
    ("name", "most"), [("/desk", 12), ("/supervise", 11), ("a case", 24), ("a task", 15)]
)
def test_a_page_asks_no_more_than_it_did(office: Office, name: str, most: int) -> None:
    reference, who = office.complain(), office.staff("leila")
    path = {"a case": f"/cases/{reference}", "a task": first_task(office.staff("ana"))}.get(name, name)
    who.get(path)  # what is kept in memory is there from now on

    with counting(office.database.engine) as counted:
        answer = who.get(path)

    asked = [one for one in counted.statements if not one.startswith("SET LOCAL")]
    assert answer.status_code == 200
    assert 0 < len(asked) <= most, "\n".join(asked)


def test_more_open_cases_make_a_list_ask_no_more(office: Office) -> None:
    office.complain()
    ana, found = office.staff("ana"), []
    ana.get("/desk")

    for _ in range(2):
        with counting(office.database.engine) as counted:
            ana.get("/desk")
        found.append(len(counted.statements))
        for _ in range(3):
            office.complain()

    assert found[0] == found[1] > 0
