"""case.merge: let this case lead to another of the same process, which goes on for both."""

from __future__ import annotations

from engine.operations.headers import needed
from engine.operations.operation import Call, Done, Operation
from engine.operations.requests import MergeCase


def merge_case(call: Call) -> Done:
    """Ask for the merge. BPMN error `no_such_case` where the reference leads nowhere, else `not_mergeable`.

    The case then stands still at this task, and goes on behind it if the merge is undone.
    """
    return Done(request=MergeCase(reference=needed(call, "reference"), reason=needed(call, "reason")))


CASE_MERGE = Operation(
    type="case.merge",
    title="Merge into a case",
    perform=merge_case,
    headers=("reference", "reason"),
    required=("reference", "reason"),
    errors=("no_such_case", "not_mergeable"),
)
