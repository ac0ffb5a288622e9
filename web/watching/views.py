"""/health, /ready and /metrics: outside pages and sign-in, for whoever keeps the program running."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from datetime import datetime

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.cases.models import OPEN, Case, Incident
from engine.cli.migrating import is_served
from engine.errors import NotAllowed
from engine.jobs.queries import Queue, queues
from engine.work.models import PENDING, Work
from engine.work.queries import Backlog, backlog
from engine.work.timing import BOUNDS, STEPS
from engine.work.travel import present_of_store
from web.session import session, settings
from web.watching.timing import Timing

LETTER = "letter"
PLAIN = "text/plain; charset=utf-8"
TIMING = "amends.timing"  # where the application keeps what it counted
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

area = Blueprint("watching", __name__)


@area.get("/health")
def show_health() -> ResponseReturnValue:
    """The program is alive; nothing else is asked."""
    return Response("alive\n", content_type=PLAIN)


@area.get("/ready")
def show_ready() -> ResponseReturnValue:
    """The program may be sent requests: its store answers and has the tables it needs."""
    try:
        served = is_served(session().connection())
    except DBAPIError:
        return Response("the store does not answer\n", 503, content_type=PLAIN)
    if not served:
        return Response("the store has the tables of another release\n", 503, content_type=PLAIN)
    return Response("ready\n", content_type=PLAIN)


@area.get("/metrics")
def show_metrics() -> ResponseReturnValue:
    """Figures for alarms, in the text format of Prometheus; those of the store are the same everywhere."""
    if not _may_read():
        raise NotAllowed("figures are told on this machine, or to whoever shows the metrics token")
    now = present_of_store(session(), settings())
    timing: Timing = current_app.extensions[TIMING]
    work = [*_of_work(backlog(session(), now)), *_of_workers(session(), now)]
    lines = [*work, *_of_cases(session()), *timing.lines(), *_of_steps()]
    return Response("\n".join(lines) + "\n", content_type=EXPOSITION)


def _may_read() -> bool:
    token = settings().metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token is not None and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    # Behind a proxy of this machine everybody seems to come from here.
    return request.remote_addr in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers


def _of_work(work: Backlog) -> Iterator[str]:
    yield from _gauge("amends_work_due", "Work that is due and has not begun.", work.due)
    yield from _gauge("amends_work_running", "Work that is being done.", work.running)
    yield from _gauge("amends_work_dead", "Work given up after its last try, not dealt with.", work.given_up)
    yield from _gauge("amends_work_orphans", "Work running past its lease.", work.orphans)
    seconds = work.behind.total_seconds()
    yield from _gauge("amends_work_oldest_due_seconds", "How long the oldest due work has waited.", seconds)


def _of_workers(session: Session, now: datetime) -> Iterator[str]:
    """Jobs for outside workers, by type; nothing where none waits."""
    waiting = queues(session, now)
    told: dict[str, tuple[str, Callable[[Queue], float]]] = {
        "waiting": ("Jobs that wait for outside workers.", lambda one: one.waiting),
        "leased": ("Those that a program has now.", lambda one: one.leased),
        "late": ("Those that should be done by now.", lambda one: one.overdue),
        "oldest_seconds": ("How long the oldest has waited.", lambda one: one.age.total_seconds()),
    }
    for name, (about, value) in told.items():
        yield f"# HELP amends_outside_jobs_{name} {about}"
        yield f"# TYPE amends_outside_jobs_{name} gauge"
        for one in waiting:
            yield f'amends_outside_jobs_{name}{{type="{one.type}"}} {value(one):g}'


def _of_cases(session: Session) -> Iterator[str]:
    by_kind = select(Incident.kind, func.count()).where(Incident.state == OPEN).group_by(Incident.kind)
    incidents = dict(session.execute(by_kind).all())
    waiting = select(func.count()).where(Work.state.in_(PENDING), Work.kind == LETTER)
    yield from _gauge("amends_incidents_open", "Incidents that wait for people.", sum(incidents.values()))
    yield from _gauge(
        "amends_letters_waiting", "Letters that were not sent yet.", session.scalar(waiting) or 0
    )
    yield from _gauge("amends_letters_failed", "Letters given up.", incidents.get(LETTER, 0))
    yield "# HELP amends_cases_open Cases that have not ended."
    yield "# TYPE amends_cases_open gauge"
    open_cases = select(Case.process, func.count()).where(Case.state == OPEN).group_by(Case.process)
    for process, count in session.execute(open_cases):
        yield f'amends_cases_open{{process="{process}"}} {count}'


def _of_steps() -> Iterator[str]:
    """How long commands and kinds of work took in this process."""
    name = "amends_step_seconds"
    yield f"# HELP {name} How long steps took, by command or kind of work."
    yield f"# TYPE {name} histogram"
    for command, times in STEPS.counted().items():
        total = 0
        for bound, count in zip((*BOUNDS, "+Inf"), times.within, strict=True):
            total += count
            yield f'{name}_bucket{{command="{command}",le="{bound}"}} {total}'
        yield f'{name}_sum{{command="{command}"}} {times.seconds:.6f}'
        yield f'{name}_count{{command="{command}"}} {total}'


def _gauge(name: str, about: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value:g}"
