"""Closures of names and of calls by name."""

from __future__ import annotations

from decimal import Decimal
from operator import itemgetter
from typing import Any

from engine.feel import tree
from engine.feel.builtins.table import BUILTINS
from engine.feel.functions import Builtin, Function, Nothing
from engine.feel.running.calls import compile_builtin_call, compile_call, fold
from engine.feel.running.compiling import Compiling
from engine.feel.running.frames import Run, Slots
from engine.feel.running.state import GIVEN, Frame
from engine.feel.values import PLAIN, SAFE, UNSAFE, enter

_CONSTANT = frozenset({"date", "time", "date and time", "duration", "years and months duration"})


def default_of(name: str) -> Builtin | None:
    """What a name means that is no variable: the built-in function, else null."""
    return BUILTINS.get(name)


def name_node(compiling: Compiling, node: tree.Name) -> Run:
    """The closure of a name: a slot of the frame, inside filters perhaps an entry of the filtered item."""
    slots = compiling.slots
    bound = slots.binding(node.name)
    found = read_variable(slots, node.name) if bound is None else itemgetter(bound)
    items = _sought_before(slots, bound)
    return _in_filter(node.name, found, items) if items else found


def variable_of(slots: Slots, node: tree.Node) -> str | None:
    """The variable the node is, when it is one and nothing else could be meant."""
    if not isinstance(node, tree.Name) or slots.binding(node.name) is not None or slots.items:
        return None
    return None if node.name in BUILTINS else node.name


def read_variable(slots: Slots, name: str) -> Run:
    """The closure that lets a variable in when it is asked for at first, and keeps it in its slot.

    What is never asked for costs nothing: a short condition over a long case file looks at a few values.
    """
    slot, default = slots.free_slot(name), default_of(name)

    def read(frame: Frame) -> Any:
        value = frame[slot]
        if value is None:
            value = frame[GIVEN].get(name, default)
            kind = type(value)
            if kind is int and UNSAFE < value < SAFE:  # as `enter` does, without the call
                value = Decimal(value)
            elif kind not in PLAIN:
                value = enter(value, frame[0].limits)
            frame[slot] = value
        return value

    return read


def _sought_before(slots: Slots, bound: int | None) -> list[int]:
    """The slots of the filtered items in which a name is sought before, from the innermost outwards."""
    return [item for item in reversed(slots.items) if bound is None or item >= bound]


def _in_filter(name: str, found: Run, items: list[int]) -> Run:
    """The name is first sought in the filtered items, from the innermost filter outwards."""

    def run(frame: Frame) -> Any:
        for item in items:
            value = frame[item]
            if type(value) is dict and name in value:
                return value[name]
        return found(frame)

    return run


def call_node(compiling: Compiling, node: tree.Call) -> Run:
    """The closure of a call: of a built-in function, sorted out now, or of whatever the value will be."""
    arguments = compiling.all(node.arguments)
    function = node.function
    if isinstance(function, tree.Name) and compiling.slots.binding(function.name) is None:
        builtin = BUILTINS.get(function.name)
        if builtin is not None:
            return _builtin_call(compiling, node, builtin, arguments)
        compiling.slots.called.add(function.name)
    return compile_call(node.at, compiling.compile(function), arguments, node.names)


def _builtin_call(compiling: Compiling, node: tree.Call, builtin: Builtin, arguments: list[Run]) -> Run:
    built_in = _folded(node, builtin) or compile_builtin_call(node.at, builtin, arguments, node.names)
    if builtin.name not in compiling.slots.declared:
        return built_in
    # A declared variable hides a built-in function of its name only if it is a function itself.
    variable = compiling.compile(node.function)
    own = compile_call(node.at, variable, arguments, node.names)

    def run(frame: Frame) -> Any:
        return own(frame) if type(variable(frame)) is Function else built_in(frame)

    return run


def _folded(node: tree.Call, builtin: Builtin) -> Run | None:
    """A date or duration written as a call with constants is read once, now."""
    constants = [argument.value for argument in node.arguments if isinstance(argument, tree.Literal)]
    if builtin.name not in _CONSTANT or len(constants) != len(node.arguments):
        return None
    try:
        value = fold(builtin, constants, node.names)
    except Nothing:
        return None  # it says why each time it runs
    return lambda _frame: value
