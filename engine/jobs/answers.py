"""What a worker answers, held against the example in process.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.errors import InvalidSubmission

KINDS = {bool: "yes or no", str: "a text", Decimal: "a number", list: "a list", dict: "a context"}


def require_like(example: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    """Refuse answers of other names or kinds than the example has, with a message per name.

    Every name has to be there; its value may be null. Where the example is null or an empty list or context,
    anything goes; every entry of a list is like the first one. Raises InvalidSubmission.
    """
    errors: dict[str, list[str]] = {}
    for where, message in _unlike(example, answers, ""):
        errors.setdefault(where, []).append(message)
    if errors:
        raise InvalidSubmission(errors)


def _unlike(example: Any, answer: Any, where: str) -> Iterator[tuple[str, str]]:
    if answer is None or example is None or example in ({}, []):
        return
    wanted = _kind(example)
    if _kind(answer) is not wanted:
        yield where, f"This must be {KINDS[wanted]}."
    elif isinstance(example, Mapping):
        inside = f"{where}." if where else ""
        for name in sorted(example.keys() - answer.keys()):
            yield f"{inside}{name}", "This is missing; it may be null."
        for name in sorted(answer.keys() - example.keys()):
            yield f"{inside}{name}", "This is not declared in process.yaml."
        for name in sorted(example.keys() & answer.keys()):
            yield from _unlike(example[name], answer[name], f"{inside}{name}")
    elif isinstance(example, list):
        for number, entry in enumerate(answer, 1):
            yield from _unlike(example[0], entry, f"{where}.{number}")


def _kind(value: Any) -> type[Any]:
    if isinstance(value, bool):
        return bool
    if isinstance(value, int | Decimal):
        return Decimal
    return next((kind for kind in (str, list, dict) if isinstance(value, kind)), dict)
