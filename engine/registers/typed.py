"""What a JSON-plain value of a register is: an instant, a day, a number, or words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")

Typed = datetime | date | Decimal | int | bool | str | None


def typed(value: Any) -> Typed | list[Any] | dict[str, Any]:
    """The value as what it means; text that only looks like a day (a 31st of February) stays text."""
    if isinstance(value, str) and (INSTANT.fullmatch(value) or DAY.fullmatch(value)):
        try:
            return (
                datetime.fromisoformat(value).astimezone(UTC) if "T" in value else date.fromisoformat(value)
            )
        except (ValueError, OverflowError):
            return value
    found: Typed | list[Any] | dict[str, Any] = value
    return found
