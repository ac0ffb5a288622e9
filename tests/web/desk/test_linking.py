"""Cases that belong together, and people who stand in, by the pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.people.models import Person
from tests.web.furnished import Office


def person(office: Office, login: str) -> str:
    with office.database.read() as session:
        return session.scalars(select(Person.id).where(Person.login == login)).one()


def test_two_cases_are_linked_and_each_shows_the_other(office: Office) -> None:
    first, second, ana = office.complain(), office.complain(), office.staff("ana")

    ana.post(f"/cases/{first}/link", {"to": second.lower(), "kind": "follow-up-of"})

    assert f'href="/cases/{second}"' in ana.get(f"/cases/{first}").text
    assert "followed up by" in ana.get(f"/cases/{second}").text

    ana.post(f"/cases/{first}/unlink", {"to": second, "kind": "follow-up-of", "reason": "Mistaken."})

    page = ana.get(f"/cases/{first}").text
    assert f'href="/cases/{second}"' not in page
    assert "took the link with" in page
    assert "Mistaken." in page


@pytest.mark.parametrize(
    ("deed", "sent", "said"),
    [
        ("link", {"to": "CMP-1", "kind": "caused"}, "There is no such case."),
        ("link", {"to": "SELF", "kind": "caused"}, "cannot be linked with itself"),
        ("link", {"to": "SELF", "kind": "hates"}, "not linked in this way"),
        ("merge", {"into": "SELF", "reason": "Twice"}, "cannot be merged"),
        ("merge", {"into": "SELF", "reason": ""}, "reason"),
        ("unmerge", {"reason": "Oh"}, "was not merged"),
        ("reopen", {"reason": "Again"}, "cannot be reopened"),
    ],
)
def test_what_cannot_be_is_said_on_the_case_page(office: Office, deed: str, sent: dict[str, str], said: str):
    reference, ana = office.complain(), office.staff("ana")
    sent = {key: reference if value == "SELF" else value for key, value in sent.items()}

    answer = ana.post(f"/cases/{reference}/{deed}", sent)

    assert answer.status_code == 303
    assert said in ana.get(f"/cases/{reference}").text


def test_a_merge_leads_to_the_other_case_and_is_undone(office: Office) -> None:
    first, second, ana = office.complain(), office.complain(), office.staff("ana")

    ana.post(f"/cases/{second}/merge", {"into": first, "reason": "Sent in twice."})
    merged = ana.get(f"/cases/{second}").text
    ana.post(f"/cases/{second}/unmerge", {"reason": "Another matter."})

    assert f"Merged into {first}" in merged
    assert "Undo the merge" in merged
    page = ana.get(f"/cases/{second}").text
    assert "Merge into another case" in page
    assert "undid the merge" in page


def test_administrators_link_nothing(office: Office) -> None:
    reference, admin = office.complain(), office.staff("admin")

    assert admin.post(f"/cases/{reference}/link", {"to": reference, "kind": "caused"}).status_code == 403


def test_somebody_says_who_stands_in_for_them_and_ends_it(office: Office) -> None:
    ana, ben = office.staff("ana"), person(office, "ben")
    last = str((office.now() + timedelta(days=7)).date())

    answer = ana.post("/desk/away", {"substitute": ben, "begins": str(office.now().date()), "ends": last})
    page = ana.get("/desk/away").text
    end = re.search(r'action="(/desk/away/\w+/end)"', page)

    assert answer.status_code == 303
    assert "Ben Okafor" in page
    assert end is not None
    assert office.staff("ben").post(end.group(1)).status_code == 403
    assert ana.post(end.group(1)).status_code == 303
    assert "Nobody stands in for anybody." in ana.get("/desk/away").text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"substitute": "", "begins": "2099-01-01"}, "substitute"),
        ({"substitute": "SELF", "begins": "2099-01-01"}, "substitute"),
        ({"substitute": "BEN", "begins": "2099-02-31"}, "begins"),
        ({"substitute": "BEN", "begins": "2099-01-05", "ends": "2099-01-01"}, "ends"),
    ],
)
def test_what_cannot_be_a_substitution_is_said_at_its_field(office: Office, sent: dict[str, str], field: str):
    known = {"SELF": person(office, "ana"), "BEN": person(office, "ben")}

    answer = office.staff("ana").post("/desk/away", {key: known.get(one, one) for key, one in sent.items()})

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text


def test_only_supervisors_appoint_for_others(office: Office) -> None:
    sent = {"person": person(office, "ben"), "substitute": person(office, "dev"), "begins": "2099-01-01"}

    assert office.staff("ana").post("/desk/away", sent).status_code == 403
    assert office.staff("leila").post("/desk/away", sent).status_code == 303
    assert "Dev Patel" in office.staff("tom").get("/desk/away").text
