"""Why a scenario cannot be run or does not hold."""

from __future__ import annotations

from engine.errors import AmendsError


class ScenarioError(AmendsError):
    """This scenario cannot be run."""


class Unfulfilled(AmendsError):
    """The case did not do what the scenario says."""

    def __init__(self, what: str, expected: object, got: object) -> None:
        """Take what was looked at, what the owner expected and what was there."""
        super().__init__()
        self.what, self.expected, self.got = what, expected, got

    def __str__(self) -> str:
        """The three in one line."""
        return f"{self.what}: expected {self.expected}, got {self.got}"


class StepFailed(ScenarioError):
    """A step of a story does not hold."""

    def __init__(self, number: int, told: str) -> None:
        """Take the number of the step and what is told of it."""
        super().__init__(told)
        self.number = number
