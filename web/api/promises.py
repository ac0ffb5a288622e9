"""What was promised to customers: recorded, kept, broken."""

from __future__ import annotations

from flask import Response

from engine.cases.queries import case_id_of
from engine.clocks.customer_promises import promises_of
from engine.commands.record_promise import record_promise
from engine.commands.settle_promise import settle_promise
from web.api.access import staff_only
from web.api.describing import Book
from web.api.plain import answer, body
from web.api.schemas import Promise, Settle
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/cases/<reference>/promises")(list_promises)
    book.route("post", "/cases/<reference>/promises", takes=Promise, status=201)(promise)
    book.route("post", "/promises/<promise_id>/settle", takes=Settle)(settle)


def list_promises(reference: str) -> Response:
    """The promises of a case, the first due first."""
    staff_only()
    return answer({"promises": promises_of(session(), case_id_of(session(), reference))})


def promise(reference: str) -> Response:
    """Record what was promised to the customer, and by when; it is warned of two hours before."""
    wanted = body(Promise())
    record_promise(step(), case_id_of(session(), reference), wanted["what"], wanted["by"])
    return answer({"reference": reference}, 201)


def settle(promise_id: str) -> Response:
    """Say whether a promise was kept; a broken one needs a note."""
    wanted = body(Settle())
    settle_promise(step(), promise_id, kept=wanted["kept"], note=wanted["note"])
    return answer({"promise": promise_id, "kept": wanted["kept"]})
