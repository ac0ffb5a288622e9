"""Types of a decision model: what conforms to an item definition, and how a value is brought to it.

Coercion as DMN 1.5, 10.3.2.9.4 has it: one value becomes a list of one where a list is wanted, a list of one
its only item where a value is wanted, a date its first moment where date and time is wanted. Anything else
that does not conform is refused, and the result is null. Null conforms to every type. `read` additionally
turns the ISO texts of a case file into dates, times and durations where a type asks for these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.dmn.model import Decisions, TypeDefinition
from engine.feel.functions import Builtin, Function
from engine.feel.running.state import State
from engine.feel.temporal.duration import DaysTime, YearsMonths
from engine.feel.temporal.moments import Date, DateTime, Time
from engine.feel.temporal.reading import read_any
from engine.feel.values import Range

Tests = Callable[[str, Any, State], bool]  # whether a value passes unary tests written as text

SIMPLE: Mapping[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "dateTime": (DateTime,),
    "days and time duration": (DaysTime,),
    "dayTimeDuration": (DaysTime,),
    "years and months duration": (YearsMonths,),
    "yearMonthDuration": (YearsMonths,),
    "duration": (DaysTime, YearsMonths),
    "context": (dict,),
    "list": (list,),
    "range": (Range,),
    "function": (Function, Builtin),
}
TEMPORAL = frozenset({Date, Time, DateTime, DaysTime, YearsMonths})
MAX_DEPTH = 50


class Unfit(ValueError):
    """A value does not conform to a type, and this is why."""


class Types:
    """The types of one model and those it imports."""

    def __init__(self, model: Decisions, tests: Tests) -> None:
        """`tests` decides allowed values."""
        self.model, self.tests = model, tests

    def known(self, name: str) -> bool:
        """Whether there is a type of this name."""
        return (
            not name or _plain(name) in SIMPLE or _plain(name) == "Any" or self.definition(name) is not None
        )

    def base(self, name: str, depth: int = 0) -> str:
        """The simple type that a type narrows, "list" for collections, "" for structures and unknown ones."""
        if _plain(name) in SIMPLE:
            return _plain(name)
        definition = self.definition(name) if name and depth < MAX_DEPTH else None
        if definition is None or definition.parts:
            return ""
        return "list" if definition.collection else self.home(name).base(definition.type, depth + 1)

    def definition(self, name: str) -> TypeDefinition | None:
        """The item definition of this name; `import.name` for imported ones."""
        if name in self.model.types:
            return self.model.types[name]
        for prefix, imported in self.model.imports.items():
            if name.startswith(prefix + "."):
                return Types(imported, self.tests).definition(name.removeprefix(prefix + "."))
        return None

    def home(self, name: str) -> Types:
        """The types among which the definition of this name stands."""
        for prefix, imported in self.model.imports.items():
            if name not in self.model.types and name.startswith(prefix + "."):
                return Types(imported, self.tests).home(name.removeprefix(prefix + "."))
        return self

    def conforms(self, value: Any, name: str, state: State) -> bool:
        """Whether the value is of the type as it is, without coercion."""
        try:
            return bool(self.bring(value, name, state) == value)
        except Unfit:
            return False

    def bring(self, value: Any, name: str, state: State, *, read: bool = False, depth: int = 0) -> Any:
        """The value as the named type; Unfit when it does not conform."""
        if value is None or not name:
            return value
        simple = SIMPLE.get(_plain(name))
        if simple is not None:
            return _simple(value, simple, _plain(name), read=read)
        definition = self.definition(name)
        if definition is None or depth > MAX_DEPTH:
            return value
        return self.home(name).defined(value, definition, state, read=read, depth=depth + 1)

    def defined(
        self, value: Any, definition: TypeDefinition, state: State, *, read: bool = False, depth: int = 0
    ) -> Any:
        """The value as this item definition; Unfit when it does not conform."""
        if value is None:
            return None
        if definition.collection:
            items = value if isinstance(value, list) else [value]
            brought: Any = [self._one(item, definition, state, read=read, depth=depth) for item in items]
        else:
            if isinstance(value, list) and len(value) == 1 and not self.is_list(definition):
                value = value[0]
            brought = self._one(value, definition, state, read=read, depth=depth)
        if definition.constraint and not self.tests(definition.constraint, brought, state):
            raise Unfit(f"{_shown(brought)} is not what '{definition.name}' allows: {definition.constraint}")
        return brought

    def is_list(self, definition: TypeDefinition, depth: int = 0) -> bool:
        """Whether values of the type are lists by a type it builds on."""
        if definition.collection or _plain(definition.type) == "list":
            return True
        below = self.definition(definition.type) if definition.type and depth < MAX_DEPTH else None
        return below is not None and self.home(definition.type).is_list(below, depth + 1)

    def _one(self, value: Any, definition: TypeDefinition, state: State, *, read: bool, depth: int) -> Any:
        if value is None:
            return None
        if definition.parameters is not None:
            return _simple(value, SIMPLE["function"], "function", read=False)
        if definition.parts:
            value = self._structure(value, definition, state, read=read, depth=depth)
        else:
            value = self.bring(value, definition.type, state, read=read, depth=depth)
        if definition.allowed and not self.tests(definition.allowed, value, state):
            raise Unfit(f"{_shown(value)} is not among the allowed values {definition.allowed}")
        return value

    def _structure(
        self, value: Any, definition: TypeDefinition, state: State, *, read: bool, depth: int
    ) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Unfit(f"{_shown(value)} is not a context as '{definition.name}' wants it")
        brought = dict(value)
        for part in definition.parts:
            if part.name in value:
                brought[part.name] = self.defined(value[part.name], part.type, state, read=read, depth=depth)
        return brought


def component_names(model: Decisions) -> frozenset[str]:
    """Every name a path may go through: the components of all types, imported ones too."""
    found: set[str] = set()
    todo = list(model.types.values())
    while todo:
        definition = todo.pop()
        found |= {part.name for part in definition.parts}
        todo += [part.type for part in definition.parts]
    for imported in model.imports.values():
        found |= component_names(imported) | {one.name for one in imported.elements.values()}
    return frozenset(found)


def _plain(name: str) -> str:
    """The type's name without the prefix some tools write."""
    return name.removeprefix("feel:")


def _simple(value: Any, kinds: tuple[type, ...], name: str, *, read: bool) -> Any:
    if list not in kinds and isinstance(value, list) and len(value) == 1:
        value = value[0]
    if type(value) in kinds or value is None:
        return value
    if DateTime in kinds and type(value) is Date:
        # DMN 1.5, 10.3.2.9.4: the first moment of the day, in UTC
        return DateTime(value, Time(0, 0))
    if list in kinds:
        return [value]
    if read and type(value) is str and TEMPORAL & set(kinds):
        try:
            found = read_any(value)
        except ValueError:
            found = None
        if Date in kinds and type(found) is DateTime:
            return found.date
        if found is not None:
            return _simple(found, kinds, name, read=False)
    raise Unfit(f"{_shown(value)} is not a {name}")


def _shown(value: Any) -> str:
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
