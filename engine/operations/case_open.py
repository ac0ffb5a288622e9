"""case.open: open a case of another process, linked with this one, and hear of its end by message."""

from __future__ import annotations

from engine.cases.links import CAUSED
from engine.operations.headers import answer, mapped, needed, words
from engine.operations.operation import Call, Done, Operation
from engine.operations.requests import LINKED_CASE, OpenCase

RESULT = "opened_case"


def open_linked(call: Call) -> Done:
    """Ask for the case; the command that runs this job opens it in the same transaction."""
    return Done(
        request=OpenCase(
            process=needed(call, "process"),
            start=words(call, "start"),
            kind=words(call, "link", CAUSED) or CAUSED,
            result=call.job.headers.get("result", RESULT),
            variables=mapped(call),
            answer=answer(call),
        ),
        verb="linked case opened",
    )


CASE_OPEN = Operation(
    type="case.open",
    title="Open a linked case",
    perform=open_linked,
    headers=("process", "start", "link", "result", "answer", "bring"),
    required=("process",),
    result=RESULT,
    later=(LINKED_CASE,),
)
