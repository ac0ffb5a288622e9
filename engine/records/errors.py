"""What can be refused about records."""

from __future__ import annotations

from engine.errors import Conflict, NotAllowed, NotFound


class NotErasable(Conflict):
    """The contents of this case cannot be erased."""


class StillOpen(NotErasable):
    """This case is still open; its contents can be erased once it has ended or was cancelled."""


class UnderHold(NotErasable):
    """A legal hold keeps this case; nothing of it may be disposed of."""


class ErasedBefore(NotErasable):
    """The contents of this case were erased before."""


class LeadsElsewhere(NotErasable):
    """This case was merged into another; it goes together with that one."""


class LettersWaiting(NotErasable):
    """A letter of this case has not left yet; send it or mark it as posted first."""


class NotDue(Conflict):
    """This case may not be disposed of yet."""


class HoldNotFound(NotFound):
    """There is no such legal hold that still stands."""


class CertificateNotFound(NotFound):
    """There is no such certificate."""


class MayNotHold(NotAllowed):
    """Only supervisors and administrators set and lift legal holds by hand."""
