"""Reading types: a name, or list<T>, range<T>, context<a: T>, function<T, T> -> T."""

from __future__ import annotations

from engine.feel import tree
from engine.feel.parsing.cursor import Cursor
from engine.feel.parsing.names import read_bound_name
from engine.feel.parsing.phrases import Phrases

_LONG_NAMES = Phrases(["date and time", "days and time duration", "years and months duration"])


def read_type(cursor: Cursor) -> tree.Type:
    """The type that stands here."""
    with cursor.deeper():
        token = cursor.token
        if cursor.token.kind not in {"name", "keyword"}:
            cursor.fail("the name of a type is missing here")
        if cursor.peek().text == "<" and token.text in {"list", "range", "context", "function"}:
            cursor.index += 2
            return _composed(cursor, token.text, token.at)
        return tree.Type(_name(cursor), at=token.at)


def _name(cursor: Cursor) -> str:
    known = _LONG_NAMES.longest(cursor.tokens, cursor.index) or cursor.phrases.longest(
        cursor.tokens, cursor.index
    )
    if known:
        cursor.index += known[1]
        return known[0]
    words = [cursor.take().text]
    while cursor.token.kind == "name" or (cursor.token.text == "." and cursor.peek().kind == "name"):
        if cursor.accept("."):
            words[-1] += "." + cursor.take().text
        else:
            words.append(cursor.take().text)
    return " ".join(words)


def _composed(cursor: Cursor, kind: str, at: int) -> tree.Type:
    if kind == "context":
        return _context(cursor, at)
    parts: list[tree.Type] = []
    while not cursor.accept(">"):
        if parts:
            cursor.expect(",")
        parts.append(read_type(cursor))
    if kind == "function":
        cursor.expect("->")
        parts.append(read_type(cursor))
    elif len(parts) != 1:
        cursor.fail(f"{kind}<> takes one type")
    return tree.Type(kind, tuple(parts), at=at)


def _context(cursor: Cursor, at: int) -> tree.Type:
    keys: list[str] = []
    parts: list[tree.Type] = []
    while not cursor.accept(">"):
        if parts:
            cursor.expect(",")
        keys.append(read_bound_name(cursor, ":"))
        cursor.expect(":")
        parts.append(read_type(cursor))
    return tree.Type("context", tuple(parts), tuple(keys), at=at)
