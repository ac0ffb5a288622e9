"""Records: holds, what is over its time, disposal and erasure with their certificates."""

from __future__ import annotations

from flask import Response

from engine.cases.queries import case_id_of
from engine.commands.dispose_of_records import MOST, dispose_of_records
from engine.commands.erase_case import erase_case
from engine.commands.lift_hold import lift_hold
from engine.commands.set_hold import set_hold
from engine.people.access import require_administrator
from engine.records.access import require_may_hold
from engine.records.certificates import certificate
from engine.records.holds import standing_holds
from engine.records.queries import due_lines
from web.api.describing import Book
from web.api.plain import answer, body, query
from web.api.schemas import Dispose, Paged, Reason
from web.paging import cursor_of, read_cursor
from web.session import actor, session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/holds", takes=Paged)(list_holds)
    book.route("post", "/cases/<reference>/holds", takes=Reason, status=201)(hold)
    book.route("post", "/holds/<hold_id>/lift", takes=Reason)(lift)
    book.route("get", "/records/due")(list_due)
    book.route("post", "/records/dispose", takes=Dispose, status=201)(dispose)
    book.route("post", "/cases/<reference>/erase", takes=Reason, status=201)(erase)
    book.route("get", "/certificates/<certificate_id>")(read_certificate)


def list_holds() -> Response:
    """The legal holds that stand, the oldest first."""
    require_may_hold(actor())
    wanted = query(Paged())
    found = standing_holds(session(), after=read_cursor(wanted["cursor"], str), limit=wanted["limit"])
    more = len(found) == wanted["limit"]
    return answer({"holds": found, "next": cursor_of(found[-1].cursor) if more else None})


def hold(reference: str) -> Response:
    """Set a legal hold; answers with its id."""
    made = set_hold(step(), case_id_of(session(), reference), body(Reason())["reason"])
    return answer({"hold": made}, 201)


def lift(hold_id: str) -> Response:
    """Lift a legal hold, with a reason."""
    lift_hold(step(), hold_id, body(Reason())["reason"])
    return answer({"hold": hold_id})


def list_due() -> Response:
    """The cases that are over their keeping time, a hundred at most, each with the holds that keep it."""
    require_administrator(actor())
    return answer({"due": due_lines(session(), step().now, MOST)})


def dispose() -> Response:
    """Dispose of cases that are over their time, all or none; answers with the certificate's id."""
    wanted = body(Dispose())
    ids = [case_id_of(session(), reference) for reference in wanted["cases"]]
    return answer({"certificate": dispose_of_records(step(), ids, wanted["reason"])}, 201)


def erase(reference: str) -> Response:
    """Erase the contents of an ended case for good; answers with the certificate's id."""
    made = erase_case(step(), case_id_of(session(), reference), body(Reason())["reason"])
    return answer({"certificate": made}, 201)


def read_certificate(certificate_id: str) -> Response:
    """What was erased at one time, by whom and why, with the statement and its SHA-256."""
    require_administrator(actor())
    return answer(certificate(session(), certificate_id))
