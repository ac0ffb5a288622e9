"""References of cases: `CMP-2026-000123-7`, prefix, year, number and a check character.

The check character is ISO 7064 MOD 37,36 over the letters and digits before it: it finds every wrong
character and every swap of two neighbours, so a misread reference never opens another customer's case.
"""

from __future__ import annotations

import re

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from engine.cases.models import ReferenceCounter
from engine.work.once import insert_once
from engine.writing import write_and_read

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHAPE = re.compile(r"[A-Z][A-Z0-9]*-\d{4}-\d{6,}-[0-9A-Z]")
# Built once: every case that opens asks it.
_COUNT_ON = (
    update(ReferenceCounter)
    .where(ReferenceCounter.prefix == bindparam("of_prefix"), ReferenceCounter.year == bindparam("of_year"))
    .values(last=ReferenceCounter.last + 1)
    .returning(ReferenceCounter.last)
)


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37,36 check character of the letters and digits in the text."""
    remainder = 36
    for character in text.upper():
        if character in ALPHABET:
            remainder = (remainder + ALPHABET.index(character)) % 36 or 36
            remainder = remainder * 2 % 37
    return ALPHABET[(37 - remainder) % 36]


def reference_of(prefix: str, year: int, number: int) -> str:
    """The whole reference of the case with this number."""
    body = f"{prefix}-{year}-{number:06d}"
    return f"{body}-{check_character(body)}"


def read_reference(text: str) -> str | None:
    """The reference as we write it, or None where the text cannot be one (shape or check character)."""
    reference = re.sub(r"\s+", "", text).upper()
    if not SHAPE.fullmatch(reference):
        return None
    body, _, check = reference.rpartition("-")
    return reference if check == check_character(body) else None


def next_reference(session: Session, prefix: str, year: int) -> str:
    """Take the next number of this prefix and year; a rolled back step gives its number back."""
    taken = write_and_read(session, _COUNT_ON, {"of_prefix": prefix, "of_year": year})
    if taken is None:
        # Two first cases of a year at once: the second waits at the key and then counts on.
        insert_once(session, ReferenceCounter, prefix=prefix, year=year, last=0)
        return next_reference(session, prefix, year)
    return reference_of(prefix, year, taken)
