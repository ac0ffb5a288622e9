"""How built-in functions are declared, and how a call finds the right signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.functions import Builtin, Function, Nothing, Parameter, Signature
from engine.feel.running.kinds import kind_of
from engine.feel.running.state import State
from engine.feel.temporal.duration import DaysTime, YearsMonths
from engine.feel.temporal.moments import Date, DateTime, Time
from engine.feel.values import Range

_TYPES: dict[str, frozenset[type]] = {
    "any": frozenset(),
    "null": frozenset({type(None)}),
    "number": frozenset({Decimal}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "date": frozenset({Date}),
    "time": frozenset({Time}),
    "date and time": frozenset({DateTime}),
    "days and time duration": frozenset({DaysTime}),
    "years and months duration": frozenset({YearsMonths}),
    "list": frozenset({list}),
    "context": frozenset({dict}),
    "range": frozenset({Range}),
    "function": frozenset({Function, Builtin}),
}
Ways = list[tuple[Signature, list[int]]]  # signatures that fit a call, with the place of each argument

_PARAMETER = re.compile(r"(?P<name>[^:?]+)(?P<optional>\?)?: (?P<types>[^.]+)(?P<many>\.\.\.)?")


def define(signature: str, call: Callable[..., Any], *, with_state: bool = False) -> tuple[str, Signature]:
    """A function and its signature, such as `floor(n: number, scale?: number)`; `...` means many."""
    name, _, rest = signature.partition("(")
    words = rest.removesuffix(")")
    parameters = tuple(_parameter(word) for word in words.split(", ")) if words else ()
    return name, Signature(parameters, call, with_state)


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    kinds = match["types"].split(" | ")
    types = frozenset().union(*(_TYPES[kind] for kind in kinds))
    return Parameter(match["name"], " or ".join(kinds), types, bool(match["optional"]), bool(match["many"]))


def collect(*tables: Iterable[tuple[str, Signature]]) -> dict[str, Builtin]:
    """All functions of these tables by name."""
    found: dict[str, list[Signature]] = {}
    for table in tables:
        for name, signature in table:
            found.setdefault(name, []).append(signature)
    return {name: Builtin(name, tuple(signatures)) for name, signatures in found.items()}


def arrange(signature: Signature, count: int, names: Sequence[str]) -> list[int] | None:
    """For each parameter the number of its argument, -1 for none; None when the call does not fit."""
    parameters = signature.parameters
    if names:
        known = [parameter.name for parameter in parameters if not parameter.variadic]
        if any(name not in known for name in names) or len(set(names)) != len(names):
            return None
        places = [names.index(parameter.name) if parameter.name in names else -1 for parameter in parameters]
    else:
        variadic = bool(parameters) and parameters[-1].variadic
        if count > len(parameters) and not variadic:
            return None
        places = [place if place < count else -1 for place in range(len(parameters))]
        if variadic and count > len(parameters):
            places.extend(range(len(parameters), count))
    for place, parameter in zip(places, parameters, strict=False):
        if place < 0 and not parameter.optional:
            return None
    return places


def fit(value: Any, parameter: Parameter, name: str) -> Any:
    """The argument as the parameter takes it; raises Nothing when it cannot (DMN 1.5, 10.3.2.9.4)."""
    types = parameter.types
    if not types or type(value) in types:
        return value
    if list in types and value is not None:
        return [value]
    if type(value) is list and len(value) == 1 and type(value[0]) in types:
        return value[0]
    if type(value) is Date and DateTime in types:
        return DateTime(value, Time(0, 0))
    raise Nothing(f"{name} takes a {parameter.words} as '{parameter.name}', not a {kind_of(value)}")


def said(builtin: Builtin, reason: Exception) -> str:
    """Why a function had no answer, in words."""
    if isinstance(reason, Nothing):
        return str(reason)
    return f"{builtin.name}: {reason if isinstance(reason, ValueError) else 'no such number'}"


def invoke(builtin: Builtin, ways: Ways, values: list[Any], state: State) -> Any:
    """The answer of the first signature that takes these values; raises Nothing when none does."""
    state.spend(1 + sum(map(effort_of, values)))
    refusal: Nothing | None = None
    for signature, places in ways:
        try:
            arguments = _fitted(builtin, signature.parameters, places, values)
        except Nothing as reason:
            refusal = refusal or reason
            continue
        try:
            return signature.call(state, *arguments) if signature.with_state else signature.call(*arguments)
        except (ValueError, DecimalException) as reason:
            raise Nothing(said(builtin, reason)) from None
    raise refusal or Nothing(f"{builtin.name} cannot be called with these arguments")


def _fitted(
    builtin: Builtin, parameters: Sequence[Parameter], places: list[int], values: list[Any]
) -> list[Any]:
    arguments: list[Any] = []
    last = len(parameters) - 1
    for index, place in enumerate(places):
        parameter = parameters[index if index < last else last]
        if place < 0:
            arguments.append(None)
        elif type(value := values[place]) in parameter.types:
            arguments.append(value)
        else:
            arguments.append(fit(value, parameter, builtin.name))
    while arguments and places[len(arguments) - 1] < 0:
        arguments.pop()
    return arguments


def effort_of(value: Any) -> int:
    """How many steps a function of this value counts as: long lists and texts are more work."""
    if type(value) is list:
        return 1 + (len(value) >> 3)
    return 1 + (len(value) >> 10) if type(value) is str else 1


def ways_to_call(builtin: Builtin, count: int, names: Sequence[str]) -> Ways:
    """The signatures that fit a call by the number or the names of its arguments."""
    arranged = [(signature, arrange(signature, count, names)) for signature in builtin.signatures]
    return [(signature, places) for signature, places in arranged if places is not None]
