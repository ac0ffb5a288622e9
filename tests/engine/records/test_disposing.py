"""Records are kept as long as their class says, and disposed of when somebody approves; a hold keeps them."""

from __future__ import annotations

import pytest
import simplejson
from sqlalchemy import select, update

from engine.cases.models import Case
from engine.commands.cancel_case import cancel_case
from engine.commands.classify_records import classify_records
from engine.commands.dispose_of_records import dispose_of_records
from engine.commands.erase_case import erase_case
from engine.commands.lift_hold import lift_hold
from engine.commands.link_cases import link_cases
from engine.commands.reopen_case import reopen_case
from engine.commands.set_hold import set_hold
from engine.errors import InvalidSubmission
from engine.people.errors import NotAdministrator
from engine.records.certificates import as_file, certificate, certificates
from engine.records.classes import due_records
from engine.records.errors import HoldNotFound, MayNotHold, NotDue, UnderHold
from engine.records.holds import holds_about, holds_over, standing_holds
from engine.records.models import Certificate
from tests.engine.commands.desk import Desk
from tests.engine.records.conftest import RECORDS, ended, opened, package, send

WHY = "Their time is over; looked through on Monday."
COURT = "The court asks for it."


def due(desk: Desk) -> list[str]:
    """The references of the cases that are over their time, in the order of their days."""
    with desk.database.read() as session:
        return [one.reference for one in due_records(session, desk.now, limit=50)]


def kept_as(desk: Desk) -> list[str | None]:
    """The classes of all cases, in the order in which they were opened."""
    return [row.record_class for row in sorted(desk.rows(Case), key=lambda row: row.id)]


def test_the_class_is_settled_when_a_case_ends(desk: Desk) -> None:
    ended(desk, retention="short")
    ended(desk, retention="for ever")  # no such class
    cancelled = opened(desk)
    desk.do("sue", cancel_case, cancelled.case_id, "A mistake.")
    opened(desk)

    assert kept_as(desk) == ["short", "long", "long", None]


def test_a_case_is_due_when_its_class_says_so_and_not_a_day_before(desk: Desk) -> None:
    short, long = ended(desk, retention="short"), ended(desk, retention="long")

    desk.wait(days=364)
    assert due(desk) == []
    desk.wait(days=1)
    assert due(desk) == [short.reference]
    desk.wait(days=5 * 366)
    assert due(desk) == [short.reference, long.reference]


def test_what_the_owner_says_today_holds_for_cases_of_all_versions(desk: Desk) -> None:
    case = ended(desk, retention="short")
    desk.wait(days=40)
    classes = {"long": RECORDS["classes"]["long"] | {"keep": "1 month"}}

    desk.deploy(package(records=RECORDS | {"classes": classes}).build())  # there is no "short" any more

    assert due(desk) == [case.reference]


def test_a_case_opened_again_is_not_due(desk: Desk) -> None:
    desk.deploy(package().start("again", message="reopen").flow("again", "answer").build())
    case = ended(desk)
    desk.wait(days=400)

    desk.do("ana", reopen_case, case.case_id, "She wrote again.")

    assert due(desk) == []
    with pytest.raises(NotDue):
        desk.do("ada", dispose_of_records, [case.case_id], WHY)


def test_cases_that_ended_before_there_were_classes_get_theirs_by_the_work_of_the_day(desk: Desk) -> None:
    case = ended(desk)
    with desk.database.write() as session:
        session.execute(update(Case).values(record_class=None))
        assert due_records(session, desk.now, limit=5) == ()

    desk.do("sue", classify_records)

    assert kept_as(desk) == ["short"]
    desk.wait(days=366)
    assert due(desk) == [case.reference]


def test_disposal_erases_and_is_certified(desk: Desk) -> None:
    one, other = ended(desk), ended(desk)
    desk.wait(days=366)

    given = desk.do("ada", dispose_of_records, [other.case_id, one.case_id], WHY)

    assert due(desk) == []
    assert all(row.erased_at == desk.now for row in desk.rows(Case))
    with desk.database.read() as session:
        [found] = certificates(session)
        assert found == certificate(session, given)
    assert (found.kind, found.by, found.reason, found.cases, found.whole) == ("disposal", "Ada", WHY, 2, True)
    first, second = found.lines
    assert (first["reference"], second["reference"]) == (one.reference, other.reference)
    assert (first["class"], first["kept_for"], first["letters"], first["files"]) == ("short", "1 year", 1, 1)
    with desk.database.read() as session:
        row = session.get_one(Case, one.case_id)
        assert first["chain"] == {"seq": row.last_seq, "hash": row.last_hash}
    assert simplejson.loads(as_file(found))["sha256"] == found.digest


