"""All built-in functions by name."""

from __future__ import annotations

from engine.feel.builtins import (
    contexts,
    conversion,
    lists,
    matching,
    numeric,
    ranges,
    statistics,
    strings,
    temporal,
    worktime,
)
from engine.feel.builtins.registry import collect

BUILTINS = collect(
    conversion.FUNCTIONS,
    strings.FUNCTIONS,
    matching.FUNCTIONS,
    lists.FUNCTIONS,
    statistics.FUNCTIONS,
    numeric.FUNCTIONS,
    contexts.FUNCTIONS,
    temporal.FUNCTIONS,
    ranges.FUNCTIONS,
    worktime.FUNCTIONS,
)
