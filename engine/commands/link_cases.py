"""Link two cases that belong together."""

from __future__ import annotations

from engine.cases.access import require_staff
from engine.cases.links import require_kind, write_link
from engine.cases.locking import settle
from engine.commands.linking import locked_pair, record_link
from engine.commands.once import once_only
from engine.step import Step


@once_only
def link_cases(step: Step, case_id: int, other_id: int, kind: str) -> None:
    """Say that a case is `kind` (such as "caused-by") to another; both sides show it, ended or not.

    Linking twice changes nothing. Raises CaseNotFound, LinkKindUnknown, LinkedToItself.
    """
    require_staff(step.actor)
    require_kind(kind)
    case, other = locked_pair(step, case_id, other_id)
    if write_link(step, case, other, kind):
        record_link(step, case, other, "case linked", kind)
    settle(step.session)
