"""What can go wrong with backups."""

from __future__ import annotations

from engine.errors import AmendsError, Conflict


class BackupFailed(AmendsError):
    """No backup was made."""


class BackupUnreadable(AmendsError):
    """This backup cannot be used."""


class NewerBackup(Conflict):
    """This backup was made by a newer release of Amends; restore it with that one."""


class PlaceTaken(Conflict):
    """A backup is restored to a new place only, and this one is taken."""


class RestoreFailed(AmendsError):
    """Nothing was restored."""


class ProgramMissing(AmendsError):
    """A program of PostgreSQL is not installed here."""
