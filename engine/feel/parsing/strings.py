"""The characters a text literal stands for."""

from __future__ import annotations

import re

from engine.feel.errors import FeelSyntaxError

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def text_of(literal: str, source: str, at: int) -> str:
    """What the literal, quotation marks included, says. Unknown escapes stay: they serve patterns."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner

    def replaced(match: re.Match[str]) -> str:
        short, long, plain = match.groups()
        if plain is not None:
            return _PLAIN.get(plain, match.group())
        code = int(short or long, 16)
        if code > 0x10FFFF:
            raise FeelSyntaxError("there is no such character", source, at + 1 + match.start())
        return chr(code)

    result = _ESCAPE.sub(replaced, inner)
    result = _PAIR.sub(lambda match: match.group().encode("utf-16", "surrogatepass").decode("utf-16"), result)
    if _HALF.search(result):
        raise FeelSyntaxError("this text holds half of a character", source, at)
    return result
