"""What can be asked of a running case in vain."""

from __future__ import annotations

from engine.errors import AmendsError, Conflict, NotFound


class NoSuchPlace(Conflict):
    """The case does not wait at this place any more."""


class NoSuchElement(NotFound):
    """The diagram has no such element."""


class CannotStart(Conflict):
    """The process cannot be started this way."""


class CannotMove(Conflict):
    """The task cannot be sent back there."""


class StateUnreadable(AmendsError):
    """The saved state of the case cannot be read with this diagram."""


class TimerUnreadable(AmendsError):
    """This is no duration, date or cycle that a timer can use."""
