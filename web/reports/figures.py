"""Figures: what happened in each process over the last days, from what was counted each day."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, request

from engine.figures.queries import daily_figures, summed_figures
from engine.figures.rolling import counted_until, zone_of_days
from engine.library.live import live_packages
from web.session import session, step

SPANS = (7, 30, 90, 365)  # days to choose from
COLUMNS = {
    "opened": "Opened",
    "imported": "Imported",
    "ended": "Ended",
    "reopened": "Reopened",
    "cancelled": "Cancelled",
    "breached": "Promises missed",
    "escalated": "Escalations",
    "completed_tasks": "Tasks done",
}


def join(area: Blueprint) -> None:
    """Hang the page into the area."""
    area.get("/figures")(show_figures)


def show_figures() -> str:
    """Sums of every process over the chosen days, and the days of the chosen process."""
    asked = request.args.get("days", "")
    days = int(asked) if asked in {str(span) for span in SPANS} else SPANS[1]
    last = step().now.astimezone(zone_of_days(session())).date() - timedelta(days=1)
    first = last - timedelta(days=days - 1)
    titles = {package.key: package.settings.title for package in live_packages(session())}
    process = request.args.get("process", "")
    return render_template(
        "reports/figures.html",
        columns=COLUMNS,
        spans=SPANS,
        days=days,
        titles=titles,
        sums=summed_figures(session(), first, last),
        process=process if process in titles else None,
        lines=daily_figures(session(), process, first, last) if process in titles else (),
        until=counted_until(session()),
    )
