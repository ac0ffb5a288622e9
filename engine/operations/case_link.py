"""case.link: link this case with one that exists, and hear of that one's end by message."""

from __future__ import annotations

from engine.operations.headers import answer, needed
from engine.operations.operation import Call, Done, Operation
from engine.operations.requests import LINKED_CASE, LinkCase


def link_case(call: Call) -> Done:
    """Ask for the link. BPMN error `no_such_case` where the reference leads nowhere."""
    return Done(
        request=LinkCase(reference=needed(call, "reference"), kind=needed(call, "link"), answer=answer(call)),
        verb="case linked",
    )


CASE_LINK = Operation(
    type="case.link",
    title="Link with a case",
    perform=link_case,
    headers=("reference", "link", "answer", "bring"),
    required=("reference", "link"),
    errors=("no_such_case",),
    later=(LINKED_CASE,),
)
