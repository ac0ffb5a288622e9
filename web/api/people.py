"""Substitutes: who stands in for whom, from when until when."""

from __future__ import annotations

from flask import Response

from engine.commands.appoint_substitute import appoint_substitute, require_may_appoint
from engine.commands.end_substitution import end_substitution
from engine.people.models import Substitution
from engine.people.substitution import substitutions
from web.api.describing import Book
from web.api.plain import answer, body, query
from web.api.schemas import Appoint, ListSubstitutions, Nothing
from web.session import actor, session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/substitutions", takes=ListSubstitutions)(list_substitutions)
    book.route("post", "/substitutions", takes=Appoint, status=201)(appoint)
    book.route("post", "/substitutions/<substitution_id>/end", takes=Nothing)(end)


def list_substitutions() -> Response:
    """Who stands in for whom, the latest first; one's own without `person`."""
    person = query(ListSubstitutions())["person"] or actor().id
    require_may_appoint(actor(), person)
    return answer({"substitutions": [_plain(one) for one in substitutions(session(), person)]})


def appoint() -> Response:
    """Let somebody stand in for a person; oneself without `person`, without `ends` until it is ended."""
    wanted = body(Appoint())
    begins = wanted["begins"] or step().now
    person = wanted["person"] or actor().id
    made = appoint_substitute(step(), person, wanted["substitute"], begins, wanted["ends"])
    return answer({"substitution": made}, 201)


def end(substitution_id: str) -> Response:
    """End a substitution now."""
    body(Nothing())
    end_substitution(step(), substitution_id)
    return answer({"substitution": substitution_id})


def _plain(row: Substitution) -> dict[str, object]:
    return {
        "id": row.id,
        "person": row.person,
        "substitute": row.substitute,
        "begins_at": row.begins_at,
        "ends_at": row.ends_at,
    }
