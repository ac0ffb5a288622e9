"""What commands on two cases have in common: their locks, and what both timelines say."""

from __future__ import annotations

from engine.cases.links import INVERSE
from engine.cases.locking import locked_cases
from engine.cases.models import Case
from engine.step import Step
from engine.timeline.recording import Happening, record


def locked_pair(step: Step, case_id: int, other_id: int) -> tuple[Case, Case]:
    """Both cases, locked as all steps lock several."""
    locked = locked_cases(step.session, case_id, other_id)
    return locked[case_id], locked[other_id]


def record_link(step: Step, case: Case, other: Case, verb: str, kind: str, reason: str = "") -> None:
    """Write it down in both cases, each from its own side."""
    for one, two, side in ((case, other, kind), (other, case, INVERSE[kind])):
        said = {"reference": two.reference, "kind": side, "reason": reason}
        record(step, one, Happening(verb=verb, content=said))
