"""Trends of one process: a control chart of a figure, a period beside the one before, a Pareto chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request

from engine.errors import InvalidSubmission
from engine.figures.chance import Change, compared
from engine.figures.control_chart import (
    ABOVE,
    BELOW,
    FALLING,
    HIGH,
    LEAST,
    LOW,
    RISING,
    Signal,
    count_limits,
    moving_range_limits,
    signals,
)
from engine.figures.counted_words import counted_titles, counted_words
from engine.figures.customers import per_thousand
from engine.figures.pareto import Bar, pareto
from engine.figures.queries import summed_figures
from engine.figures.rolling import bounds, counted_until, zone_of_days
from engine.figures.trend import DAY, MONTH, WEEK, Point, first_counted, points
from engine.library.live import live_package
from engine.library.package import Package
from web.reports.charts import plot, rows
from web.reports.figures import COLUMNS
from web.session import session, step

LENGTHS = {DAY: "Day", WEEK: "Week", MONTH: "Month"}
LIMITS = {"range": "From the moving range", "counts": "Of counts by chance"}
DAYS = {"from": "first", "until": "last"}
USUAL = 182  # days
MOST_DAYS, MOST_POINTS, MOST_VALUES = 3_660, 200, 50
DAYS_OF = {DAY: 1, WEEK: 7, MONTH: 28}  # at least
EARLIEST = date(1950, 1, 1)
SAID = {
    ABOVE: "{when}: {value}, above the upper limit.",
    BELOW: "{when}: {value}, below the lower limit.",
    HIGH: "{count} in a row above the mean: {when}.",
    LOW: "{count} in a row below the mean: {when}.",
    RISING: "{count} in a row, each higher than the one before: {when}.",
    FALLING: "{count} in a row, each lower than the one before: {when}.",
}


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days of the organisation, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """As many days, right before."""
        return Period(first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))

    def __str__(self) -> str:
        return (
            f"{self.first.isoformat()} to {self.last.isoformat()}"
            if self.days > 1
            else self.first.isoformat()
        )


def join(area: Blueprint) -> None:
    """Hang the page into the area."""
    area.get("/figures/<process>")(show_trends)


def show_trends(process: str) -> tuple[str, int]:
    """The page; what cannot be is said at its field, and the usual stands in its place."""
    package = live_package(session(), process)
    titles = counted_titles(package)
    chosen = {
        "measure": _choice("measure", COLUMNS, "opened"),
        "length": _choice("length", LENGTHS, WEEK),
        "limits": _choice("limits", LIMITS, "range"),
        "by": _choice("by", titles, next(iter(titles), "")),
    }
    try:
        period, errors = _period(chosen["length"]), {}
    except InvalidSubmission as error:
        period, errors = _usual(_yesterday()), error.errors
    begun, until = first_counted(session(), process), counted_until(session())
    answer = render_template(
        "reports/trends.html",
        package=package,
        period=period,
        typed={name: request.args.get(name) or str(getattr(period, day)) for name, day in DAYS.items()},
        chosen=chosen,
        measures=COLUMNS,
        lengths=LENGTHS,
        limit_words=LIMITS,
        titles=titles,
        errors=errors,
        until=until,
        begun=begun,
        least=LEAST,
        trend=_trend(process, chosen, period, begun, until),
        changes=(changes := _changes(process, period)),
        rates=_rates(changes[0][1], period),
        comparable=begun is not None
        and until is not None
        and begun <= period.before.first
        and period.last <= until,
        **_pareto(package, chosen["by"], period),
    )
    return answer, 422 if errors else 200


def _usual(last: date) -> Period:
    """The half year that ends on this day."""
    return Period(first=last - timedelta(days=USUAL - 1), last=last)


def _yesterday() -> date:
    """The last day that is over."""
    return step().now.astimezone(zone_of_days(session())).date() - timedelta(days=1)


def _choice(name: str, known: dict[str, str], usual: str) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else usual


def _period(length: str) -> Period:
    """The days as the address says them, as far as they are over; raises InvalidSubmission."""
    days, errors = {}, {}
    for name, day in DAYS.items():
        typed = request.args.get(name, "").strip()
        try:
            if typed:
                days[day] = date.fromisoformat(typed)
        except ValueError:
            errors[name] = ["Write the day as 2026-03-31."]
        else:
            if typed and days[day] < EARLIEST:
                errors[name] = [f"Choose a day after {EARLIEST.year}."]
    if errors:
        raise InvalidSubmission(errors)
    usual = _usual(min(days.get("last", date.max), _yesterday()))
    period = Period(first=days.get("first", usual.first), last=usual.last)
    if period.days < 1:
        raise InvalidSubmission({"until": ["The first day must not lie behind the last, and must be over."]})
    if period.days > MOST_DAYS:
        raise InvalidSubmission({"from": [f"Choose {MOST_DAYS:,} days at the most."]})
    if period.days > MOST_POINTS * DAYS_OF[length]:
        raise InvalidSubmission(
            {"length": [f"A chart holds {MOST_POINTS} points: choose longer ones or fewer days."]}
        )
    return period


def _trend(
    process: str, chosen: dict[str, str], period: Period, begun: date | None, until: date | None
) -> dict[str, object] | None:
    """The control chart; None where no whole day, week or month was counted in the period."""
    if begun is None or until is None:
        return None
    found = points(
        session(),
        process,
        chosen["measure"],
        max(period.first, begun),
        min(period.last, until),
        chosen["length"],
    )
    if not found:
        return None
    values = [point.value for point in found]
    limits = None
    if len(values) >= LEAST:
        limits = moving_range_limits(values) if chosen["limits"] == "range" else count_limits(values)
    odd = signals(values, limits) if limits else ()
    return {
        "points": [(_when(point, point), point.value) for point in found],
        "limits": limits,
        "plot": plot(values, limits, odd),
        "signals": [_said(one, found) for one in odd],
    }


def _said(signal: Signal, found: tuple[Point, ...]) -> str:
    first, last = found[signal.first], found[signal.last]
    count = signal.last - signal.first + 1
    return SAID[signal.kind].format(when=_when(first, last), value=first.value, count=count)


def _when(first: Point, last: Point) -> str:
    return str(Period(first=first.first, last=last.last))


def _changes(process: str, period: Period) -> list[tuple[str, Change]]:
    """Every figure of the period beside that of the period before."""
    sums = []
    for one in (period.before, period):
        found = {each.process: each.values for each in summed_figures(session(), one.first, one.last)}
        sums.append(found.get(process, {}))
    before, now = sums
    return [(words, compared(before.get(key, 0), now.get(key, 0))) for key, words in COLUMNS.items()]


def _rates(opened: Change, period: Period) -> tuple[float, float] | None:
    """Cases opened per 1,000 customers, in the period and before; None where their number is not kept."""
    before = period.before
    now = per_thousand(session(), opened.now, period.first, period.last)
    was = per_thousand(session(), opened.before, before.first, before.last)
    return None if now is None or was is None else (now, was)


def _pareto(package: Package, key: str, period: Period) -> dict[str, object]:
    """Bars with their words; no process but one that declares `counted` has them."""
    if not key:
        return {"bars": (), "rows": (), "unlisted": 0}
    zone = zone_of_days(session())
    before, begin, end = (
        bounds(day, zone)[0] for day in (period.before.first, period.first, period.last + timedelta(days=1))
    )
    bars: tuple[Bar, ...] = pareto(session(), package.key, key, before, begin, end)
    known = counted_words(session(), package, key)
    words = [known.of(bar.value) for bar in bars]
    return {
        "bars": list(zip(words, bars, strict=True))[:MOST_VALUES],
        "rows": rows(bars, words),
        "unlisted": max(len(bars) - MOST_VALUES, 0),
    }
