"""What a list says of a case, and the words by which a search finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings
from engine.feel.text import compile_text
from engine.library.process_settings import ProcessSettings

LONGEST_SUMMARY = 200  # characters; a list line holds no more
LONGEST_TEXT = 100_000  # characters kept for search


def summary_of(settings: ProcessSettings, context: Mapping[str, Any], around: Surroundings) -> str:
    """The package's `summary` for this case on one line; the process title where it gives no text."""
    if settings.summary is None:
        return settings.title
    try:
        value = compile_text(settings.summary).evaluate(context, around)
    except FeelError:
        # A line in a list is no reason to stop a case; `check` has compiled it.
        return settings.title
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return (
        text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1] + "\N{HORIZONTAL ELLIPSIS}"
    ) or (settings.title)


def searchable_text(settings: ProcessSettings, context: Mapping[str, Any], summary: str) -> str:
    """Reference, summary, customer and the texts that the package names under `search`."""
    customer = settings.customer
    keys = dict.fromkeys([customer.name, customer.email, *settings.search])
    parts = [str(context["case"]["reference"]), summary]
    for key in keys:
        if key is not None:
            parts.extend(_texts(context.get(key)))
    return "\n".join(parts)[:LONGEST_TEXT]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
