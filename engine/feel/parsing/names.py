"""Reading names: known ones by the longest match, unknown ones as far as words follow one another."""

from __future__ import annotations

from engine.feel.builtins.table import BUILTINS
from engine.feel.parsing.cursor import Cursor
from engine.feel.parsing.phrases import Phrases, phrase_of
from engine.feel.parsing.tokens import KEYWORDS

_BUILTIN_PHRASES = Phrases(BUILTINS)
_NO_KEY = frozenset({"(", ")", ",", "[", "]", "{", "}", ".."})
_LONGEST_LABEL = 24  # tokens


def read_name(cursor: Cursor) -> str:
    """A name in an expression: of the scope, of a built-in function, or the words that stand here."""
    if known := cursor.phrases.longest(cursor.tokens, cursor.index):
        name, length = known
        cursor.index += length
        return name
    if (builtin := _BUILTIN_PHRASES.longest(cursor.tokens, cursor.index)) and _is_meant(cursor, *builtin):
        name, length = builtin
        cursor.index += length
        return name
    return _words(cursor)


def _is_meant(cursor: Cursor, name: str, length: int) -> bool:
    """A built-in name with a keyword in it, such as `date and time`, counts only where it is called."""
    follower = cursor.tokens[cursor.index + length]
    called = follower.kind == "sign" and follower.text == "("
    return called or not any(text in KEYWORDS for text, _ in phrase_of(name))


def _words(cursor: Cursor) -> str:
    # Two words side by side mean nothing else in FEEL, so they are one name that nobody has declared.
    words = [cursor.take().text]
    while cursor.token.kind == "name" or (cursor.token.kind == "number" and cursor.token.text.isdigit()):
        words.append(cursor.take().text)
    return " ".join(words)


def read_member(cursor: Cursor) -> str:
    """The name behind a dot."""
    if cursor.token.kind == "name":
        if known := cursor.phrases.longest(cursor.tokens, cursor.index):
            name, length = known
            cursor.index += length
            return name
        return _words(cursor)
    if cursor.token.kind != "keyword":
        cursor.fail("a name is missing behind the dot")
    return cursor.take().text


def read_bound_name(cursor: Cursor, *enders: str) -> str:
    """The name of a loop variable or parameter: all words up to one of the enders (keywords or signs)."""
    words: list[str] = []
    start = cursor.token
    while cursor.token.text not in enders:
        token = cursor.token
        if token.kind not in {"name", "keyword", "number", "other"} and token.text not in {
            "-",
            "+",
            "*",
            "/",
            ".",
        }:
            cursor.fail(f"'{enders[0]}' is missing behind the name")
        words.append((" " if words and token.gap else "") + cursor.take().text)
    if not words or start.kind != "name":
        cursor.fail("a name is missing here", start.at)
    return "".join(words)


def read_label(cursor: Cursor) -> str | None:
    """The text before a colon (a key or the name of an argument), colon included; None when there is none."""
    if cursor.token.kind == "end":
        return None
    words: list[str] = []
    for ahead in range(_LONGEST_LABEL):
        token = cursor.peek(ahead)
        if token.kind == "sign" and token.text == ":":
            if not words:
                return None
            cursor.index += ahead + 1
            return "".join(words)
        if token.kind in {"string", "end"} or token.text in _NO_KEY:
            return None
        words.append((" " if words and token.gap else "") + token.text)
    return None
