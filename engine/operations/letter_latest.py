"""letter.latest: when the customer was last written to, so that nobody is left without a word too long."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from engine.correspondence.models import HELD, Letter
from engine.operations.operation import Call, Done, Operation

RESULT = "latest_letter"
CUSTOMER = "customer"


def latest_letter(call: Call) -> Done:
    """{letter, subject, at}: the newest letter to the case's own customer, with null where there is none.

    A letter counts from when it was written, whether or not the mail server has taken it yet; what is held
    back with an imported case does not count, and neither do letters to the customers of merged cases.
    """
    found = _latest(call)
    return Done(
        variables={call.job.headers.get("result", RESULT): found},
        verb="latest letter looked up",
        facts=found,
    )


def _latest(call: Call) -> dict[str, Any]:
    own = or_(Letter.for_case_id.is_(None), Letter.for_case_id == call.case.id)
    query = (
        select(Letter.key, Letter.subject, Letter.created_at)
        .where(Letter.case_id == call.case.id, own, Letter.audience == CUSTOMER, Letter.state != HELD)
        .order_by(Letter.created_at.desc(), Letter.id.desc())
        .limit(1)
    )
    row = call.step.session.execute(query).one_or_none()
    if row is None:
        return {"letter": None, "subject": None, "at": None}
    return {"letter": row.key, "subject": row.subject, "at": row.created_at.isoformat()}


LETTER_LATEST = Operation(
    type="letter.latest",
    title="Look up the last letter",
    perform=latest_letter,
    headers=("result",),
    result=RESULT,
)
