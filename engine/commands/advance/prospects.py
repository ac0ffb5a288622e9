"""The running cases on other versions of a process: what keeps them from going over, and having them go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from engine.bpmn.migrating.faults import CannotMigrate, Fault
from engine.cases.models import OPEN, Case
from engine.commands.advance.belated import said_of
from engine.commands.advance.carrying import carried
from engine.errors import InvalidSubmission
from engine.library.errors import VersionNotFound
from engine.library.models import ProcessVersion
from engine.library.package import Package
from engine.step import Step
from engine.work.queue import put

KIND = "migrate"  # of the work that migrates one case of many
MOST_LOOKED_AT = 500  # cases whose faults are told at once


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """An open case on another version, and what keeps it there."""

    case_id: int
    reference: str
    opened_at: datetime
    number: int  # of the version it runs on
    faults: tuple[Fault, ...]
    promises: tuple[str, ...] = ()  # what becomes of clocks that should have begun already


def put_migrations(step: Step, process: str, version: str, reason: str, mapping: Mapping[str, str]) -> int:
    """Put every open case on another version into the list of work; says how many. VersionNotFound."""
    number_of(step, process, version)
    cases = step.session.scalars(_others(process, version)).all()
    for case in cases:
        put(
            step.session,
            kind=KIND,
            case_id=case.id,
            due_at=step.now,
            content={"version": version, "mapping": dict(mapping), "reason": reason},
            dedup_key=f"{KIND}:{case.id}:{version}:{step.now.isoformat()}",
        )
    return len(cases)


def prospects(
    step: Step,
    package: Package,
    mapping: Mapping[str, str],
    *,
    only: Collection[int] | None = None,
    most: int | None = MOST_LOOKED_AT,
    after: tuple[datetime, int] | None = None,
) -> list[Prospect]:
    """The open cases on other versions, the oldest first, each with what keeps it from this package.

    Of these ids only, where some are given; at most so many, and all of them for None; those that come
    `after` the opening and id of a case.
    """
    known = select(ProcessVersion.hash, ProcessVersion.number).where(ProcessVersion.process == package.key)
    numbers = {row.hash: row.number for row in step.session.execute(known)}
    query = _others(package.key, package.version).limit(most)
    if only is not None:
        query = query.where(Case.id.in_(only))
    if after is not None:
        query = query.where(tuple_(Case.opened_at, Case.id) > tuple_(*after))
    cases = step.session.scalars(query)
    return [_prospect(step, case, package, mapping, numbers[case.version]) for case in cases]


def count_others(step: Step, process: str, version: str) -> int:
    """How many open cases of a process run on any other version."""
    others = _others(process, version).order_by(None).subquery()
    return step.session.scalar(select(func.count()).select_from(others)) or 0


def read_mapping(given: Any) -> dict[str, str]:
    """Old id -> new id from lines `old = new`, from a list of {from, to}, or from a context.

    Raises InvalidSubmission with the line that is none of these.
    """
    if isinstance(given, str):
        lines = [line.partition("=") for line in given.splitlines() if line.strip()]
        given = [{"from": old.strip(), "to": new.strip()} for old, _, new in lines]
    if isinstance(given, Mapping):
        given = [{"from": old, "to": new} for old, new in given.items()]
    found: dict[str, str] = {}
    for line in given or []:
        pair = (line.get("from"), line.get("to")) if isinstance(line, Mapping) else (None, None)
        if not all(isinstance(name, str) and name for name in pair):
            raise InvalidSubmission({"mapping": [f"'{line}' does not say: old id = new id."]})
        found[str(pair[0])] = str(pair[1])
    return found


def _others(process: str, version: str) -> Select[Case]:
    """The open cases that run on any other version."""
    others = select(Case).where(Case.process == process, Case.state == OPEN, Case.version != version)
    return others.order_by(Case.opened_at, Case.id)


def _prospect(step: Step, case: Case, new: Package, mapping: Mapping[str, str], number: int) -> Prospect:
    """Why the case could not go on by that package, or what becomes of its promises. Nothing is changed."""
    faults: tuple[Fault, ...] = ()
    promises: tuple[str, ...] = ()
    try:
        running, _, late = carried(step, case, new, mapping)
        promises = said_of(running, late)
    except CannotMigrate as refusal:
        faults = tuple(refusal.faults)
    return Prospect(
        case_id=case.id,
        reference=case.reference,
        opened_at=case.opened_at,
        number=number,
        faults=faults,
        promises=promises,
    )


def number_of(step: Step, process: str, version: str) -> int:
    """The number of a version of this process. Raises VersionNotFound, also for one of another process."""
    number = step.session.scalar(
        select(ProcessVersion.number).where(ProcessVersion.hash == version, ProcessVersion.process == process)
    )
    if number is None:
        raise VersionNotFound(version)
    return number
