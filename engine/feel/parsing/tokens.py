"""From characters to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.feel.errors import FeelSyntaxError

KEYWORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between"}
    | {"instance", "of", "function", "external", "true", "false", "null"}
)

# Name characters of DMN 1.5, grammar rules 28 to 31, as ranges of code points.
_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_PART = _START.removeprefix("?") + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_SPACE = "\u0009-\u000d\u0020\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

_TOKEN = re.compile(
    rf"""
      (?P<space>  [{_SPACE}]+ | //[^\n\r]* | /\*.*?\*/ )
    | (?P<number> (?: [0-9]+ (?:\.[0-9]+)? | \.[0-9]+ ) (?:[eE][+-]?[0-9]+)? )
    | (?P<string> " (?: [^"\\] | \\. )* " )
    | (?P<name>   [{_START}][{_PART}]* )
    | (?P<sign>   \*\* | \.\. | <= | >= | != | -> | /(?!\*) | [-+*=<>()\[\]{{}}.,:@] )
    | (?P<other>  ['\u2019] )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text: its kind, where it begins and ends, and whether a gap stands before it."""

    kind: str  # "name", "keyword", "number", "string", "sign", "other", "end"
    text: str
    at: int
    end: int
    gap: bool


def tokens_of(text: str) -> list[Token]:
    """All tokens, with one of kind "end" last; FeelSyntaxError at a character that begins none."""
    tokens: list[Token] = []
    position, gap = 0, True
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FeelSyntaxError(_what_is_wrong(text, position), text, position)
        kind = match.lastgroup or ""
        if kind == "space":
            gap = True
        else:
            word = match.group()
            if kind == "name" and word in KEYWORDS:
                kind = "keyword"
            tokens.append(Token(kind, word, position, match.end(), gap))
            gap = False
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text), gap))
    return tokens


def _what_is_wrong(text: str, position: int) -> str:
    if text[position] == '"':
        return "this text has no closing quotation mark"
    if text.startswith("/*", position):
        return "this comment has no end"
    return f"the character {text[position]!r} means nothing here"
