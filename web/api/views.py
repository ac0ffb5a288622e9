"""Version 1 of the API: its blueprint, its document, and whether the program is well."""

from __future__ import annotations

from flask import Blueprint, Response

from web.api import (
    cases,
    catalogues,
    changes,
    deployments,
    escalations,
    jobs,
    letters,
    linking,
    people,
    profiles,
    promises,
    records,
    registers,
    tasks,
)
from web.api.access import identify, say_how
from web.api.describing import Book
from web.api.plain import answer
from web.security import csrf
from web.session import settings

area = Blueprint("api", __name__, url_prefix="/api/v1")
# A program proves itself by its token alone; cookies are not looked at, so nothing can be forged with them.
csrf.exempt(area)
area.after_request(say_how)
book = Book(area)

PARTS = (
    deployments,
    cases,
    linking,
    promises,
    tasks,
    jobs,
    escalations,
    letters,
    registers,
    records,
    catalogues,
    people,
    profiles,
    changes,
)
for part in PARTS:
    part.join(book)
area.before_request(identify)


@area.get("/openapi.json")
def document() -> Response:
    """What this API can do, for tools."""
    return answer(book.document(settings().base_url))
