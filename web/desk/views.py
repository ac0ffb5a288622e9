"""The desk: inbox, search, and the doors by which staff open a case."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.bpmn.model import Element
from engine.cases.queries import search
from engine.cases.views import CaseFilter
from engine.clocks.customer_promises import promises_due
from engine.commands.advance.opening import start_event
from engine.commands.advance.reopening import is_reopening
from engine.commands.asking import form_named
from engine.commands.claim_task import claim_task
from engine.commands.open_case import open_case
from engine.correspondence.queries import count_to_post
from engine.errors import InvalidSubmission
from engine.forms.form import Form
from engine.library.live import live_package, live_packages
from engine.library.package import Package
from engine.library.process_settings import Group
from engine.people.substitution import principals_of
from engine.tasks.queries import InboxFilter, inbox, inbox_count
from web.asking import blank, posted, refused
from web.desk import (
    answering,
    away,
    cases,
    comparing,
    correcting,
    drafting,
    evidence,
    keeping,
    linking,
    posting,
    promising,
    tasks,
)
from web.paging import cursor_of, read_cursor
from web.session import actor, require, session, step

area = Blueprint("desk", __name__)
area.before_request(require("staff"))
tasks.join(area)
cases.join(area)
comparing.join(area)
answering.join(area)
correcting.join(area)
promising.join(area)
drafting.join(area)
evidence.join(area)
posting.join(area)
linking.join(area)
away.join(area)
keeping.join(area)

VIEWS = {"": "All", "mine": "Mine", "unclaimed": "Not yet claimed"}


@dataclass(frozen=True, kw_only=True)
class Door:
    """A process that staff open cases of, and the ways to do so: start event and its words."""

    process: str
    title: str
    purpose: str
    starts: tuple[tuple[str, str], ...]


@area.get("/desk")
def show_inbox() -> str:
    """What this person can do now, the most urgent first."""
    me = actor()
    view = request.args.get("view", "")
    process = request.args.get("process") or None
    principals = principals_of(session(), me.id, step().now)
    wanted = InboxFilter(
        person_id=me.id,
        groups=me.groups.union(*(principal.groups for principal in principals)),
        stands_in_for=frozenset(principal.id for principal in principals),
        view=view if view in VIEWS else "",
        process=process,
        after=read_cursor(request.args.get("after"), str),
    )
    counts = {
        key: inbox_count(session(), replace(wanted, view=key, process=None, after=None)) for key in VIEWS
    }
    page = inbox(session(), wanted)
    return render_template(
        "desk/inbox.html",
        page=page,
        promises=promises_due(session(), me.id),
        to_post=count_to_post(session()),
        views=VIEWS,
        counts=counts,
        wanted=wanted,
        now=step().now,
        next=cursor_of(page.next),
        processes=_titles(),
        groups=_groups(),
    )


@area.post("/desk/claim/<task_id>")
def take_claim(task_id: str) -> ResponseReturnValue:
    """Claim a task from the inbox and go to it."""
    claim_task(step(), task_id)
    return redirect(url_for("desk.show_task", task_id=task_id), 303)


@area.get("/search")
def show_search() -> str:
    """Cases by words, reference and filters."""
    words = request.args.get("q", "").strip()
    wanted = CaseFilter(
        words=words[:500],
        process=request.args.get("process") or None,
        state=request.args.get("state") or None,
        after=read_cursor(request.args.get("after"), int),
    )
    page = search(session(), wanted)
    return render_template(
        "desk/search.html",
        page=page,
        wanted=wanted,
        next=cursor_of(page.next),
        processes=_titles(),
        now=step().now,
    )


@area.get("/desk/open")
def show_doors() -> str:
    """The processes a case can be opened in."""
    return render_template("desk/doors.html", doors=_doors())


@area.get("/desk/open/<process>/<start>")
def show_opening(process: str, start: str) -> str:
    """The form with which staff open a case."""
    package, form = _opening(process, start)
    return render_template("desk/open.html", package=package, start=start, form=blank(form) if form else None)


@area.post("/desk/open/<process>/<start>")
def take_opening(process: str, start: str) -> ResponseReturnValue:
    """Open the case and go to its page, or show the form again."""
    package, form = _opening(process, start)
    if form is None:
        opened = open_case(step(), process, start=start)
        return redirect(url_for("desk.show_case", reference=opened.reference), 303)
    answers = posted(form)
    try:
        opened = open_case(step(), process, start=start, submission=answers.raw)
    except InvalidSubmission as error:
        again = refused(form, answers, error)
        return render_template("desk/open.html", package=package, start=start, form=again), 422
    return redirect(url_for("desk.show_case", reference=opened.reference), 303)


def _doors() -> list[Door]:
    packages = live_packages(session())
    doors = [
        Door(
            process=package.key,
            title=package.settings.title,
            purpose=package.settings.purpose,
            starts=tuple((event.id, event.label) for event in _starts(package)),
        )
        for package in packages
    ]
    return [door for door in doors if door.starts]


def _starts(package: Package) -> list[Element]:
    """The ways in for people: a message without a form comes from another case or a program."""
    starts = package.model.processes[package.settings.main].starts
    return [
        event
        for event in starts
        if event.event is None
        or (event.event.kind == "message" and "form" in event.properties and not is_reopening(event))
    ]


def _opening(process: str, start: str) -> tuple[Package, Form | None]:
    package = live_package(session(), process)
    event = start_event(package, start)
    form_id = event.form or event.properties.get("form")
    return package, form_named(package, form_id) if form_id else None


def _groups() -> dict[str, Group]:
    return {
        key: group for package in live_packages(session()) for key, group in package.settings.groups.items()
    }


def _titles() -> dict[str, str]:
    return {package.key: package.settings.title for package in live_packages(session())}
