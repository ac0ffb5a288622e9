"""What is hidden and what required: FEEL conditions over case and answers, a hidden answer is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
        now = frozenset(_hidden(form, _without(values, hidden, ""), frame))
        if now == hidden:
            break
        hidden = now
    return hidden


def required_names(form: Form, values: Values, frame: Frame, hidden: frozenset[str]) -> frozenset[str]:
    """The names of what a condition of its own, the property `required_if`, requires; nothing `hidden`."""
    if not any(one.required_if for one in form.everything()):
        return frozenset()
    left = _without(values, hidden, "")
    return frozenset(
        place.name
        for place in _places(form.fields, left, "", {})
        if place.name not in hidden and _holds(place.one.required_if, frame, place.known)
    )


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A component where it stands, and the answers its conditions see there."""

    one: Field
    prefix: str
    known: Values

    @property
    def name(self) -> str:
        return self.prefix + self.one.name


def _hidden(form: Form, values: Values, frame: Frame) -> Iterator[str]:
    for place in _places(form.fields, values, "", {}):
        if _holds(place.one.hide, frame, place.known):
            yield place.name
            if place.one.kind == "group" and not place.one.key:
                yield from (place.prefix + inner.name for inner in _side_by_side(place.one.fields))


def _holds(condition: str, frame: Frame, variables: Values) -> bool:
    """Whether there is a condition and it is true; one that cannot be computed is not."""
    if not condition:
        return False
    try:
        return frame.ask(condition, variables) is True
    except FeelError:
        return False


def _places(fields: tuple[Field, ...], values: Values, prefix: str, around: Values) -> Iterator[_Place]:
    """Every component with its place, those of each row of a list within."""
    known = {**around, **dict.fromkeys((one.key for one in level(fields) if one.key), None), **values}
    for one in fields:
        yield _Place(one=one, prefix=prefix, known=known)
        if one.kind == "group":
            inner = _mapping(values.get(one.key)) if one.key else values
            where = f"{prefix}{one.key}." if one.key else prefix
            yield from _places(one.fields, inner, where, known)
        elif one.kind == "dynamiclist":
            rows = values.get(one.key)
            for number, row in enumerate(rows if isinstance(rows, list) else ()):
                seen = {**known, "this": row, "parent": dict(values), "i": number + 1}
                yield from _places(one.fields, _mapping(row), f"{prefix}{one.key}[{number}].", seen)


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
