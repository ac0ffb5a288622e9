"""What is wrong with a decision table: overlap, gaps, rules that never match, values that are not allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from engine.dmn.atoms import AROUND, Column, column_of, constants, fixed_value, said
from engine.dmn.cells import Cell, TestCell
from engine.dmn.model import Table
from engine.dmn.tables import rank, ranked
from engine.dmn.types import SIMPLE, Types
from engine.feel.running.state import State

MOST_FOUND = 5  # of one kind in one table: the rest would say the same again
MOST_STEPS = 50_000  # of a search for gaps; a table beyond that is not judged


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong: code, sentence, level."""

    code: str
    message: str
    level: str = "error"


def check_table(table: Table, types: Types, names: frozenset[str]) -> Iterator[Fault]:
    """Every fault of a table whose cells compile."""
    check = _Check(table, types, names)
    yield from check.cells()
    yield from check.results()
    if table.inputs and table.rules:
        yield from check.never()
        yield from check.overlaps()
        yield from check.gaps()


class _Check:
    def __init__(self, table: Table, types: Types, names: frozenset[str]) -> None:
        self.table, self.types = table, types
        self.tests = [[TestCell(text, names) for text in rule.tests] for rule in table.rules]
        self.outcomes = [[Cell(text, names) for text in rule.results] for rule in table.rules]
        self.allowed = [self._allowed(one.allowed, one.type, names) for one in table.inputs]
        self.columns = [self._column(place) for place in range(len(table.inputs))]

    def _allowed(self, own: str, kind: str, names: frozenset[str]) -> list[tuple[TestCell, str]]:
        """The tests a column's values pass: its own and those of its type."""
        definition = self.types.definition(kind) if kind else None
        texts = [own, definition.allowed if definition and not definition.parts else ""]
        return [(TestCell(text, names), text) for text in texts if text]

    def _column(self, place: int) -> Column:
        column = self.table.inputs[place]
        return column_of(
            column.label,
            [tests[place] for tests in self.tests],
            [cell for cell, _ in self.allowed[place]],
            boolean=self.types.base(column.type) == "boolean",
        )

    def cells(self) -> Iterator[Fault]:
        """Constants that a column's type or allowed values exclude, and cells that accept nothing."""
        for row, tests in enumerate(self.tests):
            for place, (column, cell) in enumerate(zip(self.table.inputs, tests, strict=True)):
                where = f"Rule {row + 1}, input '{column.label}'"
                for value in constants(cell) or ():
                    yield from self._fits(value, column.type, where)
                allowed = " and ".join(text for _, text in self.allowed[place])
                if allowed and not self._reaches(row, place):
                    words = f"{where}: {cell.text} is outside the allowed values {allowed}."
                    yield Fault(code="dmn-value-not-allowed", message=words)
                elif not self.columns[place].perhaps[row] & self.columns[place].expected:
                    words = f"Rule {row + 1} can never match: {cell.text} accepts no value."
                    yield Fault(code="dmn-unreachable-rule", message=words)

    def _reaches(self, row: int, place: int) -> bool:
        """Whether every text a cell names is allowed, and anything it accepts is."""
        texts = [value for value in constants(self.tests[row][place]) or () if isinstance(value, str)]
        tests = [test for test, _ in self.allowed[place]]
        named = all(_passes(test, value) for test in tests for value in texts)
        return named and bool(self.columns[place].perhaps[row] & self.columns[place].expected)

    def results(self) -> Iterator[Fault]:
        """Constants in output cells that the type, the allowed values or the aggregation exclude."""
        if self.table.hit_policy in {"PRIORITY", "OUTPUT ORDER"} and not any(
            ranked(one, self.types) for one in self.table.outputs
        ):
            words = (
                "No output column lists its values in the order of their priority, so the first rule wins."
            )
            yield Fault(code="dmn-no-priorities", message=words, level="warning")
        for row, cells in enumerate(self.outcomes, 1):
            for column, cell in zip(self.table.outputs, cells, strict=True):
                value = fixed(cell)
                if value is None:
                    continue
                where = f"Rule {row}, output '{column.label or column.name or 'result'}'"
                yield from self._fits(value, column.type, where)
                if self.table.aggregation == "SUM" and not isinstance(value, Decimal):
                    words = f"{where}: {said(value)} cannot be added up."
                    yield Fault(code="dmn-cell-type", message=words)
                for test, text in self._allowed(column.allowed, column.type, frozenset()):
                    if not _passes(test, value):
                        words = f"{where}: {said(value)} is not among the allowed values {text}."
                        yield Fault(code="dmn-value-not-allowed", message=words)

    def _fits(self, value: Any, kind: str, where: str) -> Iterator[Fault]:
        base = self.types.base(kind)
        wanted = SIMPLE.get(base)
        if wanted and base != "list" and value is not None and type(value) not in wanted:
            yield Fault(code="dmn-cell-type", message=f"{where}: {said(value)} is not a {base}.")

    def never(self) -> Iterator[Fault]:
        """Rules of a FIRST or PRIORITY table that the rules before them in rank leave nothing for."""
        order = self._order()
        boxes = [[column.surely[row] for column in self.columns] for row in order]
        found = 0
        for place, row in enumerate(order):
            box = [column.perhaps[row] for column in self.columns]
            if place and found < MOST_FOUND and all(box) and self._covered(boxes[:place], box):
                found += 1
                words = f"Rule {row + 1} is never reached: the rules above it match first."
                if self.table.hit_policy == "PRIORITY":
                    words = f"Rule {row + 1} is never reached: rules of a higher priority match as well."
                yield Fault(code="dmn-unreachable-rule", message=words)

    def _order(self) -> list[int]:
        """The rules in the order in which one of them wins; empty where that cannot be told beforehand."""
        rows = list(range(len(self.table.rules)))
        if self.table.hit_policy != "PRIORITY":
            return rows if self.table.hit_policy == "FIRST" else []
        lists = [fixed(Cell(f"[{ranked(one, self.types)}]", frozenset())) for one in self.table.outputs]
        values = [[fixed(cell) for cell in cells] for cells in self.outcomes]
        if any(value is None for row in values for value in row):
            return []
        return sorted(rows, key=lambda row: rank(lists, values[row]))

    def _covered(self, before: Sequence[Sequence[int]], box: Sequence[int]) -> bool:
        search = _Search(self.columns, before)
        return not any(True for _ in search.uncovered(box)) and not search.exhausted

    def overlaps(self) -> Iterator[Fault]:
        """Two rules that match the same input where only one may, or with different results."""
        if self.table.hit_policy not in {"UNIQUE", "ANY"}:
            return
        found = 0
        for one, other in combinations(range(len(self.table.rules)), 2):
            both = [column.surely[one] & column.surely[other] & column.expected for column in self.columns]
            if not all(both) or found == MOST_FOUND:
                continue
            same = self.table.rules[one].results == self.table.rules[other].results
            if self.table.hit_policy == "ANY" and same:
                continue
            found += 1
            why = "only one may" if self.table.hit_policy == "UNIQUE" else "their results differ"
            message = f"Rules {one + 1} and {other + 1} both match {self._example(both)}; {why}."
            yield Fault(code="dmn-overlap", message=message)

    def gaps(self) -> Iterator[Fault]:
        """Input that no rule matches, where the table has no default and promises one answer."""
        one_answer = self.table.hit_policy in {"UNIQUE", "ANY", "FIRST", "PRIORITY"}
        if not one_answer or any(output.default for output in self.table.outputs):
            return
        boxes = [[column.perhaps[row] for column in self.columns] for row in range(len(self.table.rules))]
        region = [column.expected for column in self.columns]
        for number, gap in enumerate(_Search(self.columns, boxes).uncovered(region)):
            if number == MOST_FOUND:
                return
            message = f"No rule matches {self._example(gap)}; add a rule or a default output."
            yield Fault(code="dmn-gap", message=message, level="warning")

    def _example(self, bits: Sequence[int]) -> str:
        """Words for one input out of the pieces given; columns where anything goes are left out."""
        parts = []
        for column, chosen in zip(self.columns, bits, strict=True):
            if chosen & column.expected != column.expected:
                parts.append(f"{column.label} = {said(column.examples[_lowest(chosen)])}")
        return "when " + " and ".join(parts) if parts else "for any input"


