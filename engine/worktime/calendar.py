"""A business calendar: on which days and at which hours an organisation works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.worktime.errors import CalendarError

DAY = timedelta(days=1)
MIDNIGHT = time(0, 0)  # as the end of a period: the midnight that ends the day

Period = tuple[time, time]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Working hours per weekday (0 is Monday) in one time zone, and the holidays on which nobody works.

    A day may have several periods; one that ends at 00:00 ends with the day. Raises `CalendarError` when the
    zone is unknown or periods overlap.
    """

    key: str
    title: str
    zone: str
    week: Mapping[int, tuple[Period, ...]]
    holidays: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an unknown zone, unknown weekdays and periods out of order."""
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise CalendarError(f"{self.key}: there is no time zone {self.zone!r}") from error
        for weekday, periods in self.week.items():
            if weekday not in range(7):
                raise CalendarError(f"{self.key}: weekdays go from 0 (Monday) to 6 (Sunday), not {weekday}")
            self._check_order(weekday, periods)

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which the hours are meant."""
        return ZoneInfo(self.zone)

    @property
    def is_always_open(self) -> bool:
        """Whether every hour of every day counts."""
        return not self.holidays and all(self.week.get(day) == ((MIDNIGHT, MIDNIGHT),) for day in range(7))

    @property
    def day_length(self) -> timedelta:
        """The hours of the longest working day of the week."""
        return max((sum(map(_length, periods), timedelta(0)) for periods in self.week.values()), default=DAY)

    def local_day(self, instant: datetime) -> date:
        """The date it is in the calendar's zone at this instant."""
        return instant.astimezone(self.timezone).date()

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works on this day."""
        return day not in self.holidays and bool(self.week.get(day.weekday()))

    def spans(self, day: date) -> Iterator[Span]:
        """The working periods of a day as instants (UTC), in order."""
        if not self.is_working_day(day):
            return
        for opens, closes in self.week[day.weekday()]:
            begin = self.instant(day, opens)
            end = self.instant(day, closes) if closes != MIDNIGHT else self.instant(day + DAY, MIDNIGHT)
            if begin < end:  # a period that lies wholly in the hour daylight saving skips does not exist
                yield begin, end

    def close_of(self, day: date) -> datetime:
        """The instant (UTC) at which work ends on this working day."""
        closes = self.week[day.weekday()][-1][1]
        return self.instant(day, closes) if closes != MIDNIGHT else self.instant(day + DAY, MIDNIGHT)

    def instant(self, day: date, clock: time) -> datetime:
        """The instant (UTC) at which clocks in the zone show this; a skipped hour is the moment of change.

        Of a repeated hour the first is meant, so that one period's end is always the next one's beginning.
        """
        wall = datetime.combine(day, clock, self.timezone)
        first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
        if first <= second:
            return first
        return self._change_between(second, first)

    def _change_between(self, before: datetime, after: datetime) -> datetime:
        """The instant the zone's offset changes, found by halving."""
        offset = after.astimezone(self.timezone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            if middle.astimezone(self.timezone).utcoffset() == offset:
                after = middle
            else:
                before = middle
        return after.replace(microsecond=0)

    def _check_order(self, weekday: int, periods: tuple[Period, ...]) -> None:
        """Refuse periods that are empty, overlap or are out of order."""
        last = MIDNIGHT
        for position, (opens, closes) in enumerate(periods):
            ends_day = closes == MIDNIGHT
            if opens < last or not (ends_day or opens < closes) or (ends_day and position < len(periods) - 1):
                raise CalendarError(
                    f"{self.key}: periods of weekday {weekday} must be in order and not overlap"
                )
            last = closes


def _length(period: Period) -> timedelta:
    opens, closes = (timedelta(hours=each.hour, minutes=each.minute) for each in period)
    return (closes or DAY) - opens


def always_open(key: str, title: str, zone: str = "UTC") -> Calendar:
    """A calendar in which every hour counts."""
    return Calendar(key=key, title=title, zone=zone, week=dict.fromkeys(range(7), ((MIDNIGHT, MIDNIGHT),)))
