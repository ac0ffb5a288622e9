"""The next run of a case that had ended: its reference, its file, from the start event `reopen`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from engine.bpmn.execution import Execution
from engine.bpmn.model import Element
from engine.cases.file import load_file
from engine.cases.given import given
from engine.cases.locking import settle
from engine.cases.models import OPEN, Case, CaseFile
from engine.clocks.keeping import begin_clocks
from engine.clocks.words import CLOCKS, ClockWords, clock_words
from engine.commands.advance.running import NOWHERE, Running, surroundings
from engine.library.live import package_of
from engine.library.package import Package
from engine.step import Step

REOPEN = "reopen"  # the name of the message that opens the next run


def reopening_event(package: Package) -> Element | None:
    """The start event of the main process that waits for the message `reopen`."""
    starts = package.model.processes[package.settings.main].starts
    return next((event for event in starts if is_reopening(event)), None)


def is_reopening(event: Element) -> bool:
    """Whether this start event opens the next run of a case instead of a case."""
    return event.event is not None and event.event.kind == "message" and event.event.name == REOPEN


def next_run(step: Step, case: Case, event: Element, payload: Mapping[str, Any]) -> Running:
    """The case in hand at the beginning of its next run, on the version it ran on. It must be locked.

    Its clocks begin anew, from now; what was received first stays in `case.first_received`.
    """
    package = package_of(step.session, case.version)
    kept = step.session.get_one(CaseFile, case.id, populate_existing=True)
    case.run += 1
    case.state, case.ended_at, case.reopened_at, case.status = OPEN, None, step.now, ""
    settle(step.session)
    around = surroundings(step)
    file = load_file(kept.content)
    beside = given(step.session, case, package.settings, file, around)
    context = {**file, **payload, **beside}
    clocks, started = begin_clocks(step, case, package, context)
    execution = Execution.open(
        package.model,
        package.settings.main,
        variables=file,
        around=around,
        constants={
            **given(step.session, case, package.settings, file, around),
            CLOCKS: ClockWords(partial(clock_words, step, case, package, NOWHERE, context, clocks)),
        },
        start=event.id,
        payload=payload,
    )
    running = Running(
        step=step,
        case=case,
        package=package,
        execution=execution,
        around=around,
        kept=kept,
        clocks=clocks,
    )
    running.happened("case reopened", event.id, answers=dict(payload), run=case.run)
    running.happenings += started
    return running