class _Search:
    """Looks for pieces that no box covers, column by column."""

    def __init__(self, columns: Sequence[Column], boxes: Sequence[Sequence[int]]) -> None:
        self.columns, self.boxes = columns, boxes
        self.steps = 0

    @property
    def exhausted(self) -> bool:
        """Whether the search was given up, so that finding nothing means nothing."""
        return self.steps > MOST_STEPS

    def uncovered(self, region: Sequence[int]) -> Iterator[list[int]]:
        """Parts of the region, as pieces per column, that lie in no box; silent when it takes too long."""
        yield from self._search(0, list(range(len(self.boxes))), region, [])

    def _search(
        self, place: int, rows: list[int], region: Sequence[int], chosen: list[int]
    ) -> Iterator[list[int]]:
        self.steps += 1
        if self.exhausted:
            return
        if not rows:
            yield chosen + list(region[place:])
            return
        if place == len(self.columns):
            return
        for bits, accepting in self._groups(place, rows, region[place]):
            yield from self._search(place + 1, accepting, region, [*chosen, bits])

    def _groups(self, place: int, rows: list[int], region: int) -> Iterator[tuple[int, list[int]]]:
        """The column's pieces grouped by which boxes hold them, the groups with fewest boxes first."""
        groups: dict[tuple[int, ...], int] = {}
        for piece in range(region.bit_length()):
            bit = 1 << piece
            if region & bit:
                accepting = tuple(row for row in rows if self.boxes[row][place] & bit)
                groups[accepting] = groups.get(accepting, 0) | bit
        for accepting, bits in sorted(groups.items(), key=lambda group: len(group[0])):
            yield bits, list(accepting)


def fixed(cell: Cell) -> Any:
    """The value of a cell that reads nothing; else None."""
    return fixed_value(cell.expression.tree) if cell.expression else None


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _passes(cell: TestCell, value: Any) -> bool:
    return cell.tests is not None and cell.tests.within(value, {}, State(AROUND)) is True
