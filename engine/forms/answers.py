"""What was posted, brought into the shape of the form: HTML field names and JSON end up the same.

A browser posts flat names with lists of text (`points[0].text`, a checklist's name repeated); a program
sends JSON. Buttons named `add` and `remove` carry the name of a dynamic list or of one of its rows: with
them the form asks to be shown again, one row longer or shorter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.forms.form import Field, Form, level

MAX_ROWS = 200
NAME = re.compile(r"([A-Za-z_]\w*)((?:\[\d{1,4}\])?)(?:\.|$)")


def arranged(form: Form, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as typed, nested like the form, with a wished row added or removed; unknown names go."""
    answers = _level(form.fields, _nested(raw))
    for verb in ("add", "remove"):
        for name in _wished(form, raw, verb):
            _change_rows(answers, verb, _parts(name))
    return answers


def asks_for_rows(form: Form, raw: Mapping[str, Any]) -> bool:
    """Whether this submission is a press on "add" or "remove" of a dynamic list, not an answer."""
    return any(True for verb in ("add", "remove") for _ in _wished(form, raw, verb))


def is_blank(value: Any) -> bool:
    """Whether nothing was said: empty text, no row, an unticked box."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_blank(part) for part in value.values())
    if isinstance(value, list | tuple):
        return all(is_blank(part) for part in value)
    return value is None or value is False


def _wished(form: Form, raw: Mapping[str, Any], verb: str) -> Iterator[str]:
    given = raw.get(verb)
    for name in given if isinstance(given, list | tuple) else [given]:
        if isinstance(name, str) and _is_list(form.fields, _parts(name), rows=verb == "remove"):
            yield name


def _is_list(fields: tuple[Field, ...], parts: list[tuple[str, int | None]], *, rows: bool) -> bool:
    """Whether these parts lead to a list that may grow (or, with `rows`, to one of its rows)."""
    for number, (key, index) in enumerate(parts):
        here = next((one for one in level(fields) if one.key == key and one.fields), None)
        if here is None:
            return False
        if number == len(parts) - 1:
            return here.kind == "dynamiclist" and here.growing and (index is not None) == rows
        fields = here.fields
    return False


def _parts(name: str) -> list[tuple[str, int | None]]:
    """`points[0].text` as [("points", 0), ("text", None)]; nothing when it is no such name."""
    parts: list[tuple[str, int | None]] = []
    position = 0
    while position < len(name):
        match = NAME.match(name, position)
        if match is None or match.end() == position:
            return []
        parts.append((match[1], int(match[2][1:-1]) if match[2] else None))
        position = match.end()
    return parts if not name.endswith(".") else []


def _nested(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Flat names unfolded; rows stay in a dict by number until `_level` makes a list of them."""
    nested: dict[str, Any] = {}
    for name, value in raw.items():
        parts = _parts(name) if "." in name or "[" in name else []
        if not parts:
            nested.setdefault(name, value)
            continue
        here = nested
        for key, index in parts[:-1]:
            here = _into(_into(here, key), index) if index is not None else _into(here, key)
        here[parts[-1][0]] = value
    return nested


def _into(holder: dict[Any, Any], key: object) -> dict[Any, Any]:
    inner = holder.get(key)
    if not isinstance(inner, dict):
        inner = holder[key] = {}
    return inner


def _level(fields: tuple[Field, ...], given: Mapping[Any, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in level(fields):
        if not one.key or one.key not in given:
            continue
        value = given[one.key]
        if one.kind == "group":
            answers[one.key] = _level(one.fields, value) if isinstance(value, Mapping) else value
        elif one.kind == "dynamiclist":
            answers[one.key] = _rows(one, value)
        elif one.asked:
            answers[one.key] = _single(one, value)
    return answers


def _rows(one: Field, value: Any) -> Any:
    if isinstance(value, Mapping):
        value = [value[number] for number in sorted(key for key in value if isinstance(key, int))]
    if not isinstance(value, list | tuple):
        return value
    kept = value[: MAX_ROWS + 1]  # one too many is enough to refuse them
    return [_level(one.fields, row) if isinstance(row, Mapping) else row for row in kept]


def _single(one: Field, value: Any) -> Any:
    """A browser's list of one, opened where one answer is asked; one answer, listed where many are."""
    if one.kind in {"checklist", "filepicker"}:
        listed = list(value) if isinstance(value, list | tuple) else [value]
        return [entry for entry in listed if not is_blank(entry)]
    if isinstance(value, list | tuple) and len(value) == 1:
        return value[0]
    if isinstance(value, list | tuple) and not value:
        return None
    return value


def _change_rows(answers: dict[str, Any], verb: str, parts: list[tuple[str, int | None]]) -> None:
    here: Any = answers
    for key, index in parts[:-1]:
        here = here.setdefault(key, {}) if isinstance(here, dict) else None
        if index is not None:
            here = here[index] if isinstance(here, list) and index < len(here) else None
    key, index = parts[-1]
    if not isinstance(here, dict):
        return
    rows = here.setdefault(key, [])
    if not isinstance(rows, list):
        return
    if verb == "add" and len(rows) < MAX_ROWS:
        rows.append({})
    elif verb == "remove" and index is not None and index < len(rows):
        del rows[index]
