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
BESIDE, CLEAR = 10, 6  # air beside, and above and below every shape that no flow enters
CORNER = 18  # from the right edge of a host to the middle of its first boundary event
GUEST, MANY = 50, 3  # room of a boundary event on its host's edge; so many need a host wider than usual
SIZES: dict[str, tuple[int, int]] = {"task": (100, 80), "gateway": (50, 50), "event": (36, 36)}

# Widths of letters in parts of the font size, those of Verdana and DejaVu Sans: a machine without Arial shows
# one of them, and a box that fits them has room for Arial, too.
NARROW, SLIM, WIDE = frozenset("iljI.,:;!|'"), frozenset("frt -()"), frozenset("mwMW")
LABEL_FONT, LABEL_LINE = 11, 14
LABEL_WIDTH = 112  # of a label's line, at most
SLIMMER = (60, 40)  # the same where there is less room


def hit(a: Box, b: Box) -> bool:
    """Whether two boxes overlap; touching edges do not."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def inset(box: Box, by: float) -> Box:
    """The box made smaller on every side; larger when `by` is negative."""
    return box[0] + by, box[1] + by, box[2] - 2 * by, box[3] - 2 * by


def with_air(box: Box) -> Box:
    """The box with the air that strange flows leave around it."""
    return box[0] - BESIDE, box[1] - CLEAR, box[2] + 2 * BESIDE, box[3] + 2 * CLEAR


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


def label_size(text: str, at_most: float = LABEL_WIDTH) -> tuple[float, int]:
    """Width and height of a label whose lines bpmn-js breaks between words; one long word may be wider."""
    words, width, lines = text.split(), 0.0, 0
    while words:
        line = next(
            (n for n in range(len(words), 1, -1) if _width(" ".join(words[:n])) <= at_most),
            1,
        )
        here, rest = " ".join(words[:line]), " ".join(words)
        # bpmn-js first counts how many letters of the rest should fit, by their mean width, then measures.
        width = max(width, _width(here), len(here) * _width(rest) / len(rest))
        words, lines = words[line:], lines + 1
    return width + 4, LABEL_LINE * lines


def _width(text: str) -> float:
    return LABEL_FONT * sum(_letter(letter) for letter in text)


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.33
    if letter in SLIM:
        return 0.4
    if letter in WIDE:
        return 0.92
    return 0.73 if letter.isupper() else 0.62
