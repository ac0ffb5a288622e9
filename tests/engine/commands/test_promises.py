"""Promises to customers: made in any form or by hand, warned of, kept or broken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from engine.cases.models import Case
from engine.cases.queries import case_view
from engine.clocks.customer_promises import promises_due
from engine.clocks.errors import PromiseSettled
from engine.clocks.models import CustomerPromise
from engine.commands.cancel_case import cancel_case
from engine.commands.record_promise import record_promise
from engine.commands.settle_promise import settle_promise
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder, text


def group(key: str = "promise", kind: str = "group", **properties: str) -> dict[str, Any]:
    """The part of a form that asks what was promised and by when."""
    return {
        "type": kind,
        "key": key,
        "path": key,
        "properties": properties,
        "components": [
            {"type": "textfield", "key": "what", "id": "what", "label": "What"},
            {
                "type": "datetime",
                "key": "by",
                "id": "by",
                "label": "By",
                "subtype": "datetime",
                "dateLabel": "Day",
                "timeLabel": "Time",
                "timeSerializingFormat": "utc_normalized",
            },
        ],
    }


def calling(field: dict[str, Any]) -> PackageBuilder:
    """A call to the customer, then a case that is closed; a promise due soon puts a task before the lead."""
    builder = PackageBuilder().start().user("call", form="call").user("close").end()
    builder.on_escalation("soon", "promise_due", "remind").form("call", text("note"), field)
    return builder.flow("start", "call", "close", "end")


def promised(desk: Desk, what: str = "A call back", **by: float) -> CustomerPromise:
    """A promise made by hand in a new case."""
    desk.deploy(calling(group()).build())
    opened = desk.open()
    desk.do("ana", record_promise, opened.case_id, what, desk.now + timedelta(**by))
    (row,) = desk.rows(CustomerPromise)
    return row


def test_a_form_with_the_group_promise_makes_one(desk: Desk) -> None:
    desk.deploy(calling(group()).build())
    opened = desk.open()

    desk.complete("ana", "call", promise={"what": "We call back.", "by": "2026-03-04T15:00:00Z"})

    (row,) = desk.rows(CustomerPromise)
    assert (row.what, row.due_at) == ("We call back.", datetime(2026, 3, 4, 15, tzinfo=UTC))
    assert (row.made_by_name, row.element, row.state) == ("Ana", "call", "open")
    assert "promise made" in desk.verbs(opened)


def test_a_list_with_the_property_makes_one_for_each_row(desk: Desk) -> None:
    desk.deploy(calling(group("said", "dynamiclist", promise="yes")).build())
    desk.open()
    rows = [{"what": "One", "by": "2026-03-04T15:00:00Z"}, {"what": "No day", "by": None}]

    desk.complete("ana", "call", said=rows)

    assert [row.what for row in desk.rows(CustomerPromise)] == ["One"]


def test_without_an_answer_nothing_is_promised(desk: Desk) -> None:
    desk.deploy(calling(group()).build())
    desk.open()

    desk.complete("ana", "call", note=["Nobody there."])

    assert desk.rows(CustomerPromise) == []


def test_two_hours_before_it_is_warned_of(desk: Desk) -> None:
    promised(desk, days=1)

    desk.wait(hours=21, minutes=59)
    assert "remind" not in desk.open_tasks()
    desk.wait(minutes=1)

    assert "remind" in desk.open_tasks()
    assert desk.rows(CustomerPromise)[0].warned_at == MONDAY + timedelta(hours=22)
    assert desk.file(desk.only())["promise_due"]["what"] == "A call back"


def test_a_kept_promise_is_not_warned_of(desk: Desk) -> None:
    row = promised(desk, days=1)
    desk.do("ben", settle_promise, row.id, kept=True)

    desk.wait(days=2)

    kept = desk.rows(CustomerPromise)[0]
    assert (kept.state, kept.settled_by_name) == ("kept", "Ben")
    assert "remind" not in desk.open_tasks()
    with pytest.raises(PromiseSettled):
        desk.do("ben", settle_promise, row.id, kept=True)


def test_a_broken_promise_says_why(desk: Desk) -> None:
    row = promised(desk, days=1)

    with pytest.raises(InvalidSubmission):
        desk.do("ana", settle_promise, row.id, kept=False)
    desk.do("ana", settle_promise, row.id, kept=False, note="The line was dead.")

    assert desk.timeline(desk.only())[-1].verb == "promise broken"
    assert desk.rows(CustomerPromise)[0].note == "The line was dead."


def test_the_end_of_the_case_settles_what_is_open(desk: Desk) -> None:
    promised(desk, "Late", hours=1)
    desk.do("ana", record_promise, desk.only().case_id, "In time", desk.now + timedelta(days=9))
    desk.wait(days=1)

    desk.do("sue", cancel_case, desk.only().case_id, "Withdrawn.")

    assert {row.what: row.state for row in desk.rows(CustomerPromise)} == {
        "Late": "broken",
        "In time": "kept",
    }


def test_the_case_and_the_desk_show_what_was_promised(desk: Desk) -> None:
    promised(desk, days=1)
    ana = desk.people["ana"].id

    with desk.database.read() as session:
        assert [one.what for one in case_view(session, desk.only().reference).promises] == ["A call back"]
        assert [one.reference for one in promises_due(session, ana)] == [desk.only().reference]
        assert promises_due(session, desk.people["ben"].id) == ()


def test_the_owner_of_the_case_sees_what_others_promised_and_each_promise_once(desk: Desk) -> None:
    promised(desk, days=1)
    case_id = desk.only().case_id
    with desk.database.write() as session:
        session.get_one(Case, case_id).owner_id = desk.people["ben"].id
    desk.do("ben", record_promise, case_id, "A visit", desk.now + timedelta(hours=9))

    with desk.database.read() as session:
        ana, ben, mia = (promises_due(session, desk.people[who].id) for who in ("ana", "ben", "mia"))
        first = promises_due(session, desk.people["ben"].id, limit=1)

    assert [one.what for one in ana] == ["A call back"]
    assert [one.what for one in ben] == ["A visit", "A call back"]
    assert [one.what for one in first] == ["A visit"]
    assert mia == ()


def test_promises_of_others_are_not_read(desk: Desk) -> None:
    if not desk.database.is_sqlite:
        pytest.skip("The plan is asked for in SQLite's words.")
    sent: list[tuple[str, Any]] = []
    event.listen(
        desk.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, given, *_: sent.append((statement, given)),
    )
    with desk.database.read() as session:
        promises_due(session, "ana")
        statement, given = next(one for one in sent if "FROM promise" in one[0])
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        plan = [row.detail for row in rows]

    assert [line for line in plan if "SCAN promise" in line or "SCAN case" in line] == []
    assert [name for name in ("ix_promise_made", "ix_case_owner") if name in " ".join(plan)] != []


def test_what_is_no_promise_is_refused(desk: Desk) -> None:
    desk.deploy(calling(group()).build())
    case_id = desk.open().case_id

    with pytest.raises(InvalidSubmission) as refusal:
        desk.do("ana", record_promise, case_id, " ", desk.now)
    assert set(refusal.value.errors) == {"what", "by"}
    with pytest.raises(Exception, match="staff"):
        desk.do(CUSTOMER, record_promise, case_id, "x", desk.now + timedelta(days=1))
