"""What can be refused about a task."""

from __future__ import annotations

from datetime import datetime

from engine.errors import Conflict, NotAllowed, NotFound, OperationFailed


class TaskNotFound(NotFound):
    """There is no such task."""


class FormNotFound(NotFound):
    """The process package has no such form."""


class TaskAlreadyCompleted(Conflict):
    """This task was already completed."""

    def __init__(self, who: str, when: datetime) -> None:
        """Keep who completed it and at which instant."""
        super().__init__(who, when)
        self.who = who
        self.when = when

    def __str__(self) -> str:
        """The sentence with name and instant (UTC)."""
        return f"This task was already completed by {self.who} at {self.when:%Y-%m-%d %H:%M} UTC."


class TaskCancelled(Conflict):
    """This task is no longer needed: the case went another way."""


class TaskAlreadyClaimed(Conflict):
    """Somebody else has claimed this task."""


class StaleForm(Conflict):
    """The case changed while you were filling in this form; please look at it again."""


class NotInLane(NotAllowed):
    """This task belongs to another group."""


class NotAssignee(NotAllowed):
    """This task is in somebody else's hands."""


class NotFitting(NotAllowed):
    """This task is not for you."""


class KeptOut(NotFitting):
    """This case concerns you or somebody you manage, so others look into it."""


class SkillMissing(NotFitting):
    """This task needs somebody with another skill or language."""


class PeopleRuleUnreadable(OperationFailed):
    """A rule about the people of a task cannot be read."""


class SeparationOfDuty(NotFitting):
    """Whoever did an earlier step of this case may not do this one (four eyes)."""


class CannotCorrect(Conflict):
    """This answer cannot be corrected."""


class CannotSendBack(Conflict):
    """The case cannot be sent back to a step that was not done before."""
