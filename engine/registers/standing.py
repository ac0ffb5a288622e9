"""How cases of a register stood in time: clocks, promises and escalations, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.clocks.models import BROKEN, KEPT, OPEN, Clock, CustomerPromise, Escalation

CLOCKS, PROMISES, ESCALATIONS = "clocks", "promises", "escalations"
NAMES = frozenset({CLOCKS, PROMISES, ESCALATIONS})


def standings(
    session: Session, cases: Collection[Case], names: Collection[str]
) -> Mapping[int, Mapping[str, Any]]:
    """By case id what expressions may say of it under these of the NAMES; no query for a name nobody reads.

    `clocks`: of the present run by key, with `standing` (running, paused, met, breached, cancelled), `start`,
    `due` and `stopped`. `promises`: how many are open, kept and broken. `escalations`: their codes, the
    oldest first.
    """
    found: dict[int, dict[str, Any]] = {case.id: {} for case in cases}
    readers = {CLOCKS: _clocks, PROMISES: _promises, ESCALATIONS: _escalations}
    for name in sorted(NAMES & set(names)):
        values = readers[name](session, cases)
        for case in cases:
            found[case.id][name] = values[case.id]
    return found


def _clocks(session: Session, cases: Collection[Case]) -> Mapping[int, dict[str, Any]]:
    runs = {case.id: case.run for case in cases}
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for clock in session.scalars(select(Clock).where(Clock.case_id.in_(runs))):
        if clock.run == runs[clock.case_id]:
            found[clock.case_id][clock.key] = {
                "standing": clock.standing,
                "start": clock.started_at,
                "due": clock.due_at,
                "stopped": clock.stopped_at,
            }
    return found


def _promises(session: Session, cases: Collection[Case]) -> Mapping[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys((OPEN, KEPT, BROKEN), 0))
    counted = (
        select(CustomerPromise.case_id, CustomerPromise.state, func.count())
        .where(CustomerPromise.case_id.in_([case.id for case in cases]))
        .group_by(CustomerPromise.case_id, CustomerPromise.state)
    )
    for case_id, state, count in session.execute(counted):
        found[case_id][state] = count
    return found


def _escalations(session: Session, cases: Collection[Case]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    raised = (
        select(Escalation.case_id, Escalation.code)
        .where(Escalation.case_id.in_([case.id for case in cases]))
        .order_by(Escalation.raised_at, Escalation.id)
    )
    for case_id, code in session.execute(raised):
        found[case_id].append(code)
    return found
