"""One escalation: what it is about, and what a supervisor does with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.clocks.queries import escalation_view
from engine.commands.acknowledge_escalation import acknowledge_escalation
from engine.commands.resolve_escalation import resolve_escalation
from engine.commands.take_over import take_over
from engine.errors import InvalidSubmission
from engine.tasks.queries import open_tasks_of
from web.session import finish, session, step
from web.supervise.words import ORIGINS, STATES, group_titles


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/supervise/escalations/<escalation_id>")(show_escalation)
    area.post("/supervise/escalations/<escalation_id>/acknowledge")(take_acknowledgement)
    area.post("/supervise/escalations/<escalation_id>/take-over")(take_take_over)
    area.post("/supervise/escalations/<escalation_id>/resolve")(take_resolution)


def show_escalation(escalation_id: str) -> str:
    """The escalation with its case, its clock and what can be done."""
    return _page(escalation_id, {}, "")


def take_acknowledgement(escalation_id: str) -> ResponseReturnValue:
    """Say that this supervisor looks after it, and go on with the queue."""
    acknowledge_escalation(step(), escalation_id)
    flash("You look after it now. The case stays with its owner.")
    if request.form.get("back") == "queue":
        return redirect(url_for("supervise.show_queue"), 303)
    return redirect(url_for("supervise.show_escalation", escalation_id=escalation_id), 303)


def take_take_over(escalation_id: str) -> ResponseReturnValue:
    """Become the owner of the case and go to it."""
    taken = take_over(step(), escalation_id)
    flash(f"The case is yours, with {_tasks(len(taken))}.")
    view = escalation_view(session(), escalation_id)
    return redirect(url_for("desk.show_case", reference=view.reference), 303)


def take_resolution(escalation_id: str) -> ResponseReturnValue:
    """Say how it was settled, or be asked for the reason."""
    said = request.form.get("resolution", "")
    try:
        resolve_escalation(step(), escalation_id, said)
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(escalation_id, {"resolution": error.errors["reason"]}, said), 422
    flash("Resolved. Your reason is on the timeline of the case.")
    return redirect(url_for("supervise.show_queue"), 303)


def _page(escalation_id: str, errors: dict[str, list[str]], said: str) -> str:
    view = escalation_view(session(), escalation_id)
    return render_template(
        "supervise/escalation.html",
        escalation=view,
        tasks=open_tasks_of(session(), view.case_id),
        errors=errors,
        said=said,
        states=STATES,
        origins=ORIGINS,
        groups=group_titles(session()),
        now=step().now,
    )


def _tasks(count: int) -> str:
    return "no open task" if count == 0 else "its open task" if count == 1 else f"its {count} open tasks"
