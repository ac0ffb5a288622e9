"""Who has how much to do, and what exactly."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, render_template, request

from engine.people.accounts import person_by_id
from engine.people.groups import group_by_key
from engine.tasks.queries import MINE, UNCLAIMED, InboxFilter, inbox
from engine.tasks.workload import loads_of_groups, loads_of_people
from web.paging import cursor_of, read_cursor
from web.session import session, step

NOBODY = frozenset[str]()


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/supervise/workload")(show_workload)
    area.get("/supervise/workload/people/<person_id>")(show_person)
    area.get("/supervise/workload/groups/<key>")(show_group)


def show_workload() -> str:
    """Open and overdue tasks per person, and per group what nobody has claimed."""
    now = step().now
    return render_template(
        "supervise/workload.html",
        people=loads_of_people(session(), now),
        groups=loads_of_groups(session(), now),
        now=now,
    )


def show_person(person_id: str) -> str:
    """The tasks in one person's hands."""
    person = person_by_id(session(), person_id)
    wanted = InboxFilter(person_id=person.id, groups=NOBODY, view=MINE, after=_after())
    return _page(f"Tasks of {person.name}", wanted)


def show_group(key: str) -> str:
    """The tasks of one group that nobody has claimed."""
    group = group_by_key(session(), key)
    wanted = InboxFilter(person_id="", groups=frozenset({group.key}), view=UNCLAIMED, after=_after())
    return _page(f"Unclaimed tasks of {group.title}", wanted)


def _page(title: str, wanted: InboxFilter) -> str:
    page = inbox(session(), wanted)
    return render_template(
        "supervise/tasks.html", title=title, page=page, next=cursor_of(page.next), now=step().now
    )


def _after() -> tuple[datetime, str] | None:
    return read_cursor(request.args.get("after"), str)
