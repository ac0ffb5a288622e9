"""Running cases on older versions: which can go over to the live one, what keeps the others, and doing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.commands.advance.prospects import count_others, prospects, read_mapping
from engine.commands.migrate_cases import migrate_cases
from engine.errors import InvalidSubmission
from engine.library.live import live_package, live_version, versions
from web.paging import cursor_of, read_cursor
from web.session import finish, session, step

MOST_SHOWN = 100  # cases on a page; each of them is tried, which takes a while


def join(area: Blueprint) -> None:
    """Hang the pages into the studio."""
    area.get("/studio/<process>/running")(show_running)
    area.post("/studio/<process>/running")(take_migration)


def show_running(process: str) -> str:
    """What would become of each running case with the mapping given, if any."""
    mapping = request.args.get("mapping", "")
    try:
        return _page(process, mapping, "", {})
    except InvalidSubmission as error:
        return _page(process, "", "", error.errors, typed=mapping)


def take_migration(process: str) -> ResponseReturnValue:
    """Have the cases go over, each in a step of its own."""
    mapping, reason = request.form.get("mapping", ""), request.form.get("reason", "")
    try:
        version = live_version(session(), process)
        count = migrate_cases(step(), process, version, reason, read_mapping(mapping))
    except InvalidSubmission as error:
        finish(keep=False)
        known = "" if "mapping" in error.errors else mapping
        return _page(process, known, reason, error.errors, typed=mapping), 422
    cases = "case goes" if count == 1 else "cases go"
    flash(f"{count} running {cases} over now; one that cannot stays, and its timeline says why.")
    return redirect(url_for("studio.show_running", process=process, mapping=mapping or None), 303)


def _page(
    process: str, mapping: str, reason: str, errors: dict[str, list[str]], typed: str | None = None
) -> str:
    package = live_package(session(), process)
    rows = versions(session(), process)
    after = read_cursor(request.args.get("after"), int)
    found = prospects(step(), package, read_mapping(mapping), most=MOST_SHOWN, after=after)
    full = len(found) == MOST_SHOWN
    return render_template(
        "studio/running.html",
        package=package,
        number=next(row.number for row in rows if row.hash == package.version),
        found=found,
        total=count_others(step(), process, package.version),
        later=after is not None,
        next=cursor_of((found[-1].opened_at, found[-1].case_id)) if full else None,
        known=mapping,
        mapping=mapping if typed is None else typed,
        reason=reason,
        errors=errors,
    )
