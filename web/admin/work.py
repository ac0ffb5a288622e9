"""The machine's work: how far it is behind, and what it gave up."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.keeping import audit_alarm
from engine.commands.retry_incident import retry_incident
from engine.jobs.queries import queues
from engine.work.queries import backlog, open_incidents
from web.paging import cursor_of, read_cursor
from web.session import session, step

PAGE = 50


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/work")(show_work)
    area.post("/admin/work/<incident_id>/retry")(take_work_retry)


def show_work() -> str:
    """Backlog and open incidents, the oldest first."""
    after = read_cursor(request.args.get("after"), str)
    lines = open_incidents(session(), after=after, limit=PAGE + 1)
    return render_template(
        "admin/work.html",
        backlog=backlog(session(), step().now),
        queues=queues(session(), step().now),
        audit_alarm=audit_alarm(session()),
        lines=lines[:PAGE],
        next=cursor_of(lines[PAGE - 1].cursor) if len(lines) > PAGE else None,
    )


def take_work_retry(incident_id: str) -> ResponseReturnValue:
    """Have something tried again, once its cause is mended."""
    retry_incident(step(), incident_id)
    flash("It is tried again now. Should it fail again, it comes back here.")
    return redirect(url_for("admin.show_work"), 303)
