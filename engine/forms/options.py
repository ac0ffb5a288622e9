"""Which answers may be chosen: from the form, from a catalogue, or from the case itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.feel.expression import compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import from_json, to_json
from engine.forms.form import Field, Option

# Catalogue key -> entry key -> label, in the order they are offered.
Catalogues = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a form is answered in: time and calendars, the case's variables, catalogues, the reader's zone."""

    around: Surroundings
    context: Mapping[str, Any] = field(default_factory=dict)
    catalogues: Catalogues = field(default_factory=dict)
    zone: str = "UTC"

    def ask(self, feel: str, variables: Mapping[str, Any]) -> Any:
        """The JSON-plain value of a FEEL text over the case and these answers."""
        expression = compile_expression(feel.removeprefix("="))
        known = {**self.context, **variables}
        read = {name: known.get(name) for name in expression.names}  # a form's condition reads few of many
        return to_json(expression.evaluate(from_json(read), self.around))


def options_of(one: Field, frame: Frame, variables: Mapping[str, Any]) -> tuple[Option, ...]:
    """The options of a select, radio or checklist; entries of catalogues are kept as key and label."""
    if one.catalogue:
        entries = frame.catalogues.get(one.catalogue, {})
        return tuple(Option(value=key, label=label, kept_whole=True) for key, label in entries.items())
    if one.values_expression:
        return _from_values(frame.ask(one.values_expression, variables))
    if one.values_key:
        return _from_values({**frame.context, **variables}.get(one.values_key))
    return one.options


def fitting_options(one: Field, frame: Frame, variables: Mapping[str, Any]) -> tuple[Option, ...]:
    """Those of its options that the answer it lies `within` leaves; all of them while that is not given."""
    options = options_of(one, frame, variables)
    above = {**frame.context, **variables}.get(one.within) if one.within else None
    key = above.get("key") if isinstance(above, Mapping) else above
    if not isinstance(key, str) or not key:
        return options
    return tuple(option for option in options if option.value.startswith(f"{key}."))


def _from_values(values: Any) -> tuple[Option, ...]:
    """Options out of a list in the case: plain values, `{label, value}` or `{key, label}`."""
    found = []
    for value in values if isinstance(values, list | tuple) else ():
        if isinstance(value, Mapping):
            key = value.get("key", value.get("value"))
            if key is not None:
                label = str(value.get("label", key))
                found.append(Option(value=str(key), label=label, kept_whole="key" in value))
        elif value is not None:
            found.append(Option(value=str(value), label=str(value)))
    return tuple(found)
