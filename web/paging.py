"""Where the next page of a list begins, as a word in an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from engine.errors import AmendsError

Key = TypeVar("Key", int, str)


class CursorError(AmendsError):
    """This is not the address of a page of this list."""


def cursor_of(after: tuple[datetime, object] | None) -> str | None:
    """The word for the place after which the next page begins."""
    return f"{after[0].isoformat()}~{after[1]}" if after else None


def read_cursor(word: str | None, key: Callable[[str], Key]) -> tuple[datetime, Key] | None:
    """The place a word names; none for no word. Raises CursorError."""
    if not word:
        return None
    instant, _, row = word.partition("~")
    try:
        at = datetime.fromisoformat(instant)
        found = key(row)
    except ValueError as error:
        raise CursorError(word) from error
    if at.tzinfo is None:
        raise CursorError(word)
    return at, found
