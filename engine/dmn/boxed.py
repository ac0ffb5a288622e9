"""Boxed expressions as functions of scope and run.

Loops and filters are put to FEEL itself with the boxed parts as functions, so that null, ranges,
single values and wrong arguments mean the same in boxes as in text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from engine.dmn.cells import Cell
from engine.dmn.model import (
    Boxed,
    Conditional,
    Context,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Listed,
    Literal,
    Parameter,
    Relation,
    Table,
)
from engine.dmn.running import Logic, Run, Scope
from engine.dmn.tables import Place, compile_table
from engine.dmn.types import Unfit
from engine.dmn.written import written
from engine.feel.functions import Function, Nothing
from engine.feel.running.calls import apply
from engine.feel.running.state import State

# Names no owner would write, for the boxed parts that are handed to FEEL.
SOURCE, BODY = "boxed_source__", "boxed_body__"
PARTIAL = "partial"  # the results so far; FEEL copies them in every round, so only a body that asks gets them
LOOPS = {
    "for": f"for item in {SOURCE} return {BODY}(item, null)",
    PARTIAL: f"for item in {SOURCE} return {BODY}(item, {PARTIAL})",
    "some": f"some item in {SOURCE} satisfies {BODY}(item, null)",
    "every": f"every item in {SOURCE} satisfies {BODY}(item, null)",
}


def compile_boxed(boxed: Boxed, place: Place) -> Logic:
    """The expression as a function; its value is brought to the type the box names."""
    logic = COMPILERS[type(boxed)](boxed, place)
    if not boxed.type or not place.types.known(boxed.type):
        return logic
    return lambda scope, run: run.bring(place.element, place.types, logic(scope, run), boxed.type)


def _with(place: Place, *names: str) -> Place:
    return replace(place, names=place.names | set(names))


def _literal(boxed: Literal, place: Place) -> Logic:
    cell = Cell(boxed.text, place.names)
    return lambda scope, run: cell.value(scope, run, place.element)


def _context(boxed: Context, place: Place) -> Logic:
    lines = []
    for entry in boxed.entries:
        lines.append((entry, compile_boxed(entry.value, place)))
        place = _with(place, entry.name) if entry.name else place

    def context(scope: Scope, run: Run) -> Any:
        inner, made = dict(scope), {}
        for entry, logic in lines:
            value = run.bring(place.element, place.types, logic(inner, run), entry.type)
            if not entry.name:
                return value
            inner[entry.name] = made[entry.name] = value
        return made

    return context


def _listed(boxed: Listed, place: Place) -> Logic:
    items = [compile_boxed(item, place) for item in boxed.items]
    return lambda scope, run: [item(scope, run) for item in items]


def _relation(boxed: Relation, place: Place) -> Logic:
    rows = [[compile_boxed(cell, place) for cell in row] for row in boxed.rows]

    def row_of(cells: Sequence[Logic], scope: Scope, run: Run) -> dict[str, Any]:
        return {
            name: run.bring(place.element, place.types, cell(scope, run), kind)
            for name, kind, cell in zip(boxed.columns, boxed.types, cells, strict=True)
        }

    return lambda scope, run: [row_of(cells, scope, run) for cells in rows]


def _invocation(boxed: Invocation, place: Place) -> Logic:
    function = compile_boxed(boxed.function, place)
    bindings = {
        one.name: compile_boxed(one.value, place) if one.value else _nothing for one in boxed.bindings
    }

    def invoke(scope: Scope, run: Run) -> Any:
        called = function(scope, run)
        arguments = [logic(scope, run) for logic in bindings.values()]
        try:
            return apply(called, arguments, tuple(bindings), run.state)
        except Nothing as reason:
            run.wrong(place.element, f"The call has no result: {reason}.")
            return None

    return invoke


def _nothing(_scope: Scope, _run: Run) -> Any:
    return None


def _function(boxed: FunctionDefinition, place: Place) -> Logic:
    return function_maker(boxed, place, place.name)


def function_maker(
    boxed: FunctionDefinition, place: Place, name: str, returns: str = ""
) -> Callable[[Scope, Run], Function | None]:
    """Makes the function, closed over the scope it stands in; None for one that is not written in FEEL."""
    body = None
    if boxed.language == "FEEL" and boxed.body is not None:
        body = compile_boxed(boxed.body, _with(place, *(one.name for one in boxed.parameters)))
    names = tuple(one.name for one in boxed.parameters)

    def make(scope: Scope, run: Run) -> Function | None:
        if body is None:
            run.refused.append(f"{boxed.language} function '{name}'")
            run.wrong(place.element, f"Functions in {boxed.language} are not run.")
            return None

        def call(arguments: Sequence[Any], _state: State) -> Any:
            value = body({**scope, **dict(zip(names, arguments, strict=False))}, run)
            return run.bring(place.element, place.types, value, returns)

        return Function(names, call, name, parameter_types(boxed.parameters, place, run))

    return make


def parameter_types(
    parameters: Sequence[Parameter], place: Place, run: Run
) -> tuple[Callable[[Any], Any] | None, ...]:
    """How the arguments of a call are brought to the parameters' types."""

    def converter(kind: str) -> Callable[[Any], Any] | None:
        if not kind or not place.types.known(kind):
            return None

        def convert(value: Any) -> Any:
            try:
                return place.types.bring(value, kind, run.state)
            except Unfit as unfit:
                raise Nothing(str(unfit)) from unfit

        return convert

    return tuple(converter(one.type) for one in parameters)


