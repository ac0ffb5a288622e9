"""What can be refused about clocks and escalations."""

from __future__ import annotations

from engine.errors import AmendsError, Conflict, NotFound, OperationFailed


class PointError(AmendsError):
    """This is no moment of a clock."""


class ClockNotReckoned(OperationFailed):
    """A clock of this process cannot be reckoned."""


class ProfileNotFound(NotFound):
    """There is no norm profile of this name."""


class PromiseNotFound(NotFound):
    """There is no such promise."""


class PromiseSettled(Conflict):
    """This promise was settled already."""


class EscalationNotFound(NotFound):
    """There is no such escalation."""


class EscalationResolved(Conflict):
    """This escalation is resolved already."""
