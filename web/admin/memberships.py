"""Groups: who works in which; lanes and escalation levels name them by key."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changing, note
from engine.audit.pictures import ACCOUNT, GROUP
from engine.errors import InvalidSubmission
from engine.people.errors import GroupTaken, PersonNotFound
from engine.people.groups import create_group, group_by_key, join_group, leave_group, retitle_group
from engine.people.queries import groups, people
from web.session import finish, session, step


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/groups")(show_groups)
    area.post("/admin/groups")(take_group)
    area.get("/admin/groups/<key>")(show_group)
    area.post("/admin/groups/<key>")(take_title)
    area.post("/admin/groups/<key>/join")(take_member)
    area.post("/admin/groups/<key>/leave")(take_leaving)


def show_groups() -> str:
    """Every group with how many work in it."""
    return _list({}, {})


def take_group() -> ResponseReturnValue:
    """Make a group."""
    typed = {"key": request.form.get("key", "").strip(), "title": request.form.get("title", "")}
    try:
        create_group(session(), typed["key"], typed["title"])
        note(step(), GROUP, typed["key"], "group made")
    except (InvalidSubmission, GroupTaken) as error:
        finish(keep=False)
        errors = error.errors if isinstance(error, InvalidSubmission) else {"key": [str(error)]}
        return _list(typed, errors), 422
    flash("The group is made. Now say who works in it.")
    return redirect(url_for("admin.show_group", key=typed["key"]), 303)


def show_group(key: str) -> str:
    """One group with its people."""
    return _page(key, {})


def take_title(key: str) -> ResponseReturnValue:
    """Call the group something else."""
    try:
        with changing(step(), GROUP, key, "group called otherwise"):
            retitle_group(session(), key, request.form.get("title", ""))
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(key, error.errors), 422
    flash("The group has a new name.")
    return redirect(url_for("admin.show_group", key=key), 303)


def take_member(key: str) -> ResponseReturnValue:
    """Let somebody work in the group."""
    try:
        with changing(step(), ACCOUNT, person := request.form.get("person", ""), "joined a group"):
            join_group(session(), person, key)
    except PersonNotFound:
        finish(keep=False)
        return _page(key, {"person": ["Choose a person."]}), 422
    return redirect(url_for("admin.show_group", key=key, _anchor="members"), 303)


def take_leaving(key: str) -> ResponseReturnValue:
    """Let somebody no longer work in the group."""
    with changing(step(), ACCOUNT, person := request.form.get("person", ""), "left a group"):
        leave_group(session(), person, group_by_key(session(), key).key)
    return redirect(url_for("admin.show_group", key=key, _anchor="members"), 303)


def _list(typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    everybody = people(session(), active_only=True)
    known = groups(session())
    return render_template(
        "admin/groups.html",
        groups=known,
        counts={group.key: sum(group.key in one.groups for one in everybody) for group in known},
        typed=typed,
        errors=errors,
    )


def _page(key: str, errors: dict[str, list[str]]) -> str:
    group = group_by_key(session(), key)
    everybody = people(session(), active_only=True)
    return render_template(
        "admin/group.html",
        group=group,
        members=[one for one in everybody if key in one.groups],
        others={one.id: one.name for one in everybody if key not in one.groups},
        errors=errors,
    )
