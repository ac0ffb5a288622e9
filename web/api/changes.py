"""Changes to accounts, code lists, calendars and norm times, for administrators' programs."""

from __future__ import annotations

from flask import Response

from engine.audit.changes import changes
from engine.people.access import require_administrator
from web.api.describing import Book
from web.api.plain import answer, query
from web.api.schemas import ListChanges
from web.paging import cursor_of, read_cursor
from web.session import actor, session


def join(book: Book) -> None:
    """Write this operation into the book."""
    book.route("get", "/changes", takes=ListChanges)(list_changes)


def list_changes() -> Response:
    """Who changed what administrators keep, the latest change first; what differs, before and after."""
    require_administrator(actor())
    wanted = query(ListChanges())
    found = changes(
        session(),
        kind=wanted["kind"],
        subject=wanted["subject"],
        after=read_cursor(wanted["cursor"], int),
        limit=wanted["limit"],
    )
    more = len(found) == wanted["limit"]
    return answer({"changes": found, "next": cursor_of(found[-1].cursor) if more else None})
