"""A decision model as it was drawn: decisions, inputs, knowledge, services, types and boxed expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Boxed:
    """What every boxed expression has: its id in the file and the type its value is brought to."""

    id: str = ""
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class Literal(Boxed):
    """An expression written as text."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input column: the expression it looks at, its type, and the unary tests its value must pass."""

    id: str
    label: str
    text: str
    type: str = ""
    allowed: str = ""


@dataclass(frozen=True, kw_only=True)
class Output:
    """One output column. `allowed` also ranks the values, highest first, for PRIORITY and OUTPUT ORDER."""

    id: str
    name: str
    label: str = ""
    type: str = ""
    allowed: str = ""
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row: a unary test per input, an expression per output, remarks."""

    id: str
    tests: tuple[str, ...]
    results: tuple[str, ...]
    annotations: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Table(Boxed):
    """A decision table."""

    hit_policy: str = "UNIQUE"
    aggregation: str = ""
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a boxed context; the last may have no name and is then the context's value."""

    name: str
    value: Boxed
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class Context(Boxed):
    """Named values, each seeing those above it."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Listed(Boxed):
    """A list of boxed expressions."""

    items: tuple[Boxed, ...]


@dataclass(frozen=True, kw_only=True)
class Relation(Boxed):
    """A list of contexts, written as a table."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A formal parameter, or a bound one of an invocation with its value."""

    name: str
    type: str = ""
    value: Boxed | None = None


@dataclass(frozen=True, kw_only=True)
class Invocation(Boxed):
    """A call of a function by the names of its parameters."""

    function: Boxed
    bindings: tuple[Parameter, ...]


@dataclass(frozen=True, kw_only=True)
class FunctionDefinition(Boxed):
    """A function. `language` is "FEEL"; "Java" and "PMML" are read, so that they can be refused by name."""

    parameters: tuple[Parameter, ...]
    body: Boxed | None
    language: str = "FEEL"


@dataclass(frozen=True, kw_only=True)
class Conditional(Boxed):
    """if, then, else."""

    test: Boxed
    then: Boxed
    otherwise: Boxed


@dataclass(frozen=True, kw_only=True)
class Filter(Boxed):
    """The items of a list that match."""

    source: Boxed
    match: Boxed


@dataclass(frozen=True, kw_only=True)
class Iteration(Boxed):
    """`for`, `some` or `every` over a list."""

    kind: str
    variable: str
    source: Boxed
    body: Boxed


@dataclass(frozen=True, kw_only=True)
class Part:
    """One component of a structured type."""

    name: str
    type: TypeDefinition


@dataclass(frozen=True, kw_only=True)
class TypeDefinition:
    """An item definition: another type narrowed, a structure, a list, or a function's type."""

    name: str
    type: str = ""
    collection: bool = False
    parts: tuple[Part, ...] = ()
    allowed: str = ""  # unary tests on the value, for a collection on each item
    constraint: str = ""  # unary tests on the value as a whole
    parameters: tuple[Parameter, ...] | None = None  # of a function's type
    returns: str = ""


@dataclass(frozen=True, kw_only=True)
class Element:
    """Something in the requirements graph. `requires` are the ids it needs, in the order drawn."""

    id: str
    name: str
    type: str = ""
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InputData(Element):
    """A fact given from outside."""


@dataclass(frozen=True, kw_only=True)
class Decision(Element):
    """A decision and how it is made."""

    logic: Boxed | None = None


@dataclass(frozen=True, kw_only=True)
class Knowledge(Element):
    """A business knowledge model: a function that decisions call."""

    logic: FunctionDefinition | None = None


@dataclass(frozen=True, kw_only=True)
class Service(Element):
    """A decision service: part of the graph offered as one function."""

    outputs: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The ids of what a caller gives, in the order of a call: input data, then input decisions."""
        return self.input_data + self.input_decisions


@dataclass(frozen=True, kw_only=True, eq=False)
class Decisions:
    """One DMN file, equal only to itself. `requires` names imported elements as `namespace#id`."""

    file: str
    name: str
    namespace: str
    elements: Mapping[str, Element]
    types: Mapping[str, TypeDefinition]
    imports: Mapping[str, Decisions] = field(default_factory=dict)  # by the name they are imported as
    repeated: tuple[str, ...] = ()  # ids that stand more than once in the file

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the decisions in this file, in the order of the file."""
        return tuple(one.id for one in self.elements.values() if isinstance(one, Decision))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions in this file."""
        return tuple(one for one in self.elements.values() if isinstance(one, Decision))

    def find(self, reference: str) -> tuple[Decisions, Element]:
        """The element that an id, or `namespace#id` of an import, means, with its file; KeyError if none."""
        if "#" not in reference:
            return self, self.elements[reference]
        namespace, _, identity = reference.rpartition("#")
        if namespace in {"", self.namespace}:
            return self, self.elements[identity]
        for imported in self.imports.values():
            if imported.namespace == namespace:
                return imported, imported.elements[identity]
        raise KeyError(reference)

    def named(self, name: str) -> Element | None:
        """The decision, service or knowledge with this id or name."""
        own = self.elements.get(name)
        return own or next((one for one in self.elements.values() if one.name == name), None)

    def inputs(self, decision_id: str) -> tuple[InputData, ...]:
        """The facts that a decision needs, through everything it requires; KeyError for an unknown id."""
        found: dict[str, InputData] = {}
        for _, one in self.reach(decision_id):
            if isinstance(one, InputData):
                found.setdefault(one.name, one)
        return tuple(found.values())

    def reach(self, reference: str) -> Iterator[tuple[Decisions, Element]]:
        """The element and everything it requires, each once, what is required first."""
        seen: set[tuple[str, str]] = set()

        def visit(home: Decisions, reference: str) -> Iterator[tuple[Decisions, Element]]:
            home, one = home.find(reference)
            if (home.namespace, one.id) in seen:
                return
            seen.add((home.namespace, one.id))
            for needed in one.requires:
                yield from visit(home, needed)
            yield home, one

        yield from visit(self, reference)
