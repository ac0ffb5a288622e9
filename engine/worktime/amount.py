"""An amount of time as people promise it: "20 working days", "8 working hours", "56 days", "P20D"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from engine.worktime.arithmetic import LONGEST, add_working_days, add_working_time
from engine.worktime.calendar import Calendar
from engine.worktime.errors import AmountError

ZERO = timedelta(0)

WORDS = re.compile(
    r"(?P<number>\d{1,6}(?:\.\d{1,6})?)\s+(?P<working>working\s+|business\s+)?"
    r"(?P<unit>minute|hour|day|week|month|year)s?",
    re.IGNORECASE,
)
ISO = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,9})?)S)?)?"
)


@dataclass(frozen=True, kw_only=True)
class Amount:
    """Working days, working time, or plain calendar time (months, then days, then hours); never a mixture."""

    words: str
    working_days: int = 0
    working_time: timedelta = ZERO
    months: int = 0
    days: int = 0
    time: timedelta = ZERO

    @property
    def negated(self) -> Amount:
        """The same amount backward."""
        return Amount(
            words=f"minus {self.words}",
            working_days=-self.working_days,
            working_time=-self.working_time,
            months=-self.months,
            days=-self.days,
            time=-self.time,
        )

    @property
    def is_working(self) -> bool:
        """Whether it is counted by a business calendar."""
        return bool(self.working_days or self.working_time)


@lru_cache(maxsize=1024)  # clocks are reckoned anew in every step, from the same few words
def read_amount(text: str) -> Amount:
    """Read an amount in words or as an ISO 8601 duration; raises `AmountError` with what was expected."""
    text = text.strip()
    if in_words := WORDS.fullmatch(text):
        return _from_words(text, in_words)
    if iso := ISO.fullmatch(text):
        parts = {name: Decimal(value or 0) for name, value in iso.groupdict().items()}
        return _sound(
            Amount(
                words=_say(parts) or "no time",
                months=int(parts["years"] * 12 + parts["months"]),
                days=int(parts["weeks"] * 7 + parts["days"]),
                time=timedelta(
                    hours=int(parts["hours"]), minutes=int(parts["minutes"]), seconds=float(parts["seconds"])
                ),
            )
        )
    raise AmountError(
        f'{text!r}: expected words such as "20 working days", "8 working hours", "56 days", or "P20D"'
    )


def add_amount(start: datetime, amount: Amount, calendar: Calendar) -> datetime:
    """The instant (UTC) that lies this amount after the start.

    Calendar days and months keep the wall clock of the calendar's zone through a change of daylight saving;
    the 31st becomes the last day of a shorter month.
    """
    if amount.working_days:
        return add_working_days(start, amount.working_days, calendar)
    if amount.working_time:
        return add_working_time(start, amount.working_time, calendar)
    if not (amount.months or amount.days):
        return start.astimezone(UTC) + amount.time
    wall = start.astimezone(calendar.timezone)
    day = _add_months(wall, amount.months).date() + timedelta(days=amount.days)
    return calendar.instant(day, wall.time()) + amount.time


def _from_words(text: str, match: re.Match[str]) -> Amount:
    number, unit, working = Decimal(match["number"]), match["unit"].lower(), bool(match["working"])
    words = f"{number.normalize():f} {'working ' if working else ''}{unit}{'' if number == 1 else 's'}"
    if unit in ("minute", "hour"):
        span = timedelta(seconds=float(number * (60 if unit == "minute" else 3600)))
        return _sound(Amount(words=words, working_time=span) if working else Amount(words=words, time=span))
    if number != number.to_integral_value():
        raise AmountError(f"{text!r}: {unit}s are counted whole; say working hours for a part of a day")
    if working and unit != "day":
        raise AmountError(f"{text!r}: working time is counted in days, hours and minutes")
    count = int(number)
    if working:
        return _sound(Amount(words=words, working_days=count))
    if unit in ("day", "week"):
        return _sound(Amount(words=words, days=count * (7 if unit == "week" else 1)))
    return _sound(Amount(words=words, months=count * (12 if unit == "year" else 1)))


def _sound(amount: Amount) -> Amount:
    days = timedelta(days=amount.working_days + amount.days + 31 * amount.months)
    if days + amount.working_time + amount.time > LONGEST:
        raise AmountError(f"{amount.words} is more than a hundred years")
    return amount


def _say(parts: dict[str, Decimal]) -> str:
    return " ".join(f"{count} {name if count != 1 else name[:-1]}" for name, count in parts.items() if count)


def _add_months(wall: datetime, months: int) -> datetime:
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    for day in range(wall.day, wall.day - 4, -1):
        try:
            return wall.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AmountError(f"{months} months after {wall:%d %B %Y} is no date")