def _conditional(boxed: Conditional, place: Place) -> Logic:
    test, then, otherwise = (compile_boxed(one, place) for one in (boxed.test, boxed.then, boxed.otherwise))

    def choose(scope: Scope, run: Run) -> Any:
        found = _condition(test(scope, run), run, place)
        return None if found is NO_CONDITION else (then if found else otherwise)(scope, run)

    return choose


NO_CONDITION = object()


def _condition(value: Any, run: Run, place: Place) -> Any:
    """A condition's value; stricter than in text: what is neither boolean nor null spoils the whole box."""
    if value is None or isinstance(value, bool):
        return value
    run.wrong(place.element, "A condition is neither true nor false.")
    return NO_CONDITION


def _filter(boxed: Filter, place: Place) -> Logic:
    source = compile_boxed(boxed.source, place)
    match = compile_boxed(boxed.match, _with(place, "item"))
    sift = Cell(f"{SOURCE}[{BODY}(item)]", frozenset())

    def sieve(scope: Scope, run: Run) -> Any:
        spoilt = []

        def body(arguments: Sequence[Any], _state: State) -> Any:
            item = arguments[0]
            inner = {**scope, **item} if isinstance(item, dict) else scope
            found = _condition(match({**inner, "item": item}, run), run, place)
            spoilt.extend([item] if found is NO_CONDITION else [])
            return found is True

        given = {SOURCE: source(scope, run), BODY: Function(("item",), body, "match", (None,))}
        sifted = sift.value(given, run, place.element)
        return None if spoilt else sifted

    return sieve


def _iteration(boxed: Iteration, place: Place) -> Logic:
    source = compile_boxed(boxed.source, place)
    step = compile_boxed(boxed.body, _with(place, boxed.variable, PARTIAL))
    asks = boxed.kind == "for" and any(PARTIAL in one.text for one in written(boxed.body, place.names))
    loop = Cell(LOOPS[PARTIAL if asks else boxed.kind], frozenset())

    def iterate(scope: Scope, run: Run) -> Any:
        spoilt = []

        def body(arguments: Sequence[Any], _state: State) -> Any:
            value = step({**scope, PARTIAL: arguments[1], boxed.variable: arguments[0]}, run)
            if boxed.kind == "for":
                return value
            found = _condition(value, run, place)
            spoilt.extend([value] if found is NO_CONDITION else [])
            return None if found is NO_CONDITION else found

        function = Function(("item", "partial"), body, boxed.kind, (None, None))
        result = loop.value({SOURCE: source(scope, run), BODY: function}, run, place.element)
        return None if spoilt else result

    return iterate


COMPILERS: dict[type[Boxed], Callable[[Any, Place], Logic]] = {
    Literal: _literal,
    Table: compile_table,
    Context: _context,
    Listed: _listed,
    Relation: _relation,
    Invocation: _invocation,
    FunctionDefinition: _function,
    Conditional: _conditional,
    Filter: _filter,
    Iteration: _iteration,
}
