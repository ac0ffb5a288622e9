"""The way that a case took in its present run, as its timeline tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.bpmn.migrating.carrying import Since
from engine.cases.models import Case
from engine.commands.advance.running import MOST_WALKED
from engine.step import Step
from engine.tasks.models import Task
from engine.timeline.queries import timeline

MIGRATED = "case migrated"


@dataclass(frozen=True, kw_only=True)
class Way:
    """When the case entered what, in order, by the names of the version it runs on."""

    began: datetime
    entered: Mapping[tuple[str, str], tuple[datetime, ...]]  # (process, element) -> instants
    whole: bool  # False where a step made more moves than the timeline keeps

    def since(self, now: datetime) -> Since:
        """When the case last entered an element, or began; what is not told is now."""

        def last(process: str, element: str) -> datetime:
            return self.entered.get((process, element), (now,))[-1] if element else self.began

        return last

    def by_element(self, mapping: Mapping[str, str]) -> dict[str, tuple[datetime, ...]]:
        """The same by element alone, by the names of another version."""
        found: dict[str, tuple[datetime, ...]] = {}
        for (_, name), instants in self.entered.items():
            name = mapping.get(name, name)
            found[name] = tuple(sorted({*found.get(name, ()), *instants}))
        return found


def way_of(step: Step, case: Case) -> Way:
    """Read it; what the timeline cut short is filled in from the tasks."""
    known: dict[tuple[str, str], tuple[datetime, ...]] = {}
    after, whole = 0, True
    while entries := timeline(step.session, case.id, after=after):
        after = entries[-1].seq
        for entry in entries:
            if entry.verb == MIGRATED:
                names = entry.content.get("mapping", {})
                known = {(process, names.get(name, name)): at for (process, name), at in known.items()}
            if entry.run != case.run:
                continue
            whole = whole and len(entry.walk) < MOST_WALKED
            for verb, process, name in entry.walk:
                if verb == "entered":
                    known[process, name] = (*known.get((process, name), ()), entry.at)
    if not whole:
        known = _of_tasks(step, case) | known
    return Way(began=case.reopened_at or case.opened_at, entered=known, whole=whole)


def _of_tasks(step: Step, case: Case) -> dict[tuple[str, str], tuple[datetime, ...]]:
    found: dict[tuple[str, str], tuple[datetime, ...]] = {}
    rows = select(Task.process_id, Task.element, Task.opened_at).order_by(Task.opened_at, Task.id)
    for row in step.session.execute(rows.where(Task.case_id == case.id, Task.run == case.run)):
        found[row.process_id, row.element] = (*found.get((row.process_id, row.element), ()), row.opened_at)
    return found
