"""The moments of a clock at which it speaks up: "75 %", "100 % + 1 working day", "100 % - 2 hours"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from engine.clocks.errors import PointError
from engine.worktime.amount import Amount, add_amount, read_amount
from engine.worktime.arithmetic import add_working_time
from engine.worktime.errors import AmountError
from engine.worktime.reckoning import Reckoning, measure, reckon

MOMENT = re.compile(r"(?P<share>\d{1,3}(?:\.\d+)?)\s*%(?:\s*(?P<sign>[+-])\s*(?P<amount>.+))?")
ALL = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A share of the target in per cent, and an amount after (or, negated, before) it."""

    share: Decimal
    offset: Amount | None = None

    @property
    def is_breach(self) -> bool:
        """Whether this is the very moment the target is used up."""
        return self.share == ALL and self.offset is None


def read_moment(text: str) -> Moment:
    """Read a point's `at`; raises `PointError` with what was expected."""
    match = MOMENT.fullmatch(text.strip())
    if match is None:
        raise PointError(f'{text!r}: expected "75 %" or "100 % + 1 working day"')
    if match["amount"] is None:
        return Moment(share=Decimal(match["share"]))
    try:
        offset = read_amount(match["amount"])
    except AmountError as error:
        raise PointError(f"{text!r}: {error}") from error
    return Moment(share=Decimal(match["share"]), offset=offset if match["sign"] == "+" else offset.negated)


def instant_of(moment: Moment, reckoning: Reckoning) -> datetime:
    """When the moment comes, pauses included."""
    instant = reckoning.due if moment.share == ALL else _after(reckoning, moment.share)
    return add_amount(instant, moment.offset, reckoning.calendar) if moment.offset else instant


def _after(reckoning: Reckoning, share: Decimal) -> datetime:
    start, amount, calendar = reckoning.start, reckoning.amount, reckoning.calendar
    unpaused = reckon(start, amount, calendar).due
    span = _part(measure(start, unpaused, amount, calendar), share) + reckoning.paused
    return add_working_time(start, span, calendar) if amount.is_working else start + span


def _part(span: timedelta, share: Decimal) -> timedelta:
    return timedelta(seconds=float(Decimal(span.total_seconds()) * share / ALL))
