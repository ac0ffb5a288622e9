"""Which texts can be kept at all, whoever says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNKEEPABLE = "This holds a character that cannot be stored."


def can_be_kept(value: Any) -> bool:
    """Whether no text of a plain value, names included, holds NUL or half of a surrogate pair."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, Mapping):
        return all(can_be_kept(name) and can_be_kept(inner) for name, inner in value.items())
    return not isinstance(value, list) or all(map(can_be_kept, value))
