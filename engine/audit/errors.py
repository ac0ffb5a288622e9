"""What can go wrong with the proof."""

from __future__ import annotations

from engine.errors import AmendsError, Conflict


class KeyUnreadable(AmendsError):
    """The key for signed heads cannot be used."""


class TimelineBroken(Conflict):
    """The timelines do not continue what was signed last, so nothing new is signed."""


class HeadMeanwhile(Conflict):
    """Another program signed a head at this moment."""


class ExportUnreadable(AmendsError):
    """This file is no audit export."""


class ExportUnwritable(AmendsError):
    """The audit export cannot be written."""
