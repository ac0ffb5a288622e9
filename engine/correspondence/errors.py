"""What can go wrong with a letter."""

from __future__ import annotations

from engine.errors import Conflict, NotFound, OperationFailed


class LetterNotFound(NotFound):
    """There is no such letter."""


class DraftNotFound(NotFound):
    """There is no such draft; perhaps it was sent meanwhile."""


class NoAddress(NotFound):
    """There is no address to write to."""


class WantsCall(NoAddress):
    """The customer wants to be called."""


class NoTextMessages(NoAddress):
    """Amends sends no text messages."""


class NotToPost(Conflict):
    """This letter does not wait to be posted."""


class LetterUnreadable(OperationFailed):
    """The letter cannot be written, because one of its expressions fails."""


class MailDelayed(OperationFailed):
    """The mail server does not take the letter now."""


class MailRefused(OperationFailed):
    """The mail server refuses the letter for good."""
