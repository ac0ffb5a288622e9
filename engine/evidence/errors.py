"""What can be refused about evidence."""

from __future__ import annotations

from engine.errors import AmendsError


class EvidenceUnreadable(AmendsError):
    """This file is no evidence pack."""
