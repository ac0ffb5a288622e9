"""The values a table's column tells apart, each stood for by an example.

The constants in a column's cells cut what may come into pieces within which no cell makes a difference:
the constants themselves, and what lies between, below and above them. A cell is then the set of pieces it
accepts, kept as bits of an integer. A cell that reads variables or computes with the value in question cannot
be understood that way: it accepts nothing surely and everything perhaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from engine.feel.temporal.duration import DaysTime, YearsMonths
from engine.feel.temporal.moments import Date, date_of_number

# Constants cannot depend on the time, so any instant does.
AROUND = Surroundings(now=datetime(2000, 1, 1, tzinfo=UTC))
OTHER = "anything else"
MOST_EXAMPLES = 2_000
UNDERSTOOD = (tree.Tests, tree.CompareTest, tree.ValueTest, tree.RangeLiteral, tree.ComparisonRange)
ORDERING = (tree.RangeLiteral, tree.ComparisonRange)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One input column: examples of its pieces, and per cell the pieces it surely and perhaps accepts."""

    label: str
    examples: tuple[Any, ...]
    surely: tuple[int, ...]
    perhaps: tuple[int, ...]

    @property
    def everything(self) -> int:
        """All pieces."""
        return (1 << len(self.examples)) - 1


def column_of(label: str, cells: Sequence[TestCell], allowed: Sequence[TestCell], *, boolean: bool) -> Column:
    """The column with these cells; `allowed` are tests that every value passes, `boolean` its known type."""
    found = [constants(cell) for cell in (*cells, *allowed)]
    values = {_key(value): value for known in found for value in known or ()}
    examples = _examples(list(values.values()), boolean=boolean)
    examples = tuple(one for one in examples if all(_holds(cell, one) for cell in allowed)) or (OTHER,)
    everything = (1 << len(examples)) - 1
    one_kind = len({type(value) for value in values.values()}) <= 1
    surely, perhaps = [], []
    for cell, known in zip(cells, found, strict=False):
        if cell.always:
            bits = maybe = everything
        elif known is None or not one_kind:
            bits, maybe = 0, everything
        else:
            bits = maybe = sum(1 << place for place, one in enumerate(examples) if _holds(cell, one))
        surely.append(bits)
        perhaps.append(maybe)
    return Column(label=label, examples=examples, surely=tuple(surely), perhaps=tuple(perhaps))


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
    return f'"{value}"' if isinstance(value, str) and value != OTHER else str(value)


def _collect(node: tree.Node, found: list[Any]) -> bool:
    if not isinstance(node, UNDERSTOOD):
        value = fixed_value(node)
        found.append(value)
        return isinstance(value, bool | str | Decimal | Date | DaysTime | YearsMonths)
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
    """One example of every piece, in order."""
    if boolean or (values and isinstance(values[0], bool)):
        return (True, False)
    kinds = {type(value) for value in values}
    if len(kinds) != 1 or len(values) > MOST_EXAMPLES:
        return (OTHER,)
    kind = kinds.pop()
    if kind is str:
        return (*values, OTHER)
    numbers = sorted(_number(value) for value in values)
    step = Decimal(1) if kind is Decimal else 1
    pieces = [numbers[0] - step, numbers[0]]
    for low, high in pairwise(numbers):
        if kind is Decimal:
            pieces += [(low + high) / 2, high]
        else:
            pieces += [low + 1, high] if high - low > 1 else [high]
    return tuple(_value(number, kind) for number in [*pieces, numbers[-1] + step])


def _number(value: Any) -> Any:
    """Where the value stands on its scale: days for dates, whole days for durations, else itself."""
    match value:
        case Date():
            return value.number
        case DaysTime():
            return value.nanoseconds
        case YearsMonths():
            return value.months
    return value


def _value(number: Any, kind: type) -> Any:
    if kind is Date:
        return date_of_number(number)
    return number if kind is Decimal else kind(number)
