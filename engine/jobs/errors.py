"""What can be refused about a job for outside workers."""

from __future__ import annotations

from engine.errors import Conflict, NotAllowed, NotFound


class JobNotFound(NotFound):
    """There is no such job."""


class JobOver(Conflict):
    """This job waits no more: the case went on without it, or it was answered already."""


class LeaseLost(Conflict):
    """This job is not yours any more: another program took it, it was given back, or what it asks changed."""


class NotOfGroup(NotAllowed):
    """Only programs of people in the group that process.yaml names for this worker may do its jobs."""
