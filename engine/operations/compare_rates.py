"""cases.compare_rates: whether cases became rarer after a change, and how sure one may be of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from engine.cases.counting import Wanted, count_cases
from engine.figures.chance import chance
from engine.operations.count import days, instant, matches, wanted_cases
from engine.operations.headers import HeaderUnusable
from engine.operations.operation import Call, Done, Operation

RESULT = "rates"
PER = 30  # days that a rate is told for
PLACES = Decimal("0.0001")
MOST_CASES = 20_000  # beyond, the exact test would take longer than a step may


def compare_rates(call: Call) -> Done:
    """{before, after, before_days, after_days, before_rate, after_rate, change, p}.

    Counts and rates (per 30 days) of the cases opened within `before_days` before and `after_days` after the
    instant `change`; `change` is the rate's change in per cent, null where there was none before. `p` is the
    chance to see so few afterwards if nothing had changed: the exact one-sided test of two Poisson rates.
    """
    moment, before, after = instant(call, "change"), days(call, "before_days"), days(call, "after_days")
    if moment is None or not before or not after:
        raise HeaderUnusable("'change', 'before_days' and 'after_days' are needed, and days are more than 0")
    after = min(after, max(call.step.now - moment, timedelta(0)))
    wanted = wanted_cases(call, matches(call), None, None)
    counted = _count(call, wanted, moment - before, moment), _count(call, wanted, moment, moment + after)
    found = _compared(*counted, before, after)
    return Done(
        variables={call.job.headers.get("result", RESULT): found}, verb="rates compared", facts=dict(found)
    )


def _count(call: Call, wanted: Wanted, since: datetime, until: datetime) -> int:
    if any(not values for values in wanted.values.values()):
        return 0
    return count_cases(call.step.session, replace(wanted, since=since, until=until))


def _compared(before: int, after: int, first: timedelta, then: timedelta) -> dict[str, Decimal | int | None]:
    if before + after > MOST_CASES:
        raise HeaderUnusable(f"more than {MOST_CASES} cases cannot be compared; choose fewer days")
    first_days, then_days = Fraction(first.total_seconds()) / 86400, Fraction(then.total_seconds()) / 86400
    share = then_days / (first_days + then_days)
    was = Fraction(before) * PER / first_days
    now = Fraction(after) * PER / then_days if then_days else None
    change = (now - was) * 100 / was if was and now is not None else None
    return {
        "before": before,
        "after": after,
        "before_days": _decimal(first_days),
        "after_days": _decimal(then_days),
        "before_rate": _decimal(was),
        "after_rate": None if now is None else _decimal(now),
        "change": None if change is None else _decimal(change),
        "p": _decimal(_bounded(before, after, share)),
    }


def _bounded(before: int, after: int, share: Fraction) -> Fraction:
    """The chance with the share of time in thousandths: exact fractions of microseconds would take ages."""
    return chance(before, after, Fraction(round(share * 1000), 1000))


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES).normalize()


COMPARE_RATES = Operation(
    type="cases.compare_rates",
    title="Compare rates before and after a change",
    perform=compare_rates,
    headers=(
        "process",
        "match",
        "change",
        "before_days",
        "after_days",
        "state",
        "status",
        "not_status",
        "result",
    ),
    required=("change", "before_days", "after_days"),
    result=RESULT,
)
