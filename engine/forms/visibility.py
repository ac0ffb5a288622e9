"""Which fields are hidden: FEEL conditions over case and answers, a hidden answer counting as none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings
from engine.forms.form import Field, Form, level
from engine.forms.options import Catalogues, Frame

Values = Mapping[str, Any]


def visible_fields(
    form: Form,
    values: Values,
    around: Surroundings,
    context: Values | None = None,
    catalogues: Catalogues | None = None,
) -> tuple[Field, ...]:
    """The components of the form that these values leave visible, those inside rows excepted."""
    frame = Frame(around=around, context=context or {}, catalogues=catalogues or {})
    hidden = hidden_names(form, values, frame)
    return tuple(one for one in form.everything() if one.name not in hidden)


def hidden_names(form: Form, values: Values, frame: Frame) -> frozenset[str]:
    """The names of what is hidden: `key`, `group.key`, `list[0].key`, or the id of a component without key.

    A condition that reads a hidden answer sees null, so conditions are asked again until nothing changes;
    a pair that hides each other settles after as many rounds as there are fields.
    """
    hidden: frozenset[str] = frozenset()
    for _ in range(len(list(form.everything())) + 1):
        now = frozenset(_hidden(form.fields, _without(values, hidden, ""), frame, "", {}))
        if now == hidden:
            break
        hidden = now
    return hidden


def is_hidden(one: Field, frame: Frame, variables: Values) -> bool:
    """Whether the component's own condition hides it; one that cannot be computed hides nothing."""
    if not one.hide:
        return False
    try:
        return frame.ask(one.hide, variables) is True
    except FeelError:
        return False


def _hidden(
    fields: tuple[Field, ...], values: Values, frame: Frame, prefix: str, around: Values
) -> Iterator[str]:
    known = {**around, **dict.fromkeys((one.key for one in level(fields) if one.key), None), **values}
    for one in fields:
        if is_hidden(one, frame, known):
            yield prefix + one.name
            if one.kind == "group" and not one.key:
                yield from (prefix + inner.name for inner in _side_by_side(one.fields))
        elif one.kind == "group":
            inner = _mapping(values.get(one.key)) if one.key else values
            where = f"{prefix}{one.key}." if one.key else prefix
            yield from _hidden(one.fields, inner, frame, where, known)
        elif one.kind == "dynamiclist":
            rows = values.get(one.key)
            for number, row in enumerate(rows if isinstance(rows, list) else ()):
                seen = {**known, "this": row, "parent": dict(values), "i": number + 1}
                yield from _hidden(one.fields, _mapping(row), frame, f"{prefix}{one.key}[{number}].", seen)


def _mapping(value: Any) -> Values:
    """The value where it has parts; answers of another version of the form may have another shape."""
    return value if isinstance(value, Mapping) else {}


def _side_by_side(fields: tuple[Field, ...]) -> Iterator[Field]:
    """What disappears with a group: all it holds, as far as no group with a path lies between."""
    for one in fields:
        yield one
        if one.kind == "group" and not one.key:
            yield from _side_by_side(one.fields)


def _without(values: Values, hidden: frozenset[str], prefix: str) -> dict[str, Any]:
    left: dict[str, Any] = {}
    for key, value in values.items():
        if prefix + key in hidden:
            continue
        if isinstance(value, Mapping) and any(name.startswith(f"{prefix}{key}.") for name in hidden):
            left[key] = _without(value, hidden, f"{prefix}{key}.")
        elif isinstance(value, list) and any(name.startswith(f"{prefix}{key}[") for name in hidden):
            left[key] = [
                _without(row, hidden, f"{prefix}{key}[{number}].") if isinstance(row, Mapping) else row
                for number, row in enumerate(value)
            ]
        else:
            left[key] = value
    return left
