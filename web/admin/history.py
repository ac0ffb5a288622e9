"""The history of what administrators keep: who changed what, when, from what to what."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine.audit.changes import changes
from engine.audit.pictures import (
    ACCOUNT,
    CALENDAR,
    CATALOGUE,
    CUSTOMERS,
    GROUP,
    PROFILE,
    SUBSTITUTION,
    TOKEN,
)
from web.paging import cursor_of, read_cursor
from web.session import session

PAGE = 50
KINDS = {
    ACCOUNT: "Accounts",
    GROUP: "Groups",
    TOKEN: "API tokens",
    SUBSTITUTION: "Substitutes",
    CATALOGUE: "Catalogues",
    CALENDAR: "Calendars",
    PROFILE: "Norm times",
    CUSTOMERS: "Numbers of customers",
}


def join(area: Blueprint) -> None:
    """Hang the page into the area."""
    area.get("/admin/changes")(show_changes)


def show_changes() -> str:
    """Every change, the latest first; of one kind, or all."""
    asked = request.args.get("kind", "")
    kind = asked if asked in KINDS else None
    lines = changes(session(), kind=kind, after=read_cursor(request.args.get("after"), int), limit=PAGE + 1)
    return render_template(
        "admin/changes.html",
        changes=lines[:PAGE],
        next=cursor_of(lines[PAGE - 1].cursor) if len(lines) > PAGE else None,
        kind=kind,
        kinds=KINDS,
    )
