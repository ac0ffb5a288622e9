"""cases.linked: the cases this one is linked with, such as the complainants a corrective action tells."""

from __future__ import annotations

from typing import Any

from engine.cases.kept import kept_file
from engine.cases.links import linked_cases, require_kind
from engine.cases.models import Case, CaseLink
from engine.clocks.escalations import escalated_to
from engine.library.live import package_of
from engine.operations.headers import listed, words
from engine.operations.operation import Call, Done, Operation

RESULT = "linked_cases"


def list_linked(call: Call) -> Done:
    """A list of what is known of each, and what `bring` names of its file.

    Known are {reference, kind, process, status, state, opened, escalated, name, email, language}.
    `kind` is what this case is to the other, `opened` an instant as ISO text, `escalated` the highest level
    that was asked for help and has not resolved it, or null; the rest are those of the other's customer.
    """
    kinds = [require_kind(kind) for kind in listed(call, "link")]
    bring = listed(call, "bring")
    found = [
        _told(call, link, other, bring)
        for link, other in linked_cases(
            call.step.session, call.case.id, kinds=kinds, process=words(call, "process")
        )
    ]
    return Done(
        variables={call.job.headers.get("result", RESULT): found},
        verb="linked cases looked up",
        facts={"found": [case["reference"] for case in found]},
    )


def _told(call: Call, link: CaseLink, other: Case, bring: tuple[str, ...]) -> dict[str, Any]:
    session = call.step.session
    file = kept_file(session, other.id)
    settings = package_of(session, other.version).settings
    customer = settings.customer
    return {
        **{name: file.get(name) for name in bring},
        "reference": other.reference,
        "kind": link.kind,
        "process": other.process,
        "status": other.status,
        "state": other.state,
        "opened": other.opened_at.isoformat(),
        "escalated": escalated_to(session, other.id),
        "name": file.get(customer.name or ""),
        "email": file.get(customer.email or ""),
        "language": file.get(customer.language or ""),
    }


CASES_LINKED = Operation(
    type="cases.linked",
    title="List linked cases",
    perform=list_linked,
    headers=("link", "process", "bring", "result"),
    result=RESULT,
)
