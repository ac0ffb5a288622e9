"""Finished cases on a draft or another version: how many would have gone another way, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from engine.cases.file import load_file
from engine.cases.given import given
from engine.cases.models import Case, CaseFile
from engine.clocks.calendars import calendars
from engine.commands.replay.history import history_of
from engine.commands.replay.walking import Walk
from engine.feel.surroundings import Surroundings
from engine.library.live import package_of
from engine.library.package import Package
from engine.step import Step

ENDED = "ended"
MOST = 30  # of the cases that ended last


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """One case: `ways` says what would have gone another way. Not `told` where it cannot be walked again."""

    reference: str
    told: bool
    ways: tuple[str, ...] = ()


def replay(step: Step, package: Package, mapping: Mapping[str, str], most: int = MOST) -> list[Replayed]:
    """The cases of this process that ended last, walked again on the package. Nothing is changed.

    Each is first walked on its own version: where that does not lead the way the timeline tells, something
    the walk cannot know came in between, and the case says nothing about the package either.
    """
    ended = (
        select(Case, CaseFile)
        .join(CaseFile, CaseFile.case_id == Case.id)
        .where(Case.process == package.key, Case.state == ENDED, Case.run == 1, ~Case.held)
        .order_by(Case.ended_at.desc(), Case.id.desc())
        .limit(most)
    )
    return [_replay(step, case, kept, package, mapping) for case, kept in step.session.execute(ended)]


def _replay(step: Step, case: Case, kept: CaseFile, package: Package, mapping: Mapping[str, str]) -> Replayed:
    history = history_of(step.session, case)
    file = load_file(kept.content)
    around = Surroundings(now=case.opened_at, calendars=calendars(step.session))

    def walked(version: Package, names: Mapping[str, str]) -> list[str]:
        constants = given(step.session, case, version.settings, file, around)
        return Walk(version, constants, around, file).through(history, names)

    if not history.whole or walked(package_of(step.session, case.version), {}):
        return Replayed(reference=case.reference, told=False)
    return Replayed(reference=case.reference, told=True, ways=tuple(walked(package, mapping)))
