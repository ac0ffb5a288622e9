"""Closures of calls and of functions that expressions define."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import DecimalException
from typing import Any, NamedTuple

from engine.feel.builtins.registry import Ways, effort_of, invoke, said, ways_to_call
from engine.feel.functions import Builtin, Function, Nothing
from engine.feel.running.frames import Run
from engine.feel.running.kinds import kind_of
from engine.feel.running.state import Frame, State, state_of
from engine.feel.surroundings import Surroundings

_LONG = frozenset({str, list})
_MUCH = 64  # characters or entries
_NO_TIME = datetime.min.replace(tzinfo=UTC)


def compile_builtin_call(at: int, builtin: Builtin, arguments: list[Run], names: tuple[str, ...]) -> Run:
    """The closure of a call of a built-in function, whose signatures are sorted out beforehand."""
    ways = ways_to_call(builtin, len(arguments), names)
    if len(ways) == 1 and len(arguments) == 1 and len(ways[0][1]) == 1 and not ways[0][0].with_state:
        return _with_one_argument(at, builtin, ways, arguments[0])

    def run(frame: Frame) -> Any:
        state = state_of(frame)
        try:
            answer = invoke(builtin, ways, [argument(frame) for argument in arguments], state)
        except Nothing as reason:
            state.note(at, str(reason))
            return None
        if answer is None:
            state.note(at, _null_from(builtin))
        return answer

    return run


def _with_one_argument(at: int, builtin: Builtin, ways: Ways, argument: Run) -> Run:
    """The short way for functions of one value, such as `date(x)` and `count(x)`."""
    signature = ways[0][0]
    types, answer = signature.parameters[0].types, signature.call

    def run(frame: Frame) -> Any:
        value = argument(frame)
        try:
            if types and type(value) not in types:
                return invoke(builtin, ways, [value], state_of(frame))
            # Of anything shorter, the call is no more work than the expression that has it is long.
            if type(value) in _LONG and len(value) >= _MUCH:
                state_of(frame).spend(effort_of(value))
            result = answer(value)
        except (Nothing, ValueError, DecimalException) as reason:
            state_of(frame).note(at, said(builtin, reason))
            return None
        if result is None:
            state_of(frame).note(at, _null_from(builtin))
        return result

    return run


def _null_from(builtin: Builtin) -> str:
    return f"{builtin.name} answers null to these values"


def fold(builtin: Builtin, constants: list[Any], names: Sequence[str]) -> Any:
    """The answer to constants, for functions that never look at their surroundings; raises Nothing."""
    state = State(Surroundings(now=_NO_TIME))
    return invoke(builtin, ways_to_call(builtin, len(constants), names), constants, state)


def compile_call(at: int, function: Run, arguments: list[Run], names: tuple[str, ...]) -> Run:
    """The closure of a call of whatever the expression before the bracket is."""

    def run(frame: Frame) -> Any:
        state = state_of(frame)
        callee = function(frame)
        try:
            return apply(callee, [argument(frame) for argument in arguments], names, state)
        except Nothing as reason:
            state.note(at, str(reason))
            return None

    return run


def apply(callee: Any, values: list[Any], names: Sequence[str], state: State) -> Any:
    """The answer of a function value; raises Nothing when it is none or the arguments do not fit."""
    if type(callee) is Builtin:
        return invoke(callee, ways_to_call(callee, len(values), names), values, state)
    if type(callee) is not Function:
        raise Nothing(f"a {kind_of(callee)} cannot be called")
    placed = _placed(callee, values, names)
    state.spend()
    state.go_in()
    answer = callee.call(placed, state)
    state.come_out()
    return answer


def _placed(callee: Function, values: list[Any], names: Sequence[str]) -> list[Any]:
    parameters = callee.parameters
    title = callee.name or "the function"
    if names:
        if set(names) != set(parameters) or len(names) != len(parameters):
            raise Nothing(f"{title} takes the arguments {', '.join(parameters)}")
        values = [values[names.index(parameter)] for parameter in parameters]
    elif len(values) != len(parameters):
        raise Nothing(f"{title} takes {len(parameters)} arguments, not {len(values)}")
    for place, conform in enumerate(callee.types):
        if conform is not None:
            values[place] = conform(values[place])
    return values


class Written(NamedTuple):
    """A function as an expression has it: its parameters with types and slots, its body, what that reads."""

    parameters: tuple[str, ...]
    types: tuple[Callable[[Any, State], Any] | None, ...]
    slots: tuple[int, ...]
    body: Run
    read: tuple[Run, ...]


def compile_function(written: Written, own: int | None) -> Run:
    """The closure that makes a function; it keeps the names around it, its own (slot `own`) too."""
    parameters, types, slots, body, read = written

    def run(frame: Frame) -> Function:
        for variable in read:
            variable(frame)  # now, and not anew in the copy of each call
        kept = frame[:]

        def call(values: Sequence[Any], state: State) -> Any:
            inner = kept[:]
            inner[0] = state
            for slot, value, conform in zip(slots, values, types, strict=True):
                inner[slot] = value if conform is None else conform(value, state)
            return body(inner)

        function = Function(parameters, call)
        if own is not None:
            kept[own] = function
        return function

    return run
