"""Giving one case, or several chosen from a list, to another person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.queries import case_id_of, case_lines
from engine.commands.reassign_cases import reassign_cases
from engine.errors import InvalidSubmission
from engine.people.errors import PersonNotFound
from engine.people.queries import people
from engine.tasks.workload import loads_of_people
from web.session import finish, session, step

MOST = 200  # cases at once


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/supervise/reassign")(show_reassignment)
    area.post("/supervise/reassign")(take_reassignment)


def show_reassignment() -> str:
    """The chosen cases, and the question who gets them and why."""
    return _page(request.args.getlist("case"), {})


def take_reassignment() -> ResponseReturnValue:
    """Give the cases away, or show the question again."""
    references, reason = request.form.getlist("case"), request.form.get("reason", "")
    try:
        chosen = [case_id_of(session(), reference) for reference in references[:MOST]]
        moved = reassign_cases(step(), chosen, request.form.get("person", ""), reason)
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(request.form.getlist("listed"), error.errors), 422
    except PersonNotFound:
        finish(keep=False)
        return _page(request.form.getlist("listed"), {"person": ["Choose a person who works here."]}), 422
    flash(f"{_cases(len(moved))} reassigned.")
    if len(moved) < len(set(chosen)):
        flash(f"{_cases(len(set(chosen)) - len(moved))} had ended meanwhile and stayed as it was.", "warning")
    return redirect(url_for("supervise.show_queue"), 303)


def _page(references: list[str], errors: dict[str, list[str]]) -> str:
    ids = [case_id_of(session(), reference) for reference in references[:MOST]]
    loads = {load.key: load for load in loads_of_people(session(), step().now)}
    staff = people(session(), role="staff", active_only=True)
    options = {one.id: f"{one.name} ({loads[one.id].open if one.id in loads else 0} open)" for one in staff}
    ticked = request.form.getlist("case") if request.method == "POST" else references
    return render_template(
        "supervise/reassign.html",
        cases=case_lines(session(), ids),
        ticked=ticked,
        options=options,
        person=request.form.get("person", ""),
        reason=request.form.get("reason", ""),
        errors=errors,
    )


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
