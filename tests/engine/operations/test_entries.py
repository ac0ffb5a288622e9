"""entry.read and entry.keep: a case reads the record of an item, and brings it up to date."""

from __future__ import annotations

from typing import Any

import pytest

from engine.audit.changes import changes
from engine.audit.pictures import CATALOGUE
from engine.commands.complete_task import complete_task
from engine.registers.attributes import Attribute
from engine.registers.details import Record, records
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder
from tests.engine.registers.shelf import keep_items
from tests.together import together

ATTRIBUTES = (
    Attribute(key="version", title="Version"),
    Attribute(key="last_change", title="Last change", type="case"),
    Attribute(key="depends_on", title="Depends on", type="entries"),
)


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """A desk with two items, one of which needs the other."""
    keep_items(desk, ATTRIBUTES, {"billing": {"version": "1.0", "depends_on": ["network"]}, "network": {}})
    return desk


def asked(desk: Desk, operation: str, takes: dict[str, str] | None = None, **headers: str) -> Any:
    """What the case knows after the operation; it was opened with an item, and what is to be kept of it."""
    builder = PackageBuilder().start().service("ask", operation, takes=takes, catalogue="items", **headers)
    desk.deploy(builder.user("after").end().flow("start", "ask", "after", "end").build())
    opened = desk.open(item={"key": "billing", "label": "Billing"}, built="2.4", nothing=None)
    return desk.file(opened)


def record(desk: Desk, key: str) -> Record:
    with desk.database.read() as session:
        return {one.key: one for one in records(session, "items")}[key]


def test_a_case_reads_the_record_of_an_item_and_what_needs_it(kept: Desk) -> None:
    file = asked(kept, "entry.read", entry="network", result="found")

    assert file["found"] == {
        "key": "network",
        "label": "Network",
        "retired": False,
        "version": None,
        "last_change": None,
        "depends_on": [],
        "needed_by": [{"key": "billing", "label": "Billing"}],
    }


@pytest.mark.parametrize("entry", ["moon", "=nothing"])
def test_what_has_no_record_is_nothing(kept: Desk, entry: str) -> None:
    assert asked(kept, "entry.read", entry=entry)["entry"] is None


def test_an_item_chosen_in_a_form_is_brought_up_to_date(kept: Desk) -> None:
    takes = {"version": "=built", "last_change": "=case.reference", "depends_on": "=nothing"}

    file = asked(kept, "entry.keep", takes, entry="=item")

    assert file["kept_entry"] == {"key": "billing", "label": "Billing"}
    assert record(kept, "billing").details == {
        "version": "2.4",
        "last_change": "DMO-2026-000001-T",
        "depends_on": ["network"],
    }


def test_who_kept_it_through_which_case_is_noted_with_what_stood_there_before(kept: Desk) -> None:
    asked(kept, "entry.keep", {"version": "=built"}, entry="=item")

    with kept.database.read() as session:
        (change,) = changes(session, kind=CATALOGUE, subject="items", part="billing")
    assert (change.by, change.title, change.part) == ("Ana", "Items", "billing")
    assert change.what == "record of Billing changed by DMO-2026-000001-T"
    assert (change.before, change.after) == ({"Version": "1.0"}, {"Version": "2.4"})


def test_what_is_kept_already_is_no_change(kept: Desk) -> None:
    asked(kept, "entry.keep", {"version": '="1.0"'}, entry="=item")

    with kept.database.read() as session:
        assert changes(session, kind=CATALOGUE, part="billing") == ()


def test_a_new_item_is_made_under_its_name_and_offered(kept: Desk) -> None:
    file = asked(kept, "entry.keep", {"version": "=built"}, label="Chât  server, 2")

    assert file["kept_entry"] == {"key": "chat_server_2", "label": "Chât  server, 2"}
    assert record(kept, "chat_server_2").details == {"version": "2.4"}


def test_an_item_of_this_name_is_not_made_twice(kept: Desk) -> None:
    assert asked(kept, "entry.keep", label="NETWORK")["kept_entry"] == {"key": "network", "label": "Network"}


def test_a_label_does_not_rename_what_is_there(kept: Desk) -> None:
    asked(kept, "entry.keep", entry="billing", label="Bills of old")

    assert record(kept, "billing").label == "Billing"


def test_an_item_is_retired_and_offered_again(kept: Desk) -> None:
    asked(kept, "entry.keep", entry="billing", retired="=true")
    gone = record(kept, "billing").retired_at
    asked(kept, "entry.keep", entry="billing", retired="=false")

    assert (gone, record(kept, "billing").retired_at) == (kept.now, None)


@pytest.mark.parametrize(
    ("takes", "headers"),
    [
        ({"colour": "=built"}, {"entry": "billing"}),
        ({"depends_on": "=built"}, {"entry": "billing"}),
        ({}, {"entry": "=5"}),
        ({}, {"entry": "=nothing"}),
        ({}, {"entry": "billing", "retired": "=built"}),
        ({}, {"entry": "nowhere"}),
    ],
)
def test_what_cannot_be_kept_is_an_incident_and_changes_nothing(
    kept: Desk, takes: dict[str, str], headers: dict[str, str]
) -> None:
    asked(kept, "entry.keep", takes, **headers)

    assert kept.incidents() == [("job", "job-failed")]
    assert record(kept, "billing").details == {"version": "1.0", "depends_on": ["network"]}


def test_a_catalogue_there_is_none_of_is_an_incident(desk: Desk) -> None:
    asked(desk, "entry.read", entry="billing")

    assert desk.incidents() == [("job", "job-failed")]


def test_two_cases_that_close_at_once_both_stay_in_the_record(kept: Desk) -> None:
    takes = {"version": "=version", "last_change": "=change"}
    builder = (
        PackageBuilder()
        .start()
        .user("close")
        .service("keep", "entry.keep", takes=takes, catalogue="items", entry="billing")
    )
    kept.deploy(builder.end().flow("start", "close", "keep", "end").build())
    kept.open(version="2.4", change=None)
    kept.open(version=None, change="CHG-1")
    first, second = (task.id for task in kept.rows(Task))

    together(
        lambda: kept.do("ana", complete_task, first, {}), lambda: kept.do("ben", complete_task, second, {})
    )

    assert record(kept, "billing").details == {
        "version": "2.4",
        "last_change": "CHG-1",
        "depends_on": ["network"],
    }
