"""What the machine could not finish: the list, and a page for each with its reason and a way on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.commands.retry_incident import retry_incident
from engine.commands.skip_incident import skip_incident
from engine.errors import InvalidSubmission
from engine.work.queries import incident_view, open_incidents
from web.paging import cursor_of, read_cursor
from web.session import finish, session, step
from web.supervise.words import KINDS, process_titles, step_name

PAGE = 50


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/supervise/incidents")(show_incidents)
    area.get("/supervise/incidents/<incident_id>")(show_incident)
    area.post("/supervise/incidents/<incident_id>/retry")(take_retry)
    area.post("/supervise/incidents/<incident_id>/skip")(take_skip)


def show_incidents() -> str:
    """Open incidents, the oldest first."""
    after = read_cursor(request.args.get("after"), str)
    lines = open_incidents(session(), after=after, limit=PAGE + 1)
    return render_template(
        "supervise/incidents.html",
        lines=lines[:PAGE],
        next=cursor_of(lines[PAGE - 1].cursor) if len(lines) > PAGE else None,
        kinds=KINDS,
        processes=process_titles(session()),
    )


def show_incident(incident_id: str) -> str:
    """One incident, open or dealt with."""
    return _page(incident_id, {}, "")


def take_retry(incident_id: str) -> ResponseReturnValue:
    """Have it tried again; should it fail again, a new incident says so."""
    retry_incident(step(), incident_id)
    flash("It is tried again now. Should it fail again, it comes back here.")
    return redirect(url_for("supervise.show_incidents"), 303)


def take_skip(incident_id: str) -> ResponseReturnValue:
    """Go on without it, with a reason."""
    reason = request.form.get("reason", "")
    try:
        skip_incident(step(), incident_id, reason)
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(incident_id, error.errors, reason), 422
    flash("The case goes on without it. Your reason is on its timeline.")
    return redirect(url_for("supervise.show_incidents"), 303)


def _page(incident_id: str, errors: dict[str, list[str]], reason: str) -> str:
    view = incident_view(session(), incident_id)
    return render_template(
        "supervise/incident.html",
        incident=view,
        step_name=step_name(session(), view),
        kinds=KINDS,
        errors=errors,
        reason=reason,
    )
