"""Every expression an owner wrote in a model, with where it stands and which names it may speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.model import (
    Boxed,
    Conditional,
    Context,
    Decisions,
    Element,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Knowledge,
    Listed,
    Literal,
    Relation,
    Table,
)
from engine.dmn.types import component_names


@dataclass(frozen=True, kw_only=True)
class Written:
    """One text: an expression, or with `tests` the unary tests of a cell. `where` is said to people."""

    text: str
    where: str
    names: frozenset[str]
    tests: bool = False
    empty_allowed: bool = False


def scope_names(model: Decisions, one: Element) -> frozenset[str]:
    """The names an element's logic may speak of: what it requires, and the components of types."""
    names = set(component_names(model))
    if isinstance(one, Knowledge):
        names.add(one.name)
    for reference in one.requires:
        home, needed = model.find(reference)
        names |= {needed.name} | {name for name, imported in model.imports.items() if imported is home}
    return frozenset(names)


def written(boxed: Boxed, names: frozenset[str], where: str = "") -> Iterator[Written]:
    """The texts within a boxed expression."""
    if isinstance(boxed, Literal):
        yield Written(text=boxed.text, where=where or "expression", names=names)
    elif isinstance(boxed, Table):
        yield from _table(boxed, names, where)
    elif isinstance(boxed, Context):
        for entry in boxed.entries:
            yield from written(
                entry.value, names, _in(where, f"line '{entry.name}'" if entry.name else "result")
            )
            names |= {entry.name} - {""}
    elif isinstance(boxed, Filter):
        yield from written(boxed.source, names, _in(where, "list"))
        yield from written(boxed.match, names | {"item"}, _in(where, "condition"))
    elif isinstance(boxed, Iteration):
        yield from written(boxed.source, names, _in(where, "list"))
        yield from written(boxed.body, names | {boxed.variable, "partial"}, _in(where, "body"))
    elif isinstance(boxed, FunctionDefinition):
        if boxed.body is not None and boxed.language == "FEEL":
            inner = names | {one.name for one in boxed.parameters}
            yield from written(boxed.body, inner, where)
    else:
        for part, place in parts(boxed):
            yield from written(part, names, _in(where, place))


def parts(boxed: Boxed) -> Iterator[tuple[Boxed, str]]:
    """What a box directly holds, with where it stands."""
    match boxed:
        case Context():
            yield from ((entry.value, f"line '{entry.name}'") for entry in boxed.entries)
        case Listed():
            yield from ((item, f"item {number}") for number, item in enumerate(boxed.items, 1))
        case Relation():
            for number, row in enumerate(boxed.rows, 1):
                yield from ((cell, f"row {number}") for cell in row)
        case Invocation():
            yield boxed.function, "function"
            yield from ((one.value, f"argument '{one.name}'") for one in boxed.bindings if one.value)
        case Conditional():
            yield from ((boxed.test, "if"), (boxed.then, "then"), (boxed.otherwise, "else"))
        case Filter():
            yield from ((boxed.source, "list"), (boxed.match, "condition"))
        case Iteration():
            yield from ((boxed.source, "list"), (boxed.body, "body"))
        case FunctionDefinition():
            yield from ((part, "") for part in (boxed.body,) if part)


def tables(boxed: Boxed, names: frozenset[str], where: str = "") -> Iterator[tuple[Table, str]]:
    """The decision tables within, with where they stand."""
    if isinstance(boxed, Table):
        yield boxed, where
    for part, place in parts(boxed):
        yield from tables(part, names, _in(where, place))


def _table(table: Table, names: frozenset[str], where: str) -> Iterator[Written]:
    for column in table.inputs:
        place = _in(where, f"input '{column.label}'")
        yield Written(text=column.text, where=place, names=names)
        if column.allowed:
            yield Written(text=column.allowed, where=f"{place}, allowed values", names=names, tests=True)
    for output in table.outputs:
        place = _in(where, f"output '{output.label or output.name or 'result'}'")
        if output.allowed:
            yield Written(text=output.allowed, where=f"{place}, allowed values", names=names, tests=True)
        if output.default:
            yield Written(text=output.default, where=f"{place}, default", names=names)
    for number, rule in enumerate(table.rules, 1):
        for column, text in zip(table.inputs, rule.tests, strict=True):
            place = _in(where, f"rule {number}, input '{column.label}'")
            yield Written(text=text, where=place, names=names, tests=True)
        for output, text in zip(table.outputs, rule.results, strict=True):
            place = _in(where, f"rule {number}, output '{output.label or output.name or 'result'}'")
            yield Written(text=text, where=place, names=names)


def _in(where: str, place: str) -> str:
    return ", ".join(filter(None, (where, place)))