def test_a_certificate_that_somebody_changed_is_told(desk: Desk) -> None:
    case = ended(desk)
    desk.do("ada", erase_case, case.case_id, WHY)

    with desk.database.write() as session:
        row = session.scalars(select(Certificate)).one()
        row.statement = row.statement.replace("looked through", "not looked at")

    with desk.database.read() as session:
        assert [one.whole for one in certificates(session)] == [False]


def test_all_or_none_are_disposed_of(desk: Desk) -> None:
    one, early = ended(desk), ended(desk, retention="long")
    desk.wait(days=366)

    with pytest.raises(NotDue, match=early.reference):
        desk.do("ada", dispose_of_records, [one.case_id, early.case_id], WHY)

    assert [row.erased_at for row in desk.rows(Case)] == [None, None]
    assert desk.rows(Certificate) == []


def test_it_takes_an_administrator_a_reason_and_a_case(desk: Desk) -> None:
    case = ended(desk)
    desk.wait(days=366)

    with pytest.raises(NotAdministrator):
        desk.do("sue", dispose_of_records, [case.case_id], WHY)
    with pytest.raises(InvalidSubmission, match="reason"):
        desk.do("ada", dispose_of_records, [case.case_id], "")
    with pytest.raises(InvalidSubmission, match="choose"):
        desk.do("ada", dispose_of_records, [], WHY)


def test_a_hold_keeps_a_case_from_disposal_and_from_erasure_and_says_whose_it_is(desk: Desk) -> None:
    case = ended(desk)
    desk.wait(days=366)
    desk.do("sue", set_hold, case.case_id, COURT)

    for command, what in ((dispose_of_records, [case.case_id]), (erase_case, case.case_id)):
        with pytest.raises(UnderHold, match=f"{case.reference}, set by Sue"):
            desk.do("ada", command, what, WHY)

    assert due(desk) == [case.reference]  # the page shows it there, with its hold
    assert desk.verbs(case)[-1] == "legal hold set"


def test_lifted_it_keeps_nothing(desk: Desk) -> None:
    case = ended(desk)
    hold = desk.do("sue", set_hold, case.case_id, COURT)

    desk.do("ada", lift_hold, hold, "The court has closed its file.")
    with pytest.raises(HoldNotFound):
        desk.do("ada", lift_hold, hold, "Once more.")
    desk.do("ada", erase_case, case.case_id, WHY)

    with desk.database.read() as session:
        assert standing_holds(session) == ()
        [row] = holds_about(session, [case.case_id])
    assert (row.owner, row.lifted_by, row.reason) == ("Sue", "Ada", "Erased")


def test_of_two_holds_one_is_enough(desk: Desk) -> None:
    case = ended(desk)
    first = desk.do("sue", set_hold, case.case_id, COURT)
    desk.do("ada", set_hold, case.case_id, "The regulator asks, too.")

    desk.do("sue", lift_hold, first, "The court has closed its file.")

    with pytest.raises(UnderHold, match="set by Ada"):
        desk.do("ada", erase_case, case.case_id, WHY)


def test_a_hold_covers_the_cases_linked_with_its_own_and_no_further(desk: Desk) -> None:
    held, linked, further = ended(desk), ended(desk), ended(desk)
    desk.do("ana", link_cases, held.case_id, linked.case_id, "caused")
    desk.do("ana", link_cases, linked.case_id, further.case_id, "related")
    desk.do("sue", set_hold, held.case_id, COURT)

    with pytest.raises(UnderHold, match=held.reference):
        desk.do("ada", erase_case, linked.case_id, WHY)
    desk.do("ada", erase_case, further.case_id, WHY)

    with desk.database.read() as session:
        assert [one.reference for one in holds_over(session, [linked.case_id])] == [held.reference]


def test_holds_are_for_supervisors_and_administrators_and_want_a_reason(desk: Desk) -> None:
    case = opened(desk)

    with pytest.raises(MayNotHold):
        desk.do("ana", set_hold, case.case_id, COURT)
    with pytest.raises(InvalidSubmission):
        desk.do("sue", set_hold, case.case_id, "  ")


def test_a_diagram_sets_its_hold_and_lifts_no_other(desk: Desk) -> None:
    drawn = (
        package()
        .service("keep", "hold.set", reason="=story")
        .user("meanwhile")
        .service("free", "hold.lift", reason="No more.")
        .end("over")
        .flow("check", "keep", "meanwhile", "free", "over")
    )
    desk.deploy(drawn.build())
    case = opened(desk)
    desk.complete("ana", "answer", story=COURT, retention="short")
    desk.complete("oli", "check")
    with desk.database.read() as session:
        [row] = standing_holds(session)
    assert (row.element, row.reason, row.owner) == ("keep", COURT, "Oli")
    by_hand = desk.do("sue", set_hold, case.case_id, "The regulator asks.")

    desk.complete("ana", "meanwhile")

    with desk.database.read() as session:
        assert [one.id for one in standing_holds(session)] == [by_hand]
    assert {"legal hold set", "legal hold lifted"} <= set(desk.verbs(case))
    send(desk)
