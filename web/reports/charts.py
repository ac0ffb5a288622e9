"""Where the marks of a chart stand. Across in per cent, so that a chart fits any width; down in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.figures.control_chart import ABOVE, BELOW, Limits, Signal
from engine.figures.pareto import Bar

TOP = 22.0  # pixels above the highest mark
HEIGHT = 190.0  # pixels of the plot
EDGE = 1.5  # per cent at the sides
ROW = 46  # pixels of a bar with its words
MOST_BARS = 12  # the others share the last one


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One point of the line."""

    x: float
    y: float
    out: bool  # beyond the limits


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A control chart: its marks and the heights of its lines, by what each line is called."""

    marks: tuple[Mark, ...]
    lines: dict[str, float]
    bottom: float = TOP + HEIGHT


@dataclass(frozen=True, kw_only=True)
class Row:
    """One bar of a Pareto chart, and how far the line of all bars so far has come."""

    words: str
    count: int
    share: float
    cumulated: float
    y: int


def plot(values: Sequence[int], limits: Limits | None, found: Sequence[Signal]) -> Plot:
    """The chart of these values, of at least one."""
    highest = max(*values, limits.upper if limits else 0, 1)
    out = {one.first for one in found if one.kind in (ABOVE, BELOW)}
    step = (100 - 2 * EDGE) / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return round(TOP + HEIGHT * (1 - value / highest), 1)

    marks = tuple(
        Mark(x=round(EDGE + place * step, 2), y=y(value), out=place in out)
        for place, value in enumerate(values)
    )
    heights = {"upper": limits.upper, "centre": limits.centre, "lower": limits.lower} if limits else {}
    return Plot(marks=marks, lines={name: y(value) for name, value in heights.items()})


def rows(bars: Sequence[Bar], words: Sequence[str]) -> tuple[Row, ...]:
    """The bars that hold cases now, with their words; what is rare stands together at the end."""
    held = [(bar, word) for bar, word in zip(bars, words, strict=True) if bar.change.now]
    shown = held if len(held) <= MOST_BARS else held[: MOST_BARS - 1]
    found = [
        Row(words=word, count=bar.change.now, share=bar.share, cumulated=bar.cumulated, y=place * ROW)
        for place, (bar, word) in enumerate(shown)
    ]
    rest = held[len(shown) :]
    if rest:
        found.append(
            Row(
                words=f"{len(rest)} others",
                count=sum(bar.change.now for bar, _ in rest),
                share=sum(bar.share for bar, _ in rest),
                cumulated=100.0,
                y=len(shown) * ROW,
            )
        )
    return tuple(found)
