"""Built-in functions that say how points and ranges lie to one another (DMN 1.5, table 78).

Every range is seen as two cuts of the line of values: an included start is cut just before its value, an
excluded one just behind it; ends the other way round. A point is the range from itself to itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.feel.builtins.registry import define
from engine.feel.functions import Nothing, Signature
from engine.feel.running.comparison import order
from engine.feel.values import Range


@dataclass(frozen=True, slots=True)
class Cut:
    """A place on the line: far left (-1), far right (1), or just before or behind a value."""

    far: int
    value: Any = None
    behind: bool = False


def _start(value: Any) -> Cut:
    if not isinstance(value, Range):
        return Cut(0, value)
    return Cut(-1) if value.start is None else Cut(0, value.start, not value.start_included)


def _end(value: Any) -> Cut:
    if not isinstance(value, Range):
        return Cut(0, value, True)
    return Cut(1) if value.end is None else Cut(0, value.end, value.end_included)


def _compare(one: Cut, other: Cut) -> int:
    if one.far or other.far:
        return (one.far > other.far) - (one.far < other.far)
    found = order(one.value, other.value)
    if found is None:
        raise Nothing("these points or ranges cannot be compared")
    return found or int(one.behind) - int(other.behind)


def before(a: Any, b: Any) -> bool:
    """Whether all of a comes before all of b."""
    return _compare(_end(a), _start(b)) <= 0


def after(a: Any, b: Any) -> bool:
    """Whether all of a comes after all of b."""
    return before(b, a)


def meets(a: Range, b: Range) -> bool:
    """Whether a ends at the very value at which b starts, both included."""
    if a.end is None or b.start is None:
        return False
    return a.end_included and b.start_included and _compare(Cut(0, a.end), Cut(0, b.start)) == 0


def met_by(a: Range, b: Range) -> bool:
    """Whether a starts at the very value at which b ends, both included."""
    return meets(b, a)


def overlaps(a: Range, b: Range) -> bool:
    """Whether some value is in both."""
    return _compare(_end(a), _start(b)) > 0 and _compare(_start(a), _end(b)) < 0


def overlaps_before(a: Range, b: Range) -> bool:
    """Whether a starts first and ends within b."""
    ends_within = _compare(_end(a), _start(b)) > 0 and _compare(_end(a), _end(b)) <= 0
    return ends_within and _compare(_start(a), _start(b)) < 0


def overlaps_after(a: Range, b: Range) -> bool:
    """Whether a starts within b and ends last."""
    return overlaps_before(b, a)


def finishes(a: Any, b: Range) -> bool:
    """Whether a lies at the end of b."""
    return _compare(_end(a), _end(b)) == 0 and _compare(_start(a), _start(b)) >= 0


def finished_by(a: Range, b: Any) -> bool:
    """Whether b lies at the end of a."""
    return finishes(b, a)


def includes(a: Range, b: Any) -> bool:
    """Whether all of b lies in a."""
    return _compare(_start(a), _start(b)) <= 0 and _compare(_end(a), _end(b)) >= 0


def during(a: Any, b: Range) -> bool:
    """Whether all of a lies in b."""
    return includes(b, a)


def starts(a: Any, b: Range) -> bool:
    """Whether a lies at the start of b."""
    return _compare(_start(a), _start(b)) == 0 and _compare(_end(a), _end(b)) <= 0


def started_by(a: Range, b: Any) -> bool:
    """Whether b lies at the start of a."""
    return starts(b, a)


def coincides(a: Any, b: Any) -> bool:
    """Whether both are the same point or the same range."""
    return _compare(_start(a), _start(b)) == 0 and _compare(_end(a), _end(b)) == 0


_POINT = "number | string | date | time | date and time | days and time duration | years and months duration"
_TWO_POINTS = f"point1: {_POINT}, point2: {_POINT}"
_POINT_IN_RANGE = f"point: {_POINT}, range: range"
_RANGE_AND_POINT = f"range: range, point: {_POINT}"
_TWO_RANGES = "range1: range, range2: range"


def _ways(name: str, call: Callable[[Any, Any], bool], *parameters: str) -> list[tuple[str, Signature]]:
    return [define(f"{name}({way})", call) for way in parameters]


FUNCTIONS = (
    *_ways("before", before, _TWO_POINTS, _POINT_IN_RANGE, _RANGE_AND_POINT, _TWO_RANGES),
    *_ways("after", after, _TWO_POINTS, _POINT_IN_RANGE, _RANGE_AND_POINT, _TWO_RANGES),
    *_ways("meets", meets, _TWO_RANGES),
    *_ways("met by", met_by, _TWO_RANGES),
    *_ways("overlaps", overlaps, _TWO_RANGES),
    *_ways("overlaps before", overlaps_before, _TWO_RANGES),
    *_ways("overlaps after", overlaps_after, _TWO_RANGES),
    *_ways("finishes", finishes, _POINT_IN_RANGE, _TWO_RANGES),
    *_ways("finished by", finished_by, _RANGE_AND_POINT, _TWO_RANGES),
    *_ways("includes", includes, _RANGE_AND_POINT, _TWO_RANGES),
    *_ways("during", during, _POINT_IN_RANGE, _TWO_RANGES),
    *_ways("starts", starts, _POINT_IN_RANGE, _TWO_RANGES),
    *_ways("started by", started_by, _RANGE_AND_POINT, _TWO_RANGES),
    *_ways("coincides", coincides, _TWO_POINTS, _TWO_RANGES),
)
