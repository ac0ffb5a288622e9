"""Supervision: the escalation queue, and the clocks that are at risk."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, request

from engine.clocks.queries import QueueFilter, clocks_at_risk, escalation_count, escalation_queue
from engine.step import Actor
from web.paging import cursor_of, read_cursor
from web.session import actor, require, session, step
from web.supervise import escalations, incidents, reassigning, workload
from web.supervise.words import STATES, group_titles, level_titles, process_titles

area = Blueprint("supervise", __name__)
area.before_request(require("supervisor"))
escalations.join(area)
reassigning.join(area)
workload.join(area)
incidents.join(area)

VIEWS = {"": "My groups", "mine": "Mine", "all": "Everybody"}
SPANS = {"0": "Overdue", "1": "Within a day", "3": "Within 3 days", "7": "Within a week"}
SOON = "3"  # days
PAGE = 50


@area.get("/supervise")
def show_queue() -> str:
    """Cases that ask for help, the longest waiting first."""
    view = request.args.get("view", "")
    chosen = view if view in VIEWS else ""
    wanted = _wanted(chosen, actor())
    after = read_cursor(request.args.get("after"), str)
    lines = escalation_queue(session(), wanted, after=after, limit=PAGE + 1)
    return render_template(
        "supervise/queue.html",
        lines=lines[:PAGE],
        next=cursor_of(lines[PAGE - 1].cursor) if len(lines) > PAGE else None,
        wanted=wanted,
        view=chosen,
        views=VIEWS,
        counts={key: escalation_count(session(), _wanted(key, actor())) for key in VIEWS},
        states=STATES,
        levels=level_titles(session()),
        groups=group_titles(session()),
        processes=process_titles(session()),
        now=step().now,
    )


@area.get("/supervise/clocks")
def show_clocks() -> str:
    """Running clocks that are due soon or overdue, the most overdue first."""
    span = request.args.get("within", SOON)
    chosen = span if span in SPANS else SOON
    process = request.args.get("process") or None
    now = step().now
    lines = clocks_at_risk(
        session(),
        now + timedelta(days=int(chosen)),
        now=now,
        process=process,
        after=read_cursor(request.args.get("after"), str),
        limit=PAGE + 1,
    )
    return render_template(
        "supervise/clocks.html",
        lines=lines[:PAGE],
        next=cursor_of(lines[PAGE - 1].cursor) if len(lines) > PAGE else None,
        span=chosen,
        spans=SPANS,
        process=process,
        processes=process_titles(session()),
        groups=group_titles(session()),
    )


def _wanted(view: str, me: Actor) -> QueueFilter:
    """The queue's filter as the address says it."""
    state = request.args.get("state", "")
    return QueueFilter(
        groups=me.groups if view == "" else None,
        owner_id=me.id if view == "mine" else None,
        process=request.args.get("process") or None,
        level=request.args.get("level", type=int),
        state=state if state in STATES else None,
    )
