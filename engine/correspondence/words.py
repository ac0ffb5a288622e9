"""Text with `{{ FEEL }}` in it: read once, filled with values as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.correspondence.spelling import spelling_of
from engine.feel.errors import FeelError, FeelSyntaxError
from engine.feel.expression import Expression, compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import to_json

OPEN, CLOSE = "{{", "}}"
MOST_ENDS = 10  # tried for one placeholder


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """One `{{ FEEL }}` and what its author wrote."""

    source: str
    expression: Expression


@dataclass(frozen=True, kw_only=True)
class Words:
    """Text and placeholders in turn."""

    pieces: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Placeholder))

    def fill(self, put: Callable[[Placeholder], str]) -> str:
        """The text with something put in each placeholder's place."""
        return "".join(piece if isinstance(piece, str) else put(piece) for piece in self.pieces)


def read_words(text: str) -> Words:
    """Find and compile the placeholders; FeelSyntaxError for one that is not closed or not FEEL."""
    pieces: list[str | Placeholder] = []
    start = 0
    while (found := text.find(OPEN, start)) >= 0:
        pieces.append(text[start:found])
        placeholder, start = _placeholder(text, found)
        pieces.append(placeholder)
    pieces.append(text[start:])
    return Words(pieces=tuple(piece for piece in pieces if piece != ""))


def _placeholder(text: str, found: int) -> tuple[Placeholder, int]:
    """The placeholder that opens here, and where the text goes on.

    A FEEL context may itself end in `}}`: the first end at which the inside is an expression counts.
    """
    first: FeelError | None = None
    end = found
    for _ in range(MOST_ENDS):
        end = text.find(CLOSE, end + 1)
        if end < 0:
            break
        source = text[found + len(OPEN) : end].strip()
        try:
            return Placeholder(source=source, expression=compile_expression(source)), end + len(CLOSE)
        except FeelError as error:
            first = first or error
    raise first or FeelSyntaxError("'{{' is not closed by '}}'", text, found)


@dataclass(frozen=True, kw_only=True)
class Writer:
    """How values are written out in one language; instants in the zone of the office."""

    language: str
    zone: ZoneInfo

    def write(self, value: Any) -> str:
        """A value as a reader expects it: no value is nothing, a list is separated by commas."""
        if value is None:
            return ""
        spelling = spelling_of(self.language)
        if isinstance(value, bool):
            return str(value).lower() if spelling is None else spelling.yes if value else spelling.no
        if isinstance(value, Decimal):
            return f"{value:f}".replace(".", spelling.point if spelling else ".")
        if isinstance(value, datetime):
            return self._moment(value)
        if isinstance(value, date):
            return self._day(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, list):
            return ", ".join(self.write(item) for item in value)
        if isinstance(value, Mapping):
            return (
                self.write(value["label"]) if "label" in value else ", ".join(map(self.write, value.values()))
            )
        return str(to_json(value))

    def _moment(self, value: datetime) -> str:
        local = value if value.tzinfo is None else value.astimezone(self.zone)
        spelling, clock = spelling_of(self.language), f"{local:%H:%M}"
        return f"{self._day(local)}, {spelling.clock.format(time=clock) if spelling else clock}"

    def _day(self, value: date) -> str:
        spelling = spelling_of(self.language)
        # Else the one way of writing a day that no language misreads.
        return spelling.day_of(value) if spelling else f"{value:%Y-%m-%d}"


def writer_for(language: str, around: Surroundings) -> Writer:
    """The writer for letters in this language."""
    office = around.calendars.get("office")
    return Writer(language=language, zone=office.timezone if office else ZoneInfo(around.zone or "UTC"))
