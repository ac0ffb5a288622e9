"""cases.find_similar: earlier cases of the same process with the same values under `similar.match`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.cases.likeness import similar_key
from engine.cases.models import Case
from engine.operations.operation import Call, Done, Operation

MOST_SIMILAR = 20
RESULT = "similar_cases"


def find_similar(call: Call) -> Done:
    """A list of {reference, opened, status}, the latest first, at most 20."""
    found = _similar(call)
    return Done(
        variables={call.job.headers.get("result", RESULT): found},
        verb="similar cases looked for",
        facts={"found": [case["reference"] for case in found]},
    )


def _similar(call: Call) -> list[dict[str, str]]:
    settings = call.package.settings
    key = similar_key(call.step.settings.secret_key, settings, call.variables)
    if key is None or settings.similar is None:
        return []
    alike = (
        select(Case.reference, Case.opened_at, Case.status)
        .where(Case.process == call.case.process, Case.similar_key == key, Case.id != call.case.id)
        .where(Case.opened_at >= call.step.now - timedelta(days=settings.similar.days))
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(MOST_SIMILAR)
    )
    return [
        {"reference": row.reference, "opened": row.opened_at.isoformat(), "status": row.status}
        for row in call.step.session.execute(alike)
    ]


FIND_SIMILAR = Operation(
    type="cases.find_similar",
    title="Find similar cases",
    perform=find_similar,
    headers=("result",),
    result=RESULT,
)
