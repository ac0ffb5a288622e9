"""`instance of`, and arguments as the type of their parameter wants them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import tree
from engine.feel.functions import Builtin, Function, Nothing
from engine.feel.running.kinds import kind_of
from engine.feel.running.state import State
from engine.feel.temporal.moments import Date, DateTime, Time
from engine.feel.values import Range

_OTHER_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_SIMPLE = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time", "list", "context", "function", "range"}
    | {"days and time duration", "years and months duration"}
)


def conforms(value: Any, wanted: tree.Type, state: State) -> bool | None:
    """Whether the value is of the type; None when there is no such type. Null is only of type Null."""
    name = _OTHER_NAMES.get(wanted.name, wanted.name)
    if name == "Any":
        return value is not None
    if name in {"Null", "null"}:
        return value is None
    own = state.around.types.get(name)
    if own is not None:
        return own(value)
    if name not in _SIMPLE:
        return None
    if value is None or kind_of(value) != name:
        return False
    return _parts_conform(value, wanted, state) if wanted.of or wanted.name == "context" else True


def _parts_conform(value: Any, wanted: tree.Type, state: State) -> bool | None:
    if isinstance(value, list):
        state.spend(len(value))
        return all(_or_null(item, wanted.of[0], state) for item in value)
    if isinstance(value, Range):
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(conforms(end, wanted.of[0], state) for end in ends)
    if isinstance(value, dict):
        pairs = zip(wanted.keys, wanted.of, strict=True)
        return all(key in value and _or_null(value[key], part, state) for key, part in pairs)
    if isinstance(value, Function):
        return len(value.parameters) == len(wanted.of) - 1
    return isinstance(value, Builtin)


def _or_null(value: Any, wanted: tree.Type, state: State) -> bool | None:
    if wanted.name == "Any" or value is None:
        return True
    return conforms(value, wanted, state)


def parameter_type(wanted: tree.Type) -> Callable[[Any, State], Any]:
    """Makes an argument fit its parameter: as it is, one as a list, a list of one as the one."""

    def conform(value: Any, state: State) -> Any:
        if value is None or wanted.name == "Any" or conforms(value, wanted, state):
            return value
        if wanted.name == "list" and conforms([value], wanted, state):
            return [value]
        if isinstance(value, list) and len(value) == 1 and conforms(value[0], wanted, state):
            return value[0]
        if isinstance(value, Date) and wanted.name in {"date and time", "dateTime"}:
            return DateTime(value, Time(0, 0))
        raise Nothing(f"a {kind_of(value)} is no {wanted.name}")

    return conform
