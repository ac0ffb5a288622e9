"""The values a table's column tells apart, each stood for by an example.

The constants in a column's cells cut what may come into pieces within which no cell makes a difference:
the constants themselves, and what lies between, below and above them. A cell is then the set of pieces it
accepts, kept as bits of an integer. A cell that reads variables or computes with the value in question cannot
be understood that way: it accepts nothing surely and everything perhaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engine.dmn.cells import TestCell
from engine.feel import tree
from engine.feel.running.compiler import Compiler
from engine.feel.running.state import State
from engine.feel.surroundings import Surroundings
from engine.feel.temporal.duration import DAY, SECOND, DaysTime, YearsMonths
from engine.feel.temporal.moments import MILLISECOND, Date, DateTime, Time, date_of_number, moment_of_local

# Constants cannot depend on the time, so any instant does.
AROUND = Surroundings(now=datetime(2000, 1, 1, tzinfo=UTC))
OTHER = "anything else"
MOST_EXAMPLES = 2_000
UNDERSTOOD = (tree.Tests, tree.CompareTest, tree.ValueTest, tree.RangeLiteral, tree.ComparisonRange)
PLAIN = (bool, str, Decimal, Date, DateTime, Time, DaysTime, YearsMonths)
_STEPS = {Decimal: Decimal(1), Date: 1, YearsMonths: 1, DaysTime: SECOND, DateTime: SECOND, Time: SECOND}
ORDERING = (tree.RangeLiteral, tree.ComparisonRange)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One input column: examples of its pieces, and per cell the pieces it surely and perhaps accepts."""

    label: str
    examples: tuple[Any, ...]
    surely: tuple[int, ...]
    perhaps: tuple[int, ...]
    expected: int  # all pieces but null, which counts only where a cell names it


def column_of(label: str, cells: Sequence[TestCell], allowed: Sequence[TestCell], *, boolean: bool) -> Column:
    """The column with these cells; `allowed` are tests that every value passes, `boolean` its known type."""
    found = [constants(cell) for cell in (*cells, *allowed)]
    values = {_key(value): value for known in found for value in known or ()}
    judged = len(values) <= MOST_EXAMPLES
    examples = _examples(list(values.values()), boolean=boolean) if judged else (OTHER,)
    examples = tuple(one for one in examples if all(_holds(cell, one) for cell in allowed)) or (OTHER,)
    expected = (1 << len(examples)) - 1
    examples = (*examples, None)  # allowed values do not keep null out
    everything = (1 << len(examples)) - 1
    named = any(value is None for known in found for value in known or ())
    surely, perhaps = [], []
    for cell, known in zip(cells, found, strict=False):
        if cell.always:
            bits = maybe = everything
        elif known is None or not judged:
            bits, maybe = 0, everything
        else:
            bits = maybe = sum(1 << place for place, one in enumerate(examples) if _holds(cell, one))
        surely.append(bits)
        perhaps.append(maybe)
    return Column(
        label=label,
        examples=examples,
        surely=tuple(surely),
        perhaps=tuple(perhaps),
        expected=everything if named else expected,
    )


def constants(cell: TestCell) -> list[Any] | None:
    """The constants a cell compares with; None when it does more than compare with constants."""
    if cell.tests is None:
        return None
    found: list[Any] = []
    if not _collect(cell.tests.tree, found):
        return None
    # Between two texts in the order of the alphabet there is no example to be had.
    return None if _orders(cell.tests.tree) and any(isinstance(value, str) for value in found) else found


def fixed_value(node: tree.Node) -> Any:
    """The value of an expression that reads nothing, neither names nor the clock; else None."""
    if any(tree.mentions(node, name) for name in ("now", "today")):
        return None
    compiler = Compiler(frozenset())
    run = compiler.compile(node)
    if compiler.slots.read:
        return None
    return run([AROUND, {}, *compiler.slots.unread])


def said(value: Any) -> str:
    """An example as a finding shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return f'"{value}"' if isinstance(value, str) and value != OTHER else str(value)


def _collect(node: tree.Node, found: list[Any]) -> bool:
    if not isinstance(node, UNDERSTOOD):
        value = fixed_value(node)
        found += value if isinstance(value, list) else [value]
        if value is None:
            return isinstance(node, tree.Literal)
        return all(isinstance(one, PLAIN) for one in (value if isinstance(value, list) else [value]))
    return all(_collect(part, found) for part in _parts(node))


def _parts(node: tree.Node) -> Iterator[tree.Node]:
    for field in fields(node):
        value = getattr(node, field.name)
        yield from (
            part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, tree.Node)
        )


def _orders(node: tree.Node) -> bool:
    if isinstance(node, tree.CompareTest):
        return node.operator not in {"=", "!="}
    return isinstance(node, ORDERING) or any(_orders(part) for part in _parts(node))


def _holds(cell: TestCell, value: Any) -> bool:
    return cell.tests is not None and cell.tests.within(value, {}, State(AROUND)) is True


def _key(value: Any) -> tuple[str, str]:
    return type(value).__name__, str(value)


def _examples(values: list[Any], *, boolean: bool) -> tuple[Any, ...]:
    """One example of every piece, kind by kind and each in order."""
    kinds: dict[Any, list[Any]] = {bool: [True]} if boolean else {}
    for value in (value for value in values if value is not None):
        kinds.setdefault((type(value), _zone(value)) if _zone(value) else type(value), []).append(value)
    found = [example for of_kind in kinds.values() for example in _pieces(of_kind)]
    return (*found, OTHER) if str in kinds or not kinds else tuple(found)


def _pieces(values: list[Any]) -> Iterator[Any]:
    """The constants of one kind, and what lies between, below and above them."""
    first = values[0]
    if isinstance(first, bool):
        yield from (True, False)
    elif isinstance(first, str):
        yield from values
    else:
        numbers = sorted(_number(value) for value in values)
        step = _STEPS[type(first)]
        pieces = [numbers[0] - step, numbers[0]]
        for low, high in pairwise(numbers):
            between = _between(low, high, step)
            pieces += [high] if between is None else [between, high]
        for number in (*pieces, numbers[-1] + step):
            with suppress(ValueError):  # the calendar and the day have a beginning and an end
                yield _value(number, first)


def _between(low: Any, high: Any, step: Any) -> Any:
    """A number between two others that is easy to read; None where the kind has none."""
    if isinstance(low, Decimal):
        return (low + high) / 2
    if step == 1:
        return low + 1 if high - low > 1 else None
    middle = (low + high) // 2
    whole = middle - middle % step
    return whole if whole > low else middle if high - low >= 2 * MILLISECOND else None


def _zone(value: Any) -> Any:
    match value:
        case Time():
            return value.zone
        case DateTime():
            return value.time.zone
    return None


def _number(value: Any) -> Any:
    """Where the value stands on its scale: days, months or nanoseconds, else itself."""
    match value:
        case Date():
            return value.number
        case DateTime():
            return value.local
        case Time():
            return value.nanosecond
        case DaysTime():
            return value.nanoseconds
        case YearsMonths():
            return value.months
    return value


def _value(number: Any, like: Any) -> Any:
    """The value that stands there; ValueError where there is none."""
    match like:
        case Date():
            return date_of_number(number)
        case DateTime():
            return moment_of_local(number, like.time.zone)
        case Time():
            if not 0 <= number < DAY:
                raise ValueError("no time of a day")
            return Time(number, like.zone)
    return number if isinstance(number, Decimal) else type(like)(number)
