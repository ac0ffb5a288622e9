"""What one evaluation of a model keeps: facts, results so far, rules that matched, what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.types import Types, Unfit
from engine.feel.running.state import State

Scope = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Matched:
    """A rule of a table that matched: its id, its row (from 1), and the owner's remark on it."""

    rule_id: str
    index: int
    annotation: str


@dataclass(frozen=True, kw_only=True)
class Consulted:
    """One decision table that was asked: what it looked at, in FEEL values, and which rules matched."""

    element: str
    table: str
    hit_policy: str
    inputs: Mapping[str, Any]
    rules: tuple[Matched, ...]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a result became null: the element's id and a sentence."""

    element: str
    message: str

    def __str__(self) -> str:
        """Element and sentence."""
        return f"{self.element}: {self.message}"


@dataclass(kw_only=True)
class Run:
    """One evaluation. `values` are results by namespace and id, so that nothing is decided twice."""

    state: State
    inputs: Mapping[str, Any]
    read: bool = False  # whether ISO texts count as dates where a type asks for them
    values: dict[tuple[str, str], Any] = field(default_factory=dict)
    consulted: list[Consulted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[str] = field(
        default_factory=list
    )  # names of what Amends will not run, such as Java functions

    def inside(self, inputs: Mapping[str, Any], values: Mapping[tuple[str, str], Any]) -> Run:
        """A run within this one, with facts and results of its own: the call of a decision service."""
        return Run(
            state=self.state,
            inputs={**self.inputs, **inputs},
            read=self.read,
            values=dict(values),
            consulted=self.consulted,
            problems=self.problems,
            refused=self.refused,
        )

    def wrong(self, element: str, message: str) -> None:
        """Remember why something became null."""
        problem = Problem(element=element, message=message)
        if problem not in self.problems:
            self.problems.append(problem)

    def bring(self, element: str, types: Types, value: Any, name: str, *, read: bool = False) -> Any:
        """The value as that type; null, with the reason kept, when it does not conform."""
        if not name or value is None:
            return value
        try:
            return types.bring(value, name, self.state, read=read)
        except Unfit as unfit:
            self.wrong(element, f"{unfit}.")
            return None


Logic = Callable[[Scope, Run], Any]
