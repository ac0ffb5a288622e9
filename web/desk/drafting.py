"""Draft letters on the task and case pages: read, changed, sent with the task that follows."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.commands.edit_letter import edit_letter
from engine.errors import InvalidSubmission
from web.desk.telling import said
from web.session import finish, step


def join(area: Blueprint) -> None:
    """Hang the page into the desk."""
    area.post("/tasks/<task_id>/drafts/<draft_id>")(take_draft)


def take_draft(task_id: str, draft_id: str) -> ResponseReturnValue:
    """Keep the changed words and go back to the task."""
    try:
        edit_letter(step(), draft_id, request.form.get("subject", ""), request.form.get("text", ""))
    except InvalidSubmission as error:
        finish(keep=False)
        flash(said(error), "error")
    else:
        flash("The letter is kept as you wrote it.")
    return redirect(url_for("desk.show_task", task_id=task_id, _anchor="drafts"), 303)
