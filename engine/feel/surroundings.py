"""What an evaluation is given besides its variables: the instant, business calendars, types and limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.worktime.calendar import Calendar


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one expression may use; each field names the limit in FeelLimitError."""

    source: int = 10_000  # characters of one expression
    nesting: int = 100  # brackets in brackets, and functions calling functions
    steps: int = 100_000  # rounds of loops and filters, function calls, values compared
    items: int = 10_000  # entries of one list
    text: int = 1_000_000  # characters of one string
    memory: int = 64_000_000  # all lists and strings made during one evaluation: 8 an entry, 1 a character
    values: int = 200_000  # single values in one variable or result, however nested
    range: int = 100_000  # numbers or days a loop may run over
    digits: int = 34  # of a number literal
    seconds: float = 1.0  # processor time of one evaluation: a busy machine refuses nobody
    pattern_seconds: float = 0.25  # processor time of one search by a regular expression


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The circumstances of an evaluation; nothing else of the world can be seen from an expression."""

    now: datetime  # aware
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    zone: str | None = None  # the zone that today() and now() speak of; the zone of `now` when None
    types: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)  # for `instance of` own types
