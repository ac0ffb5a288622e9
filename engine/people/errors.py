"""What people are told about accounts, groups and tokens."""

from __future__ import annotations

from engine.errors import Conflict, NotAllowed, NotFound


class PersonNotFound(NotFound):
    """There is no such person."""


class GroupNotFound(NotFound):
    """There is no such group."""


class OrganisationNotFound(NotFound):
    """There is no such organisation profile."""


class TokenNotFound(NotFound):
    """There is no such token."""


class SetupOver(NotFound):
    """The first administrator was set up already, or this is not the token of the last start."""


class NotAdministrator(NotAllowed):
    """Only administrators may do this."""


class WrongLogin(NotAllowed):
    """Login or password is wrong, or the account is closed."""


class WrongToken(NotAllowed):
    """This token is unknown, has run out or was revoked."""


class LoginTaken(Conflict):
    """Somebody has this login already."""


class GroupTaken(Conflict):
    """There is a group with this key already."""


class LastAdministrator(Conflict):
    """This is the last administrator; make somebody else one first."""


class SubstitutionNotFound(NotFound):
    """There is no such substitution."""
