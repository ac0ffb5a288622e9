"""One transaction for each request, and who is asking: what every page is given."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from flask import current_app, g, request
from flask import session as cookie
from sqlalchemy.orm import Session

from engine.database import Database
from engine.errors import AmendsError, NotAllowed
from engine.now import now
from engine.people.accounts import Account, account_of
from engine.people.errors import PersonNotFound
from engine.people.models import Person
from engine.settings import Settings
from engine.step import CUSTOMER, Actor, Step
from engine.work.travel import offset

IDLE = timedelta(hours=1)  # unused for so long, a session ends
LONGEST = timedelta(hours=12)  # a session ends however busy it is
SEEN_EVERY = timedelta(minutes=1)  # how exactly idle time is taken, so that not every answer sets a cookie
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeeded(NotAllowed):
    """Please sign in first."""


class OwnPasswordNeeded(NotAllowed):
    """Please choose a password of your own first."""


class _RefusedError(AmendsError):
    """The request was refused, so nothing of it is kept."""


def settings() -> Settings:
    """The operator's decisions."""
    given: Settings = current_app.extensions["amends.settings"]
    return given


def session() -> Session:
    """This request's transaction: one that may write for POST and the like, a reader otherwise."""
    if "transaction" not in g:
        database: Database = current_app.extensions["amends.database"]
        opened = database.read() if request.method in SAFE else database.write()
        g.transaction, g.session = opened, opened.__enter__()
    found: Session = g.session
    return found


def finish(*, keep: bool) -> None:
    """Close this request's transaction: keep everything it did, or nothing."""
    opened: AbstractContextManager[Session] | None = g.pop("transaction", None)
    g.pop("travelled", None)
    g.pop("session", None)
    if opened is None:
        return
    if keep:
        opened.__exit__(None, None, None)
        return
    undone = _RefusedError()
    try:
        opened.__exit__(_RefusedError, undone, None)
    except _RefusedError as raised:
        if raised is not undone:
            raise


def actor() -> Actor:
    """The signed-in person, or a customer when nobody is signed in."""
    if "actor" not in g:
        g.actor = _signed_in() or CUSTOMER
    found: Actor = g.actor
    return found


def step(by: Actor | None = None) -> Step:
    """The circumstances of a command: this transaction, this person, this instant, this submission's key."""
    return Step(
        session=session(),
        actor=by or actor(),
        now=_present(),
        settings=settings(),
        key=request.form.get("_key") or request.headers.get("Idempotency-Key"),
        route=request.path,
    )


def _present() -> datetime:
    """The instant that counts; how far we have travelled is asked once for a request."""
    if "travelled" not in g:
        g.travelled = offset(session(), settings())
    return now(g.travelled)


def sign_in(person: Person) -> None:
    """Begin a session for this person; whatever the cookie held before is gone."""
    began = now().timestamp()
    cookie.clear()
    cookie.update(person=person.id, stamp=person.session_stamp, began=began, seen=began)
    g.pop("actor", None)


def sign_out() -> None:
    """End the session."""
    cookie.clear()
    g.pop("actor", None)


def require(role: str) -> Callable[[], None]:
    """A guard for all pages of an area: only signed-in people with this role get in."""

    def guard() -> None:
        if actor().kind != "person":
            raise SignInNeeded
        if g.get("password_temporary"):
            raise OwnPasswordNeeded
        if not actor().has_role(role):
            raise NotAllowed(f"this needs the role {role.replace('_', ' ')}")

    return guard


def act_as(program: Actor) -> None:
    """Let this request act for a program that proved itself by a token instead of a cookie."""
    g.actor = program


def _signed_in() -> Actor | None:
    person_id = cookie.get("person")
    if person_id is None:
        return None
    instant = now().timestamp()
    known = _account(person_id) if _is_fresh(instant) else None
    if known is None:
        cookie.clear()
        return None
    if instant - cookie["seen"] > SEEN_EVERY.total_seconds():
        cookie["seen"] = instant
    g.password_temporary = known.password_temporary
    return known.actor


def _is_fresh(instant: float) -> bool:
    idle, age = instant - float(cookie["seen"]), instant - float(cookie["began"])
    return idle < IDLE.total_seconds() and age < LONGEST.total_seconds()


def _account(person_id: str) -> Account | None:
    """The account if it is open and nobody ended its sessions, as a new password does."""
    try:
        account = account_of(session(), person_id)
    except PersonNotFound:
        return None
    return account if account.stamp == str(cookie["stamp"]) else None
