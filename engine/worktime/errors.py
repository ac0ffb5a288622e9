"""What working time refuses."""

from __future__ import annotations

from engine.errors import AmendsError


class CalendarError(AmendsError):
    """This business calendar cannot be used."""


class AmountError(AmendsError):
    """This amount of time cannot be read or reckoned with."""
