"""One task: its form, and what else can be done with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.access import require_may_do
from engine.cases.fitness import fits
from engine.cases.models import Case
from engine.cases.queries import case_glance
from engine.commands.asked_form import Asked, asked_by, form_of
from engine.commands.assign_task import assign_task
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.release_task import release_task
from engine.commands.send_back import earlier_steps, send_back
from engine.commands.standing_in import standing_in
from engine.correspondence.drafts import drafts_of
from engine.errors import AmendsError, InvalidSubmission
from engine.library.live import package_of
from engine.tasks.models import Task
from engine.tasks.queries import TaskView, people_for, task_view
from web.asking import blank, posted, refused
from web.desk.comparing import open_changes
from web.desk.telling import said
from web.forms import FormView
from web.session import actor, finish, session, step


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.get("/tasks/<task_id>")(show_task)
    area.post("/tasks/<task_id>")(take_task)
    area.post("/tasks/<task_id>/claim")(take_claim_of)
    area.post("/tasks/<task_id>/release")(take_release)
    area.post("/tasks/<task_id>/assign")(take_assignment)
    area.post("/tasks/<task_id>/send-back")(take_send_back)


def show_task(task_id: str) -> str:
    """The task with its form; read-only with the reason for whoever may not do it."""
    task = task_view(session(), task_id)
    asked = asked_by(step(), task)
    return _page(task, asked, blank(asked.form, context=asked.context) if asked.form else None)


def take_task(task_id: str) -> ResponseReturnValue:
    """Accept the answers and go on to the person's next task of this case, or back to the inbox."""
    task = task_view(session(), task_id)
    form = form_of(step(), task)
    answers = posted(form) if form else None
    version = request.form.get("_version", type=int)
    try:
        following = complete_task(step(), task_id, answers.raw if answers else {}, task_version=version)
    except InvalidSubmission as error:
        asked = asked_by(step(), task)
        again = refused(form, answers, error, asked.context) if form and answers else None
        return _page(task, asked, again), 422
    flash(f"Done: {task.name}. {task.reference}")
    if following:
        return redirect(url_for("desk.show_task", task_id=following), 303)
    return redirect(url_for("desk.show_inbox"), 303)


def take_claim_of(task_id: str) -> ResponseReturnValue:
    """Make the task this person's."""
    claim_task(step(), task_id)
    return redirect(url_for("desk.show_task", task_id=task_id), 303)


def take_release(task_id: str) -> ResponseReturnValue:
    """Give the task back to its group."""
    release_task(step(), task_id)
    flash("The task is back in the group's inbox.")
    return redirect(url_for("desk.show_inbox"), 303)


def take_assignment(task_id: str) -> ResponseReturnValue:
    """Give the task to somebody else."""
    assign_task(step(), task_id, request.form.get("person", ""))
    flash("The task was handed over.")
    return redirect(url_for("desk.show_task", task_id=task_id), 303)


def take_send_back(task_id: str) -> ResponseReturnValue:
    """Have an earlier step done again."""
    task = task_view(session(), task_id)
    try:
        send_back(step(), task_id, request.form.get("element", ""), request.form.get("reason", ""))
    except InvalidSubmission as error:
        finish(keep=False)
        flash(said(error), "error")
        return redirect(url_for("desk.show_task", task_id=task_id), 303)
    flash("Sent back with your reason.")
    return redirect(url_for("desk.show_case", reference=task.reference), 303)


def _page(task: TaskView, asked: Asked, form: FormView | None) -> str:
    # Held here, so that what follows finds both rows in the session.
    row, case = session().get_one(Task, task.id), session().get_one(Case, task.case_id)
    hindrance = _hindrance(task, row)
    return render_template(
        "desk/task.html",
        task=task,
        form=form,
        drafts=drafts_of(session(), task.case_id) if not hindrance else (),
        changes=open_changes(task.case_id) if task.state == "open" else (),
        hindrance=hindrance,
        mine=task.assignee_id == actor().id,
        case=case_glance(session(), case, asked.file),
        back_to=earlier_steps(step(), task.id) if not hindrance else [],
        people=_people(row) if actor().has_role("supervisor") else (),
        groups=package_of(session(), task.case_version).settings.groups,
        now=step().now,
    )


def _people(task: Task) -> list[tuple[str, str]]:
    """Whom the task can be given to, whoever has least in hand first."""
    return [(key, name) for key, name in people_for(session(), task.id) if fits(session(), task, key)]


def _hindrance(task: TaskView, row: Task) -> str:
    """Why this person cannot do the task now; empty when they can."""
    if task.state == "completed":
        return f"{task.ended_by} completed this task already."
    if task.state != "open":
        return "This task is no longer needed: the case went another way."
    try:
        require_may_do(session(), standing_in(step(), row).actor, row)
    except AmendsError as error:
        return str(error)
    return ""
