"""The customers' front door: choose what to tell us, tell it, get a reference at once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.bpmn.model import Element
from engine.cases.errors import StartNotFound
from engine.commands.asking import form_named
from engine.commands.open_case import is_public, open_case
from engine.errors import InvalidSubmission
from engine.library.live import live_package, live_packages
from engine.library.package import Package
from engine.step import CUSTOMER
from web.asking import blank, posted, refused
from web.public import tracking
from web.public.visit import remember
from web.security import limiter
from web.session import session, step

LAST = 1000  # the rank of a door that has none
area = Blueprint("public", __name__)
tracking.join(area)


@dataclass(frozen=True, kw_only=True)
class Door:
    """One way in for customers: a public start event of a live process."""

    process: str
    start: str
    title: str
    purpose: str


@area.get("/")
def home() -> ResponseReturnValue:
    """What a customer can begin here, and the way back to a case they have."""
    return render_template("public/home.html", doors=doors(session()))


@area.get("/begin/<process>/<start>")
def begin(process: str, start: str) -> ResponseReturnValue:
    """The form with which a customer opens a case."""
    package, event = _door(process, start)
    form = form_named(package, event.properties["form"])
    return render_template("public/begin.html", door=_told(package, event), form=blank(form))


@area.post("/begin/<process>/<start>")
@limiter.limit("30 per hour", exempt_when=lambda: request.remote_addr in {"127.0.0.1", "::1"})
def submit(process: str, start: str) -> ResponseReturnValue:
    """Open the case, or show the form again with everything typed."""
    package, event = _door(process, start)
    form = form_named(package, event.properties["form"])
    answers = posted(form, CUSTOMER)
    try:
        opened = open_case(step(CUSTOMER), process, start=start, submission=answers.raw)
    except InvalidSubmission as error:
        again = refused(form, answers, error, by=CUSTOMER)
        return render_template("public/begin.html", door=_told(package, event), form=again), 422
    remember(cookie, opened.reference)
    return redirect(url_for("public.received", reference=opened.reference), 303)


def doors(session: Session) -> list[Door]:
    """Every public start of every live process, in the order their owners gave them."""
    packages = live_packages(session)
    found = [
        (int(event.properties.get("rank", LAST)), _told(package, event))
        for package in packages
        for event in package.model.processes[package.settings.main].starts
        if is_public(event) and "form" in event.properties
    ]
    return [door for _, door in sorted(found, key=lambda pair: (pair[0], pair[1].title))]


def _door(process: str, start: str) -> tuple[Package, Element]:
    package = live_package(session(), process)
    for event in package.model.processes[package.settings.main].starts:
        if event.id == start and is_public(event) and "form" in event.properties:
            return package, event
    raise StartNotFound(start)


def _told(package: Package, event: Element) -> Door:
    return Door(
        process=package.key,
        start=event.id,
        title=event.properties.get("title") or package.settings.title,
        purpose=event.properties.get("lead") or package.settings.purpose,
    )
