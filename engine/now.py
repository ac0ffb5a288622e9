"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NO_TRAVEL = timedelta(0)


def now(travel: timedelta = NO_TRAVEL) -> datetime:
    """The present instant in UTC, moved by the allowed time travel."""
    return datetime.now(UTC) + travel
