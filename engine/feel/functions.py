"""Functions as values: those an expression or a decision model defines, and those built in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.feel.running.state import State


class Nothing(Exception):
    """The result of an operation is null, and this is why."""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that can be called: written as `function(...)`, or made by engine.dmn from a model.

    `call` takes one value per parameter and the running state. It may raise Nothing.
    """

    parameters: tuple[str, ...]
    call: Callable[[Sequence[Any], State], Any]
    name: str = ""
    types: tuple[
        Callable[[Any], Any] | None, ...
    ] = ()  # per parameter: the value as that type; raises Nothing


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a built-in function: what it takes, and whether it may be left out or be many."""

    name: str
    words: str  # the kinds as people say them, such as "number" or "date or date and time"
    types: frozenset[type]  # empty: any value
    optional: bool = False
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in function."""

    parameters: tuple[Parameter, ...]
    call: Callable[..., Any]
    with_state: bool  # the running state comes as first argument


@dataclass(frozen=True, slots=True, eq=False)
class Builtin:
    """A function of the standard, with its ways to be called in the order they are tried."""

    name: str
    signatures: tuple[Signature, ...]
