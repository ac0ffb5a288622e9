"""What can be refused about a case."""

from __future__ import annotations

from engine.errors import Conflict, NotAllowed, NotFound


class CaseNotFound(NotFound):
    """There is no such case."""


class StartNotFound(NotFound):
    """This process cannot be started in this way."""


class FileNotFound(NotFound):
    """There is no such file in this case."""


class IncidentNotFound(NotFound):
    """There is no such open incident."""


class LinkKindUnknown(NotFound):
    """Cases are not linked in this way."""


class LinkNotFound(NotFound):
    """These cases are not linked like that."""


class LinkedToItself(Conflict):
    """A case cannot be linked with itself."""


class AlreadyOnVersion(Conflict):
    """The case runs on this version already."""


class NotMergeable(Conflict):
    """These cases cannot be merged."""


class NotMerged(Conflict):
    """This case was not merged into another."""


class CaseClosed(Conflict):
    """This case has ended; nothing more can be done in it."""


class CannotReopen(Conflict):
    """This case cannot be reopened."""


class CaseMerged(CaseClosed):
    """This case was merged into another; please go on there."""


class CaseErased(CaseClosed):
    """The contents of this case were erased; nothing more can be done in it."""


class CaseChangedMeanwhile(Conflict):
    """Somebody else changed this case at the same moment; please look again."""


class SubmissionKeyReused(Conflict):
    """This submission was sent before with other content."""


class SentTwice(Conflict):
    """This was sent twice; the first time was carried out, and its answer was shown only then."""


class NotAwaited(Conflict):
    """The case does not wait for this answer any more."""


class NotStaff(NotAllowed):
    """Only staff may do this."""


class NotTaker(NotAllowed):
    """This may be entered by the groups named for it, the owner of the case and supervisors."""


class NotSupervisor(NotAllowed):
    """Only a supervisor may do this."""


class NotPublic(NotAllowed):
    """This cannot be started by customers."""


class SecretWrong(NotAllowed):
    """Reference and secret do not belong together."""
