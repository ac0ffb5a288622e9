"""Built-in functions that search by patterns: matches, replace, split and extract."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

from engine.feel.builtins.patterns import compile_pattern
from engine.feel.builtins.registry import define
from engine.feel.errors import FeelLimitError
from engine.feel.functions import Nothing
from engine.feel.running.state import State

Match = regex.Match[str]


def matches(state: State, text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern is found anywhere in the text."""
    compiled = compile_pattern(pattern, flags or "")
    try:
        return compiled.search(text, timeout=state.seconds_left()) is not None
    except TimeoutError:
        raise FeelLimitError("pattern_seconds", state.limits.pattern_seconds) from None


def replace(state: State, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """The text with every match replaced; $1 stands for the first bracket, $0 for the whole match."""
    compiled = compile_pattern(pattern, flags or "")
    parts = _replacement(replacement, compiled.groups)
    written: list[str] = []
    length = position = 0
    for match in _found(compiled, text, state):
        new = "".join(part if isinstance(part, str) else match[part] or "" for part in parts)
        written += (text[position : match.start()], new)
        length += match.start() - position + len(new)
        if length > state.limits.text:
            state.check_text(length)
        position = match.end()
    written.append(text[position:])
    return state.made_text("".join(written))


def split(state: State, text: str, delimiter: str) -> list[str]:
    """The pieces of the text between all matches of the delimiter, which is a pattern."""
    pieces: list[str] = []
    position = 0
    for match in _found(compile_pattern(delimiter), text, state):
        pieces.append(text[position : match.start()])
        position = match.end()
        if len(pieces) > state.limits.items:
            break
    pieces.append(text[position:])
    return state.made_list(pieces)


def extract(state: State, text: str, pattern: str) -> list[str]:
    """Every part of the text that matches the pattern."""
    found: list[str] = []
    for match in _found(compile_pattern(pattern), text, state):
        found.append(match[0])
        if len(found) > state.limits.items:
            break
    return state.made_list(found)


def _found(compiled: regex.Pattern[str], text: str, state: State) -> Iterator[Match]:
    """All matches; raises Nothing if the pattern matches the empty text, FeelLimitError in time."""
    seconds = state.seconds_left()
    try:
        if compiled.search("", timeout=seconds) is not None:
            raise Nothing("the pattern matches the empty text, so there is no end to it")
        for match in compiled.finditer(text, timeout=seconds):
            state.spend()
            yield match
    except TimeoutError:
        raise FeelLimitError("pattern_seconds", state.limits.pattern_seconds) from None


def _replacement(text: str, groups: int) -> list[str | int]:
    """The replacement as pieces: text, or the number of a bracket."""
    parts: list[str | int] = []
    index = 0
    while index < len(text):
        reading = _READING.get(text[index])
        if reading is None:
            parts.append(text[index])
            index += 1
        else:
            part, index = reading(text, index + 1, groups)
            parts.append(part)
    return parts


def _escaped(text: str, index: int, _groups: int) -> tuple[str | int, int]:
    if text[index : index + 1] not in {"\\", "$"}:
        raise Nothing("in a replacement a backslash stands before a backslash or a $")
    return text[index], index + 1


def _bracket(text: str, index: int, groups: int) -> tuple[str | int, int]:
    end = index
    while (
        end < len(text) and "0" <= text[end] <= "9" and (end == index or int(text[index : end + 1]) <= groups)
    ):
        end += 1
    if end == index:
        raise Nothing("in a replacement $ is followed by the number of a bracket")
    number = int(text[index:end])
    return (number if number <= groups else ""), end


_READING: dict[str, Callable[[str, int, int], tuple[str | int, int]]] = {"\\": _escaped, "$": _bracket}

FUNCTIONS = (
    define("matches(input: string, pattern: string, flags?: string | null)", matches, with_state=True),
    define(
        "replace(input: string, pattern: string, replacement: string, flags?: string | null)",
        replace,
        with_state=True,
    ),
    define("split(string: string, delimiter: string)", split, with_state=True),
    define("extract(string: string, pattern: string)", extract, with_state=True),
)
