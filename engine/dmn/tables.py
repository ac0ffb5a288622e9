"""Decision tables: which rules match, and what the hit policy makes of them (DMN 1.5, 8.2.10, 8.2.11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from engine.dmn.cells import Cell, TestCell
from engine.dmn.model import Output, Table
from engine.dmn.running import Consulted, Logic, Matched, Run, Scope
from engine.dmn.types import Types, Unfit
from engine.feel.running.frames import Run as FeelRun
from engine.feel.running.state import Frame

Test = tuple[int, TestCell, FeelRun | None]  # column, cell, and its closure when it looks at the value only

AGGREGATES = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a table stands: the element it belongs to, the name people know it by, the types it speaks of."""

    element: str
    name: str
    types: Types
    names: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Match:
    """A rule that matched: its row (from 0), its values by output, and the result it stands for."""

    row: int
    outputs: tuple[Any, ...]
    result: Any


def compile_table(table: Table, place: Place) -> Logic:
    """The table as a function of scope and run."""
    return _Compiled(table, place).decide


class _Compiled:
    """A table with all its cells compiled."""

    def __init__(self, table: Table, place: Place) -> None:
        self.table, self.place = table, place
        names = place.names
        self.inputs = [Cell(one.text, names) for one in table.inputs]
        self.allowed = [TestCell(one.allowed, names) if one.allowed else None for one in table.inputs]
        cells = [[TestCell(text, names) for text in rule.tests] for rule in table.rules]
        # Per rule the columns that matter to it: a dash needs no asking.
        self.tests = [
            [(place, one, one.alone) for place, one in enumerate(row) if not one.always] for row in cells
        ]
        self.results = [[Cell(text, names) for text in rule.results] for rule in table.rules]
        self.defaults = [Cell(one.default, names) if one.default else None for one in table.outputs]
        texts = [ranked(one, place.types) for one in table.outputs]
        self.ranks = [Cell(f"[{text}]", names) if text else None for text in texts]
        self.limits = [TestCell(one.allowed, names) if one.allowed else None for one in table.outputs]
        self.aggregate = (
            Cell(f"{AGGREGATES[table.aggregation]}(found)", frozenset()) if table.aggregation else None
        )

    def decide(self, scope: Scope, run: Run) -> Any:
        values = self._look(scope, run)
        if values is None:
            return None
        frames = [[run.state, scope, value] for value in values]
        found = (row for row, tests in enumerate(self.tests) if self._matches(tests, frames, scope, run))
        rows = list(islice(found, 1)) if self.table.hit_policy == "FIRST" else list(found)
        matches = [self._match(row, scope, run) for row in rows]
        self._remember(values, rows, run)
        return self._settle(matches, scope, run)

    def _look(self, scope: Scope, run: Run) -> list[Any] | None:
        """The values of the input columns; None when one of them is not what the column allows."""
        values = []
        fine = True
        for column, cell, allowed in zip(self.table.inputs, self.inputs, self.allowed, strict=True):
            value = cell.value(scope, run, self.place.element)
            try:
                value = self.place.types.bring(value, column.type, run.state, read=run.read)
            except Unfit as unfit:
                run.wrong(self.place.element, f"Input '{column.label}': {unfit}.")
                fine = False
            if allowed and value is not None and not allowed.holds(value, scope, run, self.place.element):
                said = f"Input '{column.label}': the value is not among {column.allowed}."
                run.wrong(self.place.element, said)
                fine = False
            values.append(value)
        return values if fine else None

    def _matches(self, tests: Sequence[Test], frames: Sequence[Frame], scope: Scope, run: Run) -> bool:
        """Whether all tests of a rule hold; each frame has the value of its column for last."""
        for place, test, alone in tests:
            frame = frames[place]
            if alone is not None:
                if alone(frame) is not True:
                    return False
            elif not test.holds(frame[-1], scope, run, self.place.element):
                return False
        return True

    def _match(self, row: int, scope: Scope, run: Run) -> Match:
        outputs = tuple(
            self._output(number, cell.value(scope, run, self.place.element), scope, run)
            for number, cell in enumerate(self.results[row])
        )
        return Match(row=row, outputs=outputs, result=self._named(outputs))

    def _output(self, number: int, value: Any, scope: Scope, run: Run) -> Any:
        column, limit = self.table.outputs[number], self.limits[number]
        value = run.bring(self.place.element, self.place.types, value, column.type, read=run.read)
        if limit and value is not None and not limit.holds(value, scope, run, self.place.element):
            said = f"Output '{column.label or column.name}': the value is not among {column.allowed}."
            run.wrong(self.place.element, said)
            return None
        return value

    def _named(self, outputs: Sequence[Any]) -> Any:
        if len(self.table.outputs) == 1:
            return outputs[0]
        return {column.name: value for column, value in zip(self.table.outputs, outputs, strict=True)}

    def _remember(self, values: Sequence[Any], rows: Sequence[int], run: Run) -> None:
        hits = tuple(
            Matched(
                rule_id=self.table.rules[row].id,
                index=row + 1,
                annotation=" ".join(filter(None, self.table.rules[row].annotations))
                or self.table.rules[row].description,
            )
            for row in rows
        )
        inputs = {column.label: value for column, value in zip(self.table.inputs, values, strict=True)}
        run.consulted.append(
            Consulted(
                element=self.place.element,
                table=self.place.name,
                hit_policy=f"{self.table.hit_policy} {self.table.aggregation}".strip(),
                inputs=inputs,
                rules=hits,
            )
        )

    def _settle(self, matches: list[Match], scope: Scope, run: Run) -> Any:
        if not matches:
            return self._default(scope, run)
        return SETTLERS[self.table.hit_policy](self, matches, scope, run)

    def _default(self, scope: Scope, run: Run) -> Any:
        if not any(self.defaults):
            return None
        cells = (cell and cell.value(scope, run, self.place.element) for cell in self.defaults)
        return self._named([self._output(number, value, scope, run) for number, value in enumerate(cells)])

    def unique(self, matches: list[Match], _scope: Scope, run: Run) -> Any:
        if len(matches) > 1:
            rows = ", ".join(str(match.row + 1) for match in matches)
            run.wrong(self.place.element, f"Only one rule may match, but rules {rows} do.")
            return None
        return matches[0].result

    def any(self, matches: list[Match], _scope: Scope, run: Run) -> Any:
        if any(match.result != matches[0].result for match in matches):
            rows = ", ".join(str(match.row + 1) for match in matches)
            run.wrong(self.place.element, f"Rules {rows} match and disagree about the result.")
            return None
        return matches[0].result

    def first(self, matches: list[Match], _scope: Scope, _run: Run) -> Any:
        return matches[0].result

    def priority(self, matches: list[Match], scope: Scope, run: Run) -> Any:
        return self._ordered(matches, scope, run)[0].result

    def output_order(self, matches: list[Match], scope: Scope, run: Run) -> Any:
        return [match.result for match in self._ordered(matches, scope, run)]

    def rule_order(self, matches: list[Match], _scope: Scope, _run: Run) -> Any:
        return [match.result for match in matches]

    def collect(self, matches: list[Match], _scope: Scope, run: Run) -> Any:
        found = [match.result for match in matches]
        if self.aggregate is None:
            return found
        return self.aggregate.value({"found": found}, run, self.place.element)

    def _ordered(self, matches: list[Match], scope: Scope, run: Run) -> list[Match]:
        """Matches by the rank of their outputs, the first column first; equal ones as in the table."""
        ranks = [cell and cell.value(scope, run, self.place.element) for cell in self.ranks]

        return sorted(matches, key=lambda match: rank(ranks, match.outputs))


def ranked(output: Output, types: Types) -> str:
    """The values that rank an output, as tests: its own, else those its type allows."""
    definition = types.definition(output.type) if output.type and not output.allowed else None
    return output.allowed or (definition.allowed if definition else "")


def rank(lists: Sequence[Any], outputs: Sequence[Any]) -> list[int]:
    """Where the outputs of a rule stand among the values of their columns; what is not listed stands last."""
    return [
        order.index(value) if value in order else len(order)
        for order, value in zip(lists, outputs, strict=True)
        if isinstance(order, list)
    ]


SETTLERS: dict[str, Callable[[_Compiled, list[Match], Scope, Run], Any]] = {
    "UNIQUE": _Compiled.unique,
    "ANY": _Compiled.any,
    "FIRST": _Compiled.first,
    "PRIORITY": _Compiled.priority,
    "RULE ORDER": _Compiled.rule_order,
    "OUTPUT ORDER": _Compiled.output_order,
    "COLLECT": _Compiled.collect,
}
