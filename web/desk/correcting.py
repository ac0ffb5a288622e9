"""Correcting an answer that turned out wrong: the form again, with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.commands.asked_form import task_form
from engine.commands.correct_answer import correct_answer
from engine.errors import InvalidSubmission
from engine.forms.form import Form
from engine.tasks.errors import CannotCorrect
from engine.tasks.queries import TaskView, task_view
from web.asking import blank, posted, refused
from web.session import session, step


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.get("/tasks/<task_id>/correct")(show_correction)
    area.post("/tasks/<task_id>/correct")(take_correction)


def show_correction(task_id: str) -> str:
    """The form of a completed task with its answers."""
    task, form, context = _asked(task_id)
    view = blank(form, context=context)
    return render_template("desk/correct.html", task=task, form=view, reason="", errors={})


def take_correction(task_id: str) -> ResponseReturnValue:
    """Replace the answers; the old ones stay on the timeline."""
    task, form, context = _asked(task_id)
    answers, reason = posted(form), request.form.get("_reason", "")
    try:
        correct_answer(step(), task_id, answers.raw, reason)
    except InvalidSubmission as error:
        about = {"reason": error.errors.pop("reason")} if "reason" in error.errors else {}
        again = refused(form, answers, error, context)
        return render_template("desk/correct.html", task=task, form=again, reason=reason, errors=about), 422
    flash(f"Corrected: {task.name}. The old answer stays on the timeline.")
    return redirect(url_for("desk.show_case", reference=task.reference), 303)


def _asked(task_id: str) -> tuple[TaskView, Form, dict[str, object]]:
    task = task_view(session(), task_id)
    form, context = task_form(step(), task)
    if form is None:
        raise CannotCorrect(task.name)
    return task, form, context
