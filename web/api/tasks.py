"""Tasks: list, read with form, claim, give, complete."""

from __future__ import annotations

from typing import Any

import simplejson
from flask import Response

from engine.commands.asked_form import task_form
from engine.commands.assign_task import assign_task
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.release_task import release_task
from engine.library.live import package_of
from engine.tasks.queries import MINE, UNCLAIMED, InboxFilter, inbox, task_view
from web.api.access import staff_only
from web.api.describing import Book
from web.api.plain import answer, body, query
from web.api.schemas import Assign, CompleteTask, ListTasks, Nothing
from web.paging import cursor_of, read_cursor
from web.session import actor, session, step

VIEWS = {None: "", "me": MINE, "nobody": UNCLAIMED}


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/tasks", takes=ListTasks)(list_tasks)
    book.route("get", "/tasks/<task_id>")(read_task)
    book.route("post", "/tasks/<task_id>/claim", takes=Nothing)(claim)
    book.route("post", "/tasks/<task_id>/release", takes=Nothing)(release)
    book.route("post", "/tasks/<task_id>/assign", takes=Assign)(assign)
    book.route("post", "/tasks/<task_id>/complete", takes=CompleteTask)(complete)


def list_tasks() -> Response:
    """The open tasks that this token's person may do, the most urgent first."""
    staff_only()
    wanted = query(ListTasks())
    me = actor()
    group = wanted["group"]
    page = inbox(
        session(),
        InboxFilter(
            person_id=me.id,
            groups=me.groups if group is None else me.groups & {group},
            view=UNCLAIMED if group is not None else VIEWS[wanted["assignee"]],
            process=wanted["process"],
            due_before=wanted["due_before"],
            after=read_cursor(wanted["cursor"], str),
            limit=wanted["limit"],
        ),
    )
    return answer({"tasks": page.lines, "next": cursor_of(page.next)})


def read_task(task_id: str) -> Response:
    """One task with its form as form-js JSON and the values it starts from."""
    staff_only()
    task = task_view(session(), task_id)
    form, context = task_form(step(), task)
    known = {key: context[key] for key in sorted(form.keys) if key in context} if form else {}
    return answer({"task": task, "form": _as_drawn(task.case_version, task.form), "values": known})


def claim(task_id: str) -> Response:
    """Make the task this token's person's."""
    body(Nothing())
    claim_task(step(), task_id)
    return answer({"task": task_id})


def release(task_id: str) -> Response:
    """Give the task back to its group."""
    body(Nothing())
    release_task(step(), task_id)
    return answer({"task": task_id})


def assign(task_id: str) -> Response:
    """Give the task to a person."""
    assign_task(step(), task_id, body(Assign())["person"])
    return answer({"task": task_id})


def complete(task_id: str) -> Response:
    """Answer the task's form; the case goes on. `next` is the person's next task in this case."""
    wanted = body(CompleteTask())
    following = complete_task(step(), task_id, wanted["answers"], task_version=wanted["version"])
    return answer({"task": task_id, "next": following})


def _as_drawn(version: str, form_id: str | None) -> Any:
    """The form's file of the version that the case runs on."""
    package = package_of(session(), version)
    for folder in (package.key, "shared"):
        path = f"forms/{folder}/{form_id}.form"
        if path in package.files:
            return simplejson.loads(package.files[path], use_decimal=True)
    return None
