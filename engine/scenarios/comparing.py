"""Values of a scenario file against values of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ABSENT = object()


def at_path(value: Any, path: str) -> Any:
    """The value at a dotted path, or ABSENT; a number counts the entries of a list from 1, as FEEL does."""
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part, ABSENT)
        elif isinstance(value, list) and part.isdecimal() and 1 <= int(part) <= len(value):
            value = value[int(part) - 1]
        else:
            return ABSENT
    return value


def agrees(wanted: Any, got: Any) -> bool:
    """Equal; of a mapping only the keys the scenario names must be. Null agrees with what is not there."""
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        return all(agrees(value, got.get(key, ABSENT)) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(map(agrees, wanted, got))
    if isinstance(wanted, bool) or isinstance(got, bool):
        return wanted is got
    if wanted is None:
        return got is None or got is ABSENT
    return bool(wanted == got)


def say(value: Any) -> str:
    """A value as it would stand in the scenario file."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key}: {say(part)}" for key, part in value.items() if part is not None)
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(say(part) for part in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None or value is ABSENT else str(value)
