"""What the library answers when it cannot help."""

from __future__ import annotations

from engine.errors import Conflict, NotFound


class ProcessNotFound(NotFound):
    """There is no such process."""


class VersionNotFound(NotFound):
    """This version of a process was never deployed here."""


class VersionDraftNotFound(NotFound):
    """There is no such draft of a process."""


class DraftClosed(Conflict):
    """This draft was released or discarded already."""


class DraftOutdated(Conflict):
    """Another version went live since this draft was begun; begin a new draft from it."""
