"""What one running evaluation has used so far, and why something became null."""

from __future__ import annotations

from time import thread_time
from typing import Any

from engine.feel.errors import FeelLimitError
from engine.feel.surroundings import Surroundings

_LOOK_EVERY = 256  # steps between two looks at the clock
_SEARCH = 16  # steps that a search by a pattern counts as
_MOST_NOTES = 50
_ENTRY = 8  # what an entry of a list counts as against a character

Frame = list[Any]  # [Surroundings or State, variables as given, then one slot per free or bound name]
GIVEN = 1  # the place of the variables


class State:
    """The budgets of one evaluation, begun by `state_of` when something is counted or noted at first."""

    # Class values stand in until one is changed: most evaluations change few of them.
    notes: list[tuple[int, str]] | None = None
    _steps = 0
    _memory = 0
    _depth = 0
    _deadline = 0.0
    _look = 0

    def __init__(self, around: Surroundings) -> None:
        """Begin with nothing used; reasons for nulls are kept only where a list is put into `notes`."""
        self.around = around
        self.limits = around.limits

    def spend(self, steps: int = 1) -> None:
        """Count work; FeelLimitError "steps" or "seconds" when there was too much."""
        self._steps += steps
        if self._steps > self._look:
            self._check()

    def _check(self) -> None:
        if self._steps > self.limits.steps:
            raise FeelLimitError("steps", self.limits.steps)
        if self._look:  # the first steps are too few to ask what time it is
            self._check_time()
        self._look = min(self._steps + _LOOK_EVERY, self.limits.steps)

    def _check_time(self) -> None:
        instant = thread_time()
        if not self._deadline:
            self._deadline = instant + self.limits.seconds
        elif instant > self._deadline:
            raise FeelLimitError("seconds", self.limits.seconds)

    def seconds_left(self) -> float:
        """How long a pattern search may take at most."""
        self.spend(_SEARCH)
        self._check_time()
        return min(max(self._deadline - thread_time(), 0.001), self.limits.pattern_seconds)

    def keep_list(self, length: int) -> None:
        """Count a list that was made."""
        self.keep(length * _ENTRY)

    def keep(self, size: int) -> None:
        """Count what was made; FeelLimitError "memory" when all together is too large."""
        self._memory += size
        if self._memory > self.limits.memory:
            raise FeelLimitError("memory", self.limits.memory)

    def made_text(self, text: str) -> str:
        """The text, if it is not too long."""
        length = len(text)
        if length > self.limits.text:
            raise FeelLimitError("text", self.limits.text)
        self.keep(length)
        return text

    def check_text(self, length: int) -> None:
        """FeelLimitError "text" before a text of that length is made."""
        if length > self.limits.text:
            raise FeelLimitError("text", self.limits.text)
        self.keep(length)

    def made_list(self, items: list[Any]) -> list[Any]:
        """The list, if it is not too long."""
        self.check_items(len(items))
        return items

    def check_items(self, length: int) -> None:
        """FeelLimitError "items" before a list of that length is made."""
        if length > self.limits.items:
            raise FeelLimitError("items", self.limits.items)
        self.keep_list(length)

    def go_in(self) -> None:
        """A function is called; FeelLimitError "nesting" when too many are in one another."""
        self._depth += 1
        if self._depth > self.limits.nesting:
            raise FeelLimitError("nesting", self.limits.nesting)

    def come_out(self) -> None:
        """A function has answered."""
        self._depth -= 1

    def note(self, at: int, reason: str) -> None:
        """Remember why something became null, for people who ask."""
        if self.notes is not None and len(self.notes) < _MOST_NOTES:
            self.notes.append((at, reason))


def state_of(frame: Frame) -> State:
    """The State of the evaluation that uses this frame.

    Before it is asked for, the Surroundings stand in its place: a plain condition counts and notes nothing,
    and beginning a State would be a third of its time.
    """
    found: State | Surroundings = frame[0]
    if type(found) is Surroundings:
        found = frame[0] = State(found)
    return found  # type: ignore[return-value]  # nothing else is ever put there
