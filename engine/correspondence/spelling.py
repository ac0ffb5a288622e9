"""How days, numbers, yes and no are written in the languages that letters are spelt out in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """The habits of one language. `day` is a pattern over day, month (its name) and year."""

    yes: str
    no: str
    months: tuple[str, ...]
    day: str
    clock: str = "{time}"
    point: str = "."

    def day_of(self, value: date) -> str:
        """A day as a letter says it: "2 March 2026", "2. März 2026"."""
        return self.day.format(day=value.day, month=self.months[value.month - 1], year=value.year)


_ENGLISH = "January February March April May June July August September October November December"
_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
SPELLINGS: Mapping[str, Spelling] = MappingProxyType(
    {
        "en": Spelling(yes="yes", no="no", months=tuple(_ENGLISH.split()), day="{day} {month} {year}"),
        "de": Spelling(
            yes="ja",
            no="nein",
            months=tuple(_GERMAN.split()),
            day="{day}. {month} {year}",
            clock="{time} Uhr",
            point=",",
        ),
        "es": Spelling(
            yes="sí", no="no", months=tuple(_SPANISH.split()), day="{day} de {month} de {year}", point=","
        ),
    }
)


def spelling_of(language: str) -> Spelling | None:
    """The habits of a language or of its root, `de` for `de-AT`; None where we do not know them."""
    return SPELLINGS.get(language.partition("-")[0])
