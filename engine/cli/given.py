"""JSON that somebody gives on the command line, as text or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import simplejson

from engine.feel.numbers import number_of_json

DEEPEST = 200  # lists and objects in one another: no case file is like that, and writing it would fail


class NotJson(ValueError):
    """The text is not JSON, or nested too deeply; says what is wrong with it."""


def read_json(text: str) -> Any:
    """The value, its numbers decimals. Raises NotJson."""
    try:
        value = simplejson.loads(text, parse_float=number_of_json)
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error)) from None
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return value
    raise NotJson("nested too deeply")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def given_variables(given: str, option: str) -> dict[str, Any]:
    """The object of variables that an option gives, written out or as @FILE. Raises click.UsageError."""
    try:
        value = read_json(Path(given[1:]).read_text("utf-8-sig") if given.startswith("@") else given)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{option} is not readable JSON: {error}") from None
    if not isinstance(value, dict):
        raise click.UsageError(f'{option} is a JSON object of variables such as {{"severity": 3}}.')
    return value
