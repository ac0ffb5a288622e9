"""hold.set and hold.lift: from the diagram, keep everything of the case, and let it go again."""

from __future__ import annotations

from engine.operations.headers import needed
from engine.operations.operation import Call, Done, Operation
from engine.records.holds import LIFTED, SET, drawn_holds, hold, lift


def set_hold(call: Call) -> Done:
    """A hold for the reason that `reason` gives; whoever's step it is answers for it."""
    hold_id, _ = hold(call.step, call.case, needed(call, "reason"), call.job.element)
    return Done(verb=SET, facts={"hold": hold_id, "reason": needed(call, "reason")})


def lift_hold(call: Call) -> Done:
    """Lift every hold that the case's diagram set; those set by hand are lifted by hand."""
    reason, rows = needed(call, "reason"), drawn_holds(call.step.session, call.case.id)
    for row in rows:
        lift(call.step, row, reason, call.job.element)
    return Done(verb=LIFTED, facts={"holds": [row.id for row in rows], "reason": reason})


HOLD_SET = Operation(
    type="hold.set", title="Set a legal hold", perform=set_hold, headers=("reason",), required=("reason",)
)
HOLD_LIFT = Operation(
    type="hold.lift",
    title="Lift the legal hold",
    perform=lift_hold,
    headers=("reason",),
    required=("reason",),
)
