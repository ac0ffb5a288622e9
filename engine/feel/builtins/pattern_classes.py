"""The classes of characters that patterns name by an escape."""

from __future__ import annotations

import re

SINGLE = {
    "n": "\\n",
    "r": "\\r",
    "t": "\\t",
    **{sign: "\\" + sign for sign in "\\|.?*+(){}-[]^$"},
}

# Letters of XML names, as in XML 1.0 (fifth edition), productions 4 and 4a.
_NAME_START = (
    ":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = _NAME_START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"

ESCAPES = {
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME}]",
    "C": f"[^{_NAME}]",
}

_CATEGORIES = frozenset(
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"}
    | {"P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"}
    | {"S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"}
)
_BLOCK = re.compile(r"Is[A-Za-z0-9-]{1,60}")


def class_of_property(name: str, *, negated: bool) -> str:
    """The class of a category such as Lu, or of a block such as IsBasicLatin; else ValueError."""
    letter = "P" if negated else "p"
    if name in _CATEGORIES:
        return f"\\{letter}{{{name}}}"
    if _BLOCK.fullmatch(name):
        return f"\\{letter}{{Block={name[2:].replace('-', '')}}}"
    raise ValueError(f"there is no class of characters '{name}'")


def escaped(character: str) -> str:
    """The character standing for itself, inside and outside of classes."""
    if character.isalnum() or character == "_" or ord(character) > 126:
        return character
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, "\\" + character)
