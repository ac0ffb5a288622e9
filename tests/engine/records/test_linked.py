"""Who erases a case is told which linked ones were given its values, and can go on to erase each."""

from __future__ import annotations

from typing import Any

import simplejson

from engine.cases.models import Case
from engine.commands.cancel_case import cancel_case
from engine.commands.complete_task import complete_task
from engine.commands.erase_case import erase_case
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import Opened
from engine.records.certificates import CertificateView, certificate
from engine.records.linked import LinkedRecord
from engine.records.queries import outlook
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder
from tests.engine.operations.test_case_open import both
from tests.engine.records.conftest import WHY


def over(desk: Desk, *cases: Opened) -> None:
    """These cases are over."""
    for one in cases:
        desk.do("sue", cancel_case, one.case_id, "A mistake.")
    desk.work()


def linked(desk: Desk, case: Opened) -> tuple[LinkedRecord, ...]:
    """What the page of its erasure says of linked cases."""
    with desk.database.read() as session:
        return outlook(session, case.reference).linked


def flows(desk: Desk, case: Opened) -> list[tuple[str, str, bool, bool]]:
    """The same in short: state, kind, whether values were given and taken."""
    return [(one.state, one.kind, one.received, one.gave) for one in linked(desk, case)]


def erased(desk: Desk, case: Opened) -> CertificateView:
    """The certificate of its erasure."""
    made = desk.do("ada", erase_case, case.case_id, WHY)
    with desk.database.read() as session:
        return certificate(session, made)


def test_a_case_that_was_opened_with_values_is_named_as_having_received_them(desk: Desk) -> None:
    complaint, action = both(desk)
    over(desk, complaint)

    (found,) = linked(desk, complaint)

    assert (found.reference, found.process, found.state) == (action.reference, "action", "open")
    assert (found.kind, found.received, found.gave) == ("caused", True, False)
    assert found.values == "was given values"


def test_what_comes_back_at_its_end_is_named_on_both_sides(desk: Desk) -> None:
    complaint, action = both(desk)
    assert flows(desk, action) == [("open", "caused-by", False, True)]

    desk.complete("ana", "correct", what_changed="The scanner.", inner_thoughts="Tired.")
    desk.work()

    assert flows(desk, complaint) == [("ended", "caused", True, True)]
    assert flows(desk, action) == [("open", "caused-by", True, True)]


def test_an_opening_without_values_and_a_bare_link_are_no_known_copies(desk: Desk) -> None:
    desk.deploy(
        PackageBuilder("action", "CAP").start().user("correct").end().flow("start", "correct", "end").build()
    )
    bare = PackageBuilder().start().service("raise", "case.open", takes={}, process="action", bring="")
    desk.deploy(bare.user("tell").end().flow("start", "raise", "tell", "end").build())
    first, second = desk.open(), desk.open()
    desk.do("ana", link_cases, first.case_id, second.case_id, "related")

    assert {(one.kind, one.values) for one in linked(desk, first)} == {
        ("caused", "no copy is known"),
        ("related", "no copy is known"),
    }


def test_what_a_case_looked_up_of_others_is_a_copy(desk: Desk) -> None:
    reading = (
        PackageBuilder()
        .start()
        .user("wait")
        .service("look", "cases.linked", bring="words")
        .user("tell")
        .end()
    )
    desk.deploy(reading.flow("start", "wait", "look", "tell", "end").build())
    first, second = desk.open(words="one"), desk.open(words="two")
    desk.do("ana", link_cases, first.case_id, second.case_id, "related")
    reader = next(task for task in desk.rows(Task) if task.case_id == first.case_id)
    desk.do("ana", complete_task, reader.id, {})

    assert flows(desk, first) == [("open", "related", False, True)]
    assert flows(desk, second) == [("open", "related", True, False)]


def test_the_certificate_names_them_for_whoever_goes_on(desk: Desk) -> None:
    complaint, action = both(desk)
    over(desk, complaint)

    made = erased(desk, complaint)

    said: dict[str, Any] = simplejson.loads(made.statement)["cases"][0]["linked"][0]
    assert said == {
        "reference": action.reference,
        "kind": "caused",
        "process": "action",
        "state": "open",
        "received": True,
        "gave": False,
    }
    assert [one["of"] for one in made.linked] == [complaint.reference]
    assert made.whole


def test_one_that_is_erased_says_so_and_the_other_still_knows_where_its_values_went(desk: Desk) -> None:
    complaint, action = both(desk)
    over(desk, complaint, action)
    erased(desk, complaint)

    assert flows(desk, action) == [("erased", "caused-by", True, False)]
    assert flows(desk, complaint)[0][0] == "cancelled"


def test_links_of_merged_cases_are_named_and_those_that_go_along_are_not(desk: Desk) -> None:
    complaint, action = both(desk)
    other = desk.open(description="Late as well.", severity=1)
    assert len([case for case in desk.rows(Case) if case.process == "action"]) == 2
    desk.do("sue", merge_cases, other.case_id, complaint.case_id, "the same")
    desk.do("sue", cancel_case, complaint.case_id, "A mistake.")

    references = [one.reference for one in linked(desk, complaint)]

    assert action.reference in references
    assert len(set(references)) == 2
    assert other.reference not in references
