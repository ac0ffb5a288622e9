"""Cases from older systems: with their own date, once, telling nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.cases.models import Case
from engine.commands.import_case import MayNotImport, import_case
from engine.commands.open_case import Opened
from engine.commands.release_case import release_case
from engine.correspondence.models import Letter
from engine.errors import InvalidSubmission
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, number, text
from tests.engine.commands.test_clocks import ANSWER

DESCRIPTION = {"type": "textarea", "key": "description", "validate": {"required": True}}
LONG_AGO = datetime(2016, 5, 4, 10, 0, tzinfo=UTC)


def older() -> PackageBuilder:
    """A process that acknowledges what it gets and promises an answer."""
    return (
        PackageBuilder()
        .settings(clocks=ANSWER, customer={"email": "email"}, **{"import": ["old_number"]})
        .start(form="complaint")
        .service("acknowledge", "letter.send", letter="hello")
        .user("answer")
        .end()
        .flow("start", "acknowledge", "answer", "end")
        .form("complaint", DESCRIPTION, text("email"), number("amount"))
        .letter("hello", "Dear customer")
    )


def imported(desk: Desk, key: str = "old-1", **variables: Any) -> Opened | None:
    """Import a record."""
    given = {"email": "kim@example.org", **variables}
    return desk.do(SYSTEM, import_case, "demo", external_key=key, received_at=LONG_AGO, variables=given)


def test_an_imported_case_keeps_its_date_and_words(desk: Desk) -> None:
    desk.deploy(older().build())

    opened = imported(desk, description="Line one.\nLine two.", old_number="77")

    assert opened is not None
    case = desk.case(opened)
    assert (case.received_at, case.opened_at, case.held) == (LONG_AGO, LONG_AGO, True)
    assert opened.reference.startswith("DMO-2016-000001-")
    assert desk.file(opened)["description"] == "Line one.\nLine two."
    assert desk.file(opened)["old_number"] == "77"


def test_a_record_is_imported_once(desk: Desk) -> None:
    desk.deploy(older().build())

    first, second = imported(desk, description="x"), imported(desk, description="x")

    assert first is not None
    assert second is None
    assert len(desk.rows(Case)) == 1


def test_nobody_gets_a_letter_until_the_case_is_released(desk: Desk) -> None:
    desk.deploy(older().build())
    opened = imported(desk, description="x")
    assert opened is not None
    desk.work()
    assert [letter.state for letter in desk.rows(Letter)] == ["held"]

    sent = desk.do("ana", release_case, opened.case_id)
    desk.work()

    assert sent == 1
    assert [letter.state for letter in desk.rows(Letter)] == ["sent"]


def test_promises_of_years_ago_are_not_escalated(desk: Desk) -> None:
    desk.deploy(older().build())

    imported(desk, description="x")
    desk.wait(days=30)

    assert desk.escalations() == []


def test_missing_answers_are_history_but_wrong_types_are_refused(desk: Desk) -> None:
    desk.deploy(older().build())

    assert imported(desk, key="a") is not None
    with pytest.raises(InvalidSubmission) as refused:
        imported(desk, key="b", amount="many")

    assert list(refused.value.errors) == ["amount"]


def test_an_unknown_field_is_refused_by_name(desk: Desk) -> None:
    desk.deploy(older().build())

    with pytest.raises(InvalidSubmission) as refused:
        imported(desk, colour="red")

    assert list(refused.value.errors) == ["colour"]


def test_staff_may_not_import(desk: Desk) -> None:
    desk.deploy(older().build())

    with pytest.raises(MayNotImport):
        desk.do("ana", import_case, "demo", external_key="x", received_at=LONG_AGO, variables={})
