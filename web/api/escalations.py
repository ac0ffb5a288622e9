"""Escalations: the queue, and what supervisors do with it."""

from __future__ import annotations

from flask import Response

from engine.cases.access import require_supervisor
from engine.clocks.queries import QueueFilter, escalation_queue
from engine.commands.acknowledge_escalation import acknowledge_escalation
from engine.commands.resolve_escalation import resolve_escalation
from engine.commands.take_over import take_over
from web.api.describing import Book
from web.api.plain import answer, body, query
from web.api.schemas import ListEscalations, Nothing, Reason
from web.paging import cursor_of, read_cursor
from web.session import actor, session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/escalations", takes=ListEscalations)(list_escalations)
    book.route("post", "/escalations/<escalation_id>/acknowledge", takes=Nothing)(acknowledge)
    book.route("post", "/escalations/<escalation_id>/take-over", takes=Nothing)(take)
    book.route("post", "/escalations/<escalation_id>/resolve", takes=Reason)(resolve)


def list_escalations() -> Response:
    """The escalations in the queue, the longest waiting first."""
    require_supervisor(actor())
    wanted = query(ListEscalations())
    lines = escalation_queue(
        session(),
        QueueFilter(process=wanted["process"], level=wanted["level"], state=wanted["state"]),
        after=read_cursor(wanted["cursor"], str),
        limit=wanted["limit"],
    )
    more = len(lines) == wanted["limit"]
    return answer({"escalations": lines, "next": cursor_of(lines[-1].cursor) if more else None})


def acknowledge(escalation_id: str) -> Response:
    """Say that somebody looks at it."""
    body(Nothing())
    acknowledge_escalation(step(), escalation_id)
    return answer({"escalation": escalation_id})


def take(escalation_id: str) -> Response:
    """Take the case over; answers with the tasks that came along."""
    body(Nothing())
    return answer({"escalation": escalation_id, "tasks": take_over(step(), escalation_id)})


def resolve(escalation_id: str) -> Response:
    """Close it with a reason."""
    resolve_escalation(step(), escalation_id, body(Reason())["reason"])
    return answer({"escalation": escalation_id})
