"""What is wrong with a decision model, before a case depends on it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dmn.cells import Cell, TestCell
from engine.dmn.graph import compiled
from engine.dmn.model import (
    Boxed,
    Decision,
    Decisions,
    Element,
    FunctionDefinition,
    Knowledge,
    TypeDefinition,
)
from engine.dmn.table_check import check_table
from engine.dmn.written import Written, parts, scope_names, tables, written
from engine.errors import Finding
from engine.feel.builtins.table import BUILTINS


def check_decisions(decisions: Decisions) -> list[Finding]:
    """Every finding of this file, sorted; imported files are checked by themselves."""
    return sorted(_Check(decisions).all())


def names_read(decisions: Decisions, decision_id: str) -> frozenset[str]:
    """The case-file names that a decision, with everything it requires, reads; KeyError for an unknown id."""
    read: set[str] = set()
    for home, one in decisions.reach(decision_id):
        if isinstance(one, Decision | Knowledge) and one.logic is not None:
            names = scope_names(home, one)
            for text in written(one.logic, names):
                cell = TestCell(text.text, text.names) if text.tests else Cell(text.text, text.names)
                known = cell.tests.names if isinstance(cell, TestCell) and cell.tests else frozenset()
                known |= cell.expression.names if isinstance(cell, Cell) and cell.expression else frozenset()
                read |= known - text.names
        elif not isinstance(one, Decision | Knowledge):
            read.add(one.name)
    return frozenset(read - BUILTINS.keys())


def _unknown_calls(text: Written) -> frozenset[str]:
    """The functions a text calls that neither FEEL nor the model has."""
    expression = Cell(f"? in ({text.text})" if text.tests else text.text, text.names).expression
    return expression.calls - text.names if expression else frozenset()


class _Check:
    """Goes through the elements of one model."""

    def __init__(self, model: Decisions) -> None:
        self.model = model
        self.types = compiled(model).types

    def found(self, element: str, code: str, message: str, level: str = "error") -> Finding:
        return Finding(file=self.model.file, element=element, code=code, message=message, level=level)

    def all(self) -> Iterator[Finding]:
        for identity in self.model.repeated:
            said = f"The id '{identity}' is used twice: editors drop what they find under it a second time."
            yield self.found(identity, "dmn-duplicate-id", said)
        names = [one.name for one in self.model.elements.values()]
        for definition in self.model.types.values():
            yield from self._definition(definition.name, definition)
        for one in self.model.elements.values():
            if not one.name or names.count(one.name) > 1:
                said = f"The name '{one.name}' is used twice; expressions could not tell which is meant."
                yield self.found(one.id, "dmn-name", said if one.name else "Give it a name.")
            yield from self._type(one.id, one.type)
            if isinstance(one, Decision | Knowledge):
                yield from self._logic(one, one.logic)

    def _logic(self, one: Element, logic: Boxed | None) -> Iterator[Finding]:
        if logic is None:
            yield self.found(
                one.id, "dmn-no-logic", f"'{one.name}' decides nothing yet: give it a table or text."
            )
            return
        yield from self._boxes(one, logic)
        names = scope_names(self.model, one)
        faults = [finding for text in written(logic, names) for finding in self._text(one, text)]
        yield from faults
        if not faults:
            for table, where in tables(logic, names):
                for fault in check_table(table, self.types, names):
                    message = f"{where}: {fault.message}" if where else fault.message
                    yield self.found(one.id, fault.code, message, fault.level)

    def _text(self, one: Element, text: Written) -> Iterator[Finding]:
        """What keeps one text from being run."""
        where = f"{text.where[:1].upper()}{text.where[1:]}"
        cell = TestCell(text.text, text.names) if text.tests else Cell(text.text, text.names)
        if cell.fault or not text.text:
            yield self.found(one.id, "dmn-expression", f"{where}: {cell.fault or 'there is no expression'}")
        for function in sorted(_unknown_calls(text)):
            yield self.found(one.id, "dmn-unknown-function", f"{where}: there is no function '{function}'.")

    def _boxes(self, one: Element, boxed: Boxed) -> Iterator[Finding]:
        """Types that do not exist and functions that are not run, anywhere within."""
        yield from self._type(one.id, boxed.type)
        if isinstance(boxed, FunctionDefinition):
            for parameter in boxed.parameters:
                yield from self._type(one.id, parameter.type)
            if boxed.language != "FEEL":
                said = f"Functions in {boxed.language} are not run; write it in FEEL."
                yield self.found(one.id, "dmn-external-function", said)
        for part, _ in parts(boxed):
            yield from self._boxes(one, part)

    def _definition(self, name: str, definition: TypeDefinition) -> Iterator[Finding]:
        yield from self._type(name, definition.type)
        for text in (definition.allowed, definition.constraint):
            fault = TestCell(text, compiled(self.model).components).fault if text else ""
            if fault:
                yield self.found(name, "dmn-expression", f"Allowed values: {fault}")
        for part in definition.parts:
            yield from self._definition(name, part.type)

    def _type(self, element: str, name: str) -> Iterator[Finding]:
        if not self.types.known(name):
            yield self.found(element, "dmn-unknown-type", f"There is no type '{name}'.")
