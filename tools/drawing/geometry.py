"""Boxes, lines and the room a label takes, in pixels of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # x, y, width, height
Line = Sequence[Point]

GAP, ROW = 50, 40  # air between columns and between rows
PAD = 20  # from the edge of a lane to what stands in it
HEAD = 30  # title bar of a pool, a lane, an open sub-process
CLEAR = 6  # air around every shape that no flow enters
CORNER = 18  # from the right edge of a host to the middle of its first boundary event
SIZES: dict[str, tuple[int, int]] = {"task": (100, 80), "gateway": (50, 50), "event": (36, 36)}

# Widths of Arial letters, in parts of the font size; agreed with Chromium on all labels tried.
NARROW, SLIM, WIDE = frozenset("iljI.,:;!|'"), frozenset("frt -()"), frozenset("mwMW")
LABEL_WIDTH, LABEL_FONT, LABEL_LINE = 90, 11, 14


def hit(a: Box, b: Box) -> bool:
    """Whether two boxes overlap; touching edges do not."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def inset(box: Box, by: float) -> Box:
    """The box made smaller on every side; larger when `by` is negative."""
    return box[0] + by, box[1] + by, box[2] - 2 * by, box[3] - 2 * by


def spans(line: Line) -> list[Box]:
    """Each leg of a flow as a flat box."""
    return [(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairwise(line)]


def straightened(line: Line) -> list[Point]:
    """The line without the points that lie on a straight leg."""
    kept = list(line)
    for n in range(len(kept) - 2, 0, -1):
        three = kept[n - 1 : n + 2]
        if len({x for x, _ in three}) == 1 or len({y for _, y in three}) == 1:
            del kept[n]
    return kept


def label_size(text: str) -> tuple[float, int]:
    """Width and height of a label as bpmn-js breaks it."""
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}") <= LABEL_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return max(map(_width, lines)) + 4, LABEL_LINE * len(lines)


def _width(text: str) -> float:
    return LABEL_FONT * sum(_letter(letter) for letter in text)


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.25
    if letter in SLIM:
        return 0.33
    if letter in WIDE:
        return 0.85
    return 0.68 if letter.isupper() else 0.54
