"""The requirements graph: decisions, knowledge and services of one model, compiled once and run on demand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from engine.dmn.boxed import compile_boxed, function_maker, parameter_types
from engine.dmn.cells import TestCell
from engine.dmn.model import (
    Decision,
    Decisions,
    Element,
    FunctionDefinition,
    InputData,
    Knowledge,
    Parameter,
    Service,
)
from engine.dmn.running import Logic, Run, Scope
from engine.dmn.tables import Place
from engine.dmn.types import Types, component_names
from engine.feel.functions import Function
from engine.feel.running.state import State


@lru_cache(maxsize=256)
def compiled(model: Decisions) -> Graph:
    """The model ready to run; the same for every case of a version."""
    return Graph(model)


class Graph:
    """A model with every piece of logic compiled when it is first needed."""

    def __init__(self, model: Decisions) -> None:
        """Nothing is compiled yet."""
        self.model = model
        self.components = component_names(model)
        self.types = Types(model, self._allowed)
        self._logic: dict[str, Logic] = {}
        self._tests: dict[str, TestCell] = {}

    def _allowed(self, text: str, value: Any, state: State) -> bool:
        """Whether a value passes the allowed values of a type."""
        cell = self._tests.get(text) or self._tests.setdefault(text, TestCell(text, self.components))
        return cell.holds(value, {}, Run(state=state, inputs={}), self.model.name)

    def place(self, one: Element) -> Place:
        """Where the element's expressions stand, and which names they may speak of."""
        names = self.components | {one.name} if isinstance(one, Knowledge) else set(self.components)
        for reference in one.requires:
            home, needed = self.model.find(reference)
            names |= {needed.name} if home is self.model else {self._prefix(home), needed.name}
        return Place(element=one.id, name=one.name, types=self.types, names=frozenset(names))

    def _prefix(self, home: Decisions) -> str:
        return next(name for name, imported in self.model.imports.items() if imported is home)

    def logic(self, one: Decision | Knowledge) -> Logic | None:
        """The element's own expression, compiled; None when it has none."""
        if one.logic is None:
            return None
        if one.id not in self._logic:
            place = self.place(one)
            self._logic[one.id] = (
                function_maker(one.logic, place, one.name, one.type)
                if isinstance(one.logic, FunctionDefinition) and isinstance(one, Knowledge)
                else compile_boxed(one.logic, place)
            )
        return self._logic[one.id]

    def value(self, one: Element, run: Run) -> Any:
        """What the element contributes to those that require it: a value or a function."""
        key = (self.model.namespace, one.id)
        if key not in run.values:
            run.values[key] = self._value(one, run)
        return run.values[key]

    def _value(self, one: Element, run: Run) -> Any:
        if isinstance(one, InputData):
            value = run.inputs.get(one.name, run.inputs.get(one.id))
            return run.bring(one.id, self.types, value, one.type, read=run.read)
        if isinstance(one, Decision):
            return self._decided(one, run)
        if isinstance(one, Knowledge):
            return self._known(one, run)
        return self.service(one, run) if isinstance(one, Service) else None

    def _decided(self, one: Decision, run: Run) -> Any:
        logic = self.logic(one)
        if logic is None:
            run.wrong(one.id, f"'{one.name}' has no decision logic.")
            return None
        return run.bring(one.id, self.types, logic(self.scope(one, run), run), one.type)

    def _known(self, one: Knowledge, run: Run) -> Any:
        """The knowledge as a function; what it requires is looked up when it is called, so it may recur."""
        logic = self.logic(one)
        if logic is None:
            run.wrong(one.id, f"'{one.name}' has no logic.")
            return None
        shell = logic({}, run)
        if not isinstance(shell, Function):
            return None

        def call(arguments: Sequence[Any], state: State) -> Any:
            function = logic(self.scope(one, run), run)
            return function.call(arguments, state)

        return Function(shell.parameters, call, one.name, shell.types)

    def scope(self, one: Element, run: Run) -> Scope:
        """The values an element's logic sees: all facts given, and above them what it requires."""
        scope: dict[str, Any] = dict(run.inputs)
        if isinstance(one, Knowledge):
            scope[one.name] = run.values.get((self.model.namespace, one.id))  # so that it may call itself
        for reference in one.requires:
            home, needed = self.model.find(reference)
            if home is self.model:
                scope[needed.name] = self.value(needed, run)
            else:
                within = scope.get(self._prefix(home))
                within = dict(within) if isinstance(within, dict) else {}
                scope[self._prefix(home)] = {**within, needed.name: compiled(home).value(needed, run)}
        return scope

    def service(self, one: Service, run: Run) -> Function:
        """The decision service as a function of its input data and input decisions."""
        given = [self.model.find(reference) for reference in one.parameters]
        outputs = [self.model.find(reference) for reference in one.outputs]
        parameters = [Parameter(name=needed.name, type=needed.type) for _, needed in given]

        def call(arguments: Sequence[Any], _state: State) -> Any:
            pairs = list(zip(given, arguments, strict=False))
            facts = {needed.name: value for (_, needed), value in pairs if isinstance(needed, InputData)}
            fixed = {(home.namespace, needed.id): value for (home, needed), value in pairs}
            inner = run.inside(facts, fixed)
            found = {needed.name: compiled(home).value(needed, inner) for home, needed in outputs}
            value = next(iter(found.values())) if len(found) == 1 else found
            return run.bring(one.id, self.types, value, one.type)

        names = tuple(parameter.name for parameter in parameters)
        return Function(names, call, one.name, parameter_types(parameters, self.place(one), run))
