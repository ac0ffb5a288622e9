"""The tree of an expression: plain frozen data, the same for evaluation, checks and the browser."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression; `at` is its position in the text."""

    at: int = 0


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, text, boolean, null, or a date, time or duration written with `@`."""

    value: Any


@dataclass(frozen=True, slots=True)
class BadLiteral(Node):
    """An `@` literal that is no date, time or duration: its value is null."""

    reason: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, a bound name, a function, or `?` for the tested value."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`: an entry of a context, of every context in a list, or a property of a date or range."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`: the items for which it holds, or the one item at that place."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function called with arguments by place or by name, never both."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left op right` with + - * / or **."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left op right` with = != < <= > or >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Two or more conditions joined by `and`, or by `or`."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in domain`, or `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterations return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` iterations `satisfies` condition."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """`[start..end]` with round or turned brackets where an end is excluded."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class ComparisonRange(Node):
    """`(< end)` as a value."""

    operator: str
    end: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[items]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """`key: value` in a context."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{entries}`; later entries see earlier ones."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Type(Node):
    """A type by name, with the types it is made of: list<T>, range<T>, context<a: T>, function<T> -> T."""

    name: str
    of: tuple[Type, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(parameters) body`."""

    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`: any of them holds."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class CompareTest(Node):
    """`< operand` as a test of the value in question."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class ValueTest(Node):
    """An expression as a test: equal to it, in it, or true with `?`."""

    expression: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests as a cell of a decision table holds them; no tests at all is `-`, which always holds."""

    tests: tuple[Node, ...]
    negated: bool = False


def to_plain(node: Any) -> Any:
    """The tree as JSON: each node an object with `node`, its fields and `at`; numbers, dates tagged."""
    if isinstance(node, Node):
        plain: dict[str, Any] = {"node": type(node).__name__}
        for field in fields(node):
            plain[field.name] = to_plain(getattr(node, field.name))
        return plain
    if type(node) is tuple:
        return [to_plain(item) for item in node]
    if isinstance(node, bool | str | int) or node is None:
        return node
    if isinstance(node, Decimal):
        return {"number": str(node)}
    return {"temporal": str(node)}


def mentions(node: Any, name: str) -> bool:
    """Whether the name occurs anywhere in this part of the tree."""
    if isinstance(node, Name):
        return node.name == name
    if isinstance(node, Node):
        return any(mentions(getattr(node, field.name), name) for field in fields(node))
    return type(node) is tuple and any(mentions(item, name) for item in node)
