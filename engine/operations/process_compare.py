"""process.compare: how a process went before an instant and after it, such as the release of a version."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

from engine.figures.rolling import SECONDS, figures_between
from engine.operations.count import days, instant
from engine.operations.headers import HeaderUnusable, needed
from engine.operations.operation import Call, Done, Operation

RESULT = "before_and_after"
TITLES = {
    "opened": "Cases opened",
    "ended": "Cases ended",
    "days_to_end": "Days to the end",
    "breached": "Promises missed",
    "escalated": "Escalations",
}
DAY = Decimal(86_400)
PLACES = Decimal("0.1")


def compare(call: Call) -> Done:
    """{days, before, after, lines}: what happened in equally long times before and after `at`.

    The time after ends now at the latest, and the one before is as short then. `before` and `after` give a
    number for each of `opened`, `ended`, `days_to_end` (null where none ended), `breached`, `escalated`;
    `lines` say the same in words.
    """
    moment, most = instant(call, "at"), days(call, "days")
    if moment is None or not most:
        raise HeaderUnusable("'at' and 'days' are needed, and days are more than 0")
    span = max(min(most, call.step.now - moment), timedelta(0))
    before, after = (_figures(call, begin, begin + span) for begin in (moment - span, moment))
    found = {
        "days": (Decimal(int(span.total_seconds())) / DAY).quantize(PLACES).normalize(),
        "before": before,
        "after": after,
        "lines": [f"{title}: {_said(before[key])} -> {_said(after[key])}" for key, title in TITLES.items()],
    }
    return Done(
        variables={call.job.headers.get("result", RESULT): found},
        verb="figures compared",
        facts={"lines": found["lines"]},
    )


def _figures(call: Call, begin: datetime, end: datetime) -> dict[str, Decimal | int | None]:
    process = needed(call, "process")
    found: Counter[str] = Counter()
    for (_, measure), value in figures_between(call.step.session, begin, end, process).items():
        found[measure] += value
    ended = found["ended"]
    lasted = (Decimal(found[SECONDS]) / DAY / ended).quantize(PLACES).normalize() if ended else None
    return {key: lasted if key == "days_to_end" else found[key] for key in TITLES}


def _said(value: Decimal | int | None) -> str:
    return "none" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


PROCESS_COMPARE = Operation(
    type="process.compare",
    title="Compare a process before and after an instant",
    perform=compare,
    headers=("process", "at", "days", "result"),
    required=("process", "at", "days"),
    result=RESULT,
)
