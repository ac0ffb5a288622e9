"""A scenario under way: the case it tells of, and what was already looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.scenarios.errors import ScenarioError
from engine.scenarios.world import World


@dataclass
class Story:
    """Which case the next step is about; letters and escalations that an `expect` has seen."""

    world: World
    cases: list[tuple[int, str]] = field(default_factory=list)
    now_told: tuple[int, str] | None = None
    seen_letters: set[str] = field(default_factory=set)
    seen_escalations: set[str] = field(default_factory=set)

    @property
    def case_id(self) -> int:
        """The case opened or turned to last; raises `ScenarioError` before there is one."""
        return self._latest()[0]

    @property
    def reference(self) -> str:
        """Its reference."""
        return self._latest()[1]

    def turn_to(self, case_id: int, reference: str) -> None:
        """Go on with this case."""
        if (case_id, reference) not in self.cases:
            self.cases.append((case_id, reference))
        self.now_told = (case_id, reference)

    def told_of(self, number: Any) -> int:
        """The id of a case by its number in the story: 1 is the one it began with."""
        if not isinstance(number, int) or not 1 <= number <= len(self.cases):
            raise ScenarioError(f"the story has told of {len(self.cases)} cases; there is no number {number}")
        return self.cases[number - 1][0]

    def _latest(self) -> tuple[int, str]:
        if self.now_told is None:
            raise ScenarioError("no case is open yet; begin with an `open` step")
        return self.now_told
