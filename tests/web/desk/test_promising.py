"""Promises on the case page and on the desk."""

from __future__ import annotations

import re

from tests.web.furnished import Office
from tests.web.visitor import Visitor


def promised(office: Office, by: str = "2099-03-04T15:00") -> tuple[str, Visitor]:
    """A case in which Ana promised to call back."""
    reference, ana = office.complain(), office.staff("ana")
    answer = ana.post(f"/cases/{reference}/promises", {"what": "We call back.", "by": by})
    assert answer.status_code == 303
    return reference, ana


def test_a_promise_stands_on_the_case_and_on_the_desk(office: Office) -> None:
    reference, ana = promised(office)

    assert "We call back." in ana.get(f"/cases/{reference}").text
    assert "We call back." in ana.get("/desk").text
    assert "We call back." not in office.staff("ben").get("/desk").text


def test_a_kept_promise_leaves_the_desk(office: Office) -> None:
    reference, ana = promised(office)
    found = re.search(r'action="(/promises/\w+)"', ana.get(f"/cases/{reference}").text)
    assert found is not None

    assert ana.post(found.group(1), {"kept": "no"}).status_code == 303
    assert "We call back." in ana.get("/desk").text
    assert ana.post(found.group(1), {"kept": "yes"}).status_code == 303

    assert "We call back." not in ana.get("/desk").text
    assert "Kept" in ana.get(f"/cases/{reference}").text


def test_a_promise_without_a_day_is_refused_in_words(office: Office) -> None:
    reference, ana = promised(office, by="soon")

    assert "Say by when." in ana.get(f"/cases/{reference}").text
