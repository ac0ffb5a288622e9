"""A case comes into being: its row, its reference, its clocks and its execution at the start event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bpmn.execution import Execution
from engine.bpmn.model import Element
from engine.cases.errors import StartNotFound
from engine.cases.given import given
from engine.cases.locking import settle
from engine.cases.models import Case
from engine.cases.reference import next_reference
from engine.cases.secret import new_nonce
from engine.clocks.keeping import begin_clocks
from engine.commands.advance.reopening import is_reopening
from engine.commands.advance.running import NOWHERE, Running, surroundings
from engine.commands.asking import adopt_files
from engine.library.package import Package
from engine.step import Step


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
    clocks, started = begin_clocks(step, case, package, {**payload, **beside})
    execution = Execution.open(
        package.model,
        package.settings.main,
        variables=dict(payload),
        around=around,
        constants=given(step.session, case, package.settings, payload, around),
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
    step.session.add(case)
    settle(step.session)
    return case
