"""A case comes into being: its row, its reference, its clocks and its execution at the start event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.bpmn.execution import Execution
from engine.bpmn.model import Element
from engine.cases.errors import StartNotFound
from engine.cases.given import given
from engine.cases.models import Case
from engine.cases.reference import next_reference
from engine.cases.secret import new_nonce
from engine.clocks.calendars import CALENDAR_STAMP
from engine.clocks.calendars import STAMP as OF_CALENDARS
from engine.clocks.keeping import begin_clocks
from engine.clocks.words import CLOCKS, ClockWords, clock_words
from engine.commands.advance.reopening import is_reopening
from engine.commands.advance.running import NOWHERE, Running, surroundings
from engine.commands.asking import adopt_files
from engine.library.errors import ProcessNotFound
from engine.library.live import package_of
from engine.library.models import LiveVersion
from engine.library.package import Package
from engine.registers.catalogues import CATALOGUE_STAMP
from engine.registers.catalogues import STAMP as OF_CATALOGUES
from engine.step import Step
from engine.writing import insert_numbered, read

_OPENS_ON = select(LiveVersion.version, CALENDAR_STAMP, CATALOGUE_STAMP).where(
    LiveVersion.process == bindparam("process")
)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a case brings from the system it was imported from."""

    external_key: str


def begun(
    step: Step,
    package: Package,
    event: Element,
    payload: Mapping[str, Any],
    *,
    received_at: datetime | None = None,
    imported: Imported | None = None,
) -> Running:
    """The new case in hand, before its first steps. Rights and answers have been checked."""
    case = _new_case(step, package, received_at, imported)
    around = surroundings(step)
    beside = given(step.session, case, package.settings, payload, around)
    context = {**payload, **beside}
    clocks, started = begin_clocks(step, case, package, context)
    execution = Execution.open(
        package.model,
        package.settings.main,
        variables=dict(payload),
        around=around,
        constants={
            **given(step.session, case, package.settings, payload, around),
            CLOCKS: ClockWords(partial(clock_words, step, case, package, NOWHERE, context, clocks)),
        },
        start=event.id,
    )
    running = Running(
        step=step,
        case=case,
        package=package,
        execution=execution,
        around=around,
        before=NOWHERE,
        clocks=clocks,
    )
    adopt_files(step, case, payload)
    running.happened("case imported" if imported else "case opened", event.id, answers=dict(payload))
    running.happenings += started
    return running


def package_to_open(session: Session, process: str) -> Package:
    """The package on which a case of this process opens; ProcessNotFound.

    The same question brings the stamps of calendars and catalogues, by which the step knows what it has read.
    """
    found = read(session, _OPENS_ON, {"process": process})
    if found is None:
        raise ProcessNotFound(process)
    session.info[OF_CALENDARS], session.info[OF_CATALOGUES] = found[1], found[2]
    return package_of(session, found[0])


def start_event(package: Package, start: str | None) -> Element:
    """The start event of the main process with this id, or the one that waits for nothing."""
    starts = package.model.processes[package.settings.main].starts
    for event in starts:
        if (event.id == start and not is_reopening(event)) or (start is None and event.event is None):
            return event
    raise StartNotFound(start or package.settings.title)


def _new_case(step: Step, package: Package, received_at: datetime | None, imported: Imported | None) -> Case:
    settings = package.settings
    received = min(received_at or step.now, step.now)
    case = Case(
        reference=next_reference(step.session, settings.prefix, received.year),
        process=package.key,
        version=package.version,
        opened_at=received if imported else step.now,
        received_at=received,
        owner_group=settings.owner,
        secret_nonce=new_nonce(),
        held=imported is not None,
        external_key=imported.external_key if imported else None,
    )
    insert_numbered(step.session, case)
    return case
