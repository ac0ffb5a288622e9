"""Built-in functions of texts (DMN 1.5, table 75), counted in characters, not in bytes or halves of them."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.builtins.registry import define
from engine.feel.functions import Nothing
from engine.feel.numbers import whole
from engine.feel.running.state import State


def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """The part from a position (1 is the first, -1 the last character) on, of that length at most."""
    position = whole(start)
    if position is None or not 1 <= abs(position) <= len(string):
        raise Nothing(f"the text has {len(string)} characters, none at {start}")
    begin = position - 1 if position > 0 else len(string) + position
    if length is None:
        return string[begin:]
    count = whole(length)
    if count is not None and count < 1:
        raise Nothing("a length is at least 1")
    return string[begin:] if count is None else string[begin : begin + count]


def string_length(string: str) -> Decimal:
    """How many characters the text has."""
    return Decimal(len(string))


def upper_case(state: State, string: str) -> str:
    """In capital letters."""
    return state.made_text(string.upper())


def lower_case(state: State, string: str) -> str:
    """In small letters."""
    return state.made_text(string.lower())


def substring_before(string: str, match: str) -> str:
    """What stands before the first occurrence; empty when there is none."""
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


def substring_after(string: str, match: str) -> str:
    """What stands behind the first occurrence; empty when there is none."""
    return string.partition(match)[2] if match else string


def contains(string: str, match: str) -> bool:
    """Whether the one text stands in the other."""
    return match in string


def starts_with(string: str, match: str) -> bool:
    """Whether the text begins so."""
    return string.startswith(match)


def ends_with(string: str, match: str) -> bool:
    """Whether the text ends so."""
    return string.endswith(match)


def string_join(state: State, parts: list[object], delimiter: str | None = None) -> str:
    """All texts of the list in a row, nulls left out, the delimiter between them."""
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        elif part is not None:
            raise Nothing("only texts can be joined")
    between = delimiter or ""
    state.check_text(sum(map(len, texts)) + len(between) * max(len(texts) - 1, 0))
    return between.join(texts)


def trim(string: str) -> str:
    """Without the blanks at both ends."""
    return string.strip()


def is_blank(string: str) -> bool:
    """Whether the text is empty or nothing but blanks."""
    return not string.strip()


FUNCTIONS = (
    define("substring(string: string, start position: number, length?: number)", substring),
    define("string length(string: string)", string_length),
    define("upper case(string: string)", upper_case, with_state=True),
    define("lower case(string: string)", lower_case, with_state=True),
    define("substring before(string: string, match: string)", substring_before),
    define("substring after(string: string, match: string)", substring_after),
    define("contains(string: string, match: string)", contains),
    define("starts with(string: string, match: string)", starts_with),
    define("ends with(string: string, match: string)", ends_with),
    define("string join(list: list, delimiter?: string | null)", string_join, with_state=True),
    define("trim(string: string)", trim),
    define("is blank(string: string)", is_blank),
)
