"""From a submission to a payload: what was answered, checked against the form and made plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError

from engine.errors import InvalidSubmission
from engine.feel.surroundings import Surroundings
from engine.forms.answer_types import TYPES
from engine.forms.answers import MAX_ROWS, arranged, asks_for_rows, is_blank
from engine.forms.conditions import hidden_names, required_names
from engine.forms.form import COMPUTED, Field, Form, level
from engine.forms.options import Catalogues, Frame, fitting_options
from engine.forms.wording import required, wording


class RowsAsked(InvalidSubmission):
    """The form is to be shown again with another row."""

    def __init__(self) -> None:
        """There is no message: nothing is wrong."""
        super().__init__({})


def validate(
    form: Form,
    raw: Mapping[str, Any],
    around: Surroundings,
    context: Mapping[str, Any] | None = None,
    catalogues: Catalogues | None = None,
    *,
    zone: str = "UTC",
    history: bool = False,
) -> dict[str, Any]:
    """The payload of a submission: every visible key of the form, JSON-plain, null where nothing was said.

    `raw` is what a browser posted (lists of text under flat names) or JSON. `zone` is the reader's time zone,
    for dates with a time but no zone. `history` takes old records as they are: types and options are checked,
    requiredness and lengths are not. Raises InvalidSubmission with messages per field name; RowsAsked,
    without messages, when a button of a dynamic list was pressed.
    """
    if asks_for_rows(form, raw):
        raise RowsAsked
    frame = Frame(around=around, context=context or {}, catalogues=catalogues or {}, zone=zone)
    answers = arranged(form, raw)
    hidden, asked_for = _by_conditions(form, answers, frame)
    loading = _Loading(frame, strict=not history, hidden=hidden, asked_for=asked_for)
    payload = loading.level(form.fields, answers)
    if loading.errors:
        raise InvalidSubmission(loading.errors)
    _compute(form.fields, payload, frame, hidden)
    return payload


def _by_conditions(
    form: Form, answers: Mapping[str, Any], frame: Frame
) -> tuple[frozenset[str], frozenset[str]]:
    """What these answers, as far as they are understood, hide and require; most forms have no condition."""
    if not any(one.hide or one.required_if for one in form.everything()):
        return frozenset(), frozenset()
    loading = _Loading(frame, strict=False)
    typed = loading.level(form.fields, answers)
    hidden = hidden_names(form, typed, frame)
    if loading.errors:  # who gave a wrong number is told so, and is not asked for an address instead
        typed = _Loading(frame, strict=False, wrong_stays=True).level(form.fields, answers)
    return hidden, required_names(form, typed, frame, hidden)


def typed_values(form: Form, raw: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """What can be understood of a half-filled form: the values its conditions and texts are computed with."""
    loading = _Loading(frame, strict=False, blank_rows=True)
    values = loading.level(form.fields, arranged(form, raw))
    _compute(form.fields, values, frame, frozenset())
    return values


@dataclass
class _Loading:
    """One pass over the answers; the errors found on the way, by field name."""

    frame: Frame
    strict: bool
    hidden: frozenset[str] = frozenset()
    asked_for: frozenset[str] = frozenset()  # what conditions require, beside what always is
    blank_rows: bool = False  # a row that was offered and left empty is no answer; while filling in, it stays
    wrong_stays: bool = False  # an answer that does not fit is no value, but something was said
    errors: dict[str, list[str]] = field(default_factory=dict)

    def level(
        self, fields: tuple[Field, ...], answers: Mapping[str, Any], prefix: str = ""
    ) -> dict[str, Any]:
        """The values of the fields side by side, those of groups with a path and lists within."""
        here = [one for one in _visible(fields, prefix, self.hidden) if one.key]
        values = self._plain([one for one in here if one.asked], answers, prefix)
        for one in here:
            given = answers.get(one.key)
            if one.kind == "group":
                inner = given if isinstance(given, Mapping) else {}
                values[one.key] = self.level(one.fields, inner, f"{prefix}{one.key}.")
            elif one.kind == "dynamiclist":
                values[one.key] = self._rows(one, given, prefix + one.key)
        return values

    def _plain(self, fields: list[Field], answers: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        given = {one.key: answers[one.key] for one in fields if not is_blank(answers.get(one.key))}
        variables = {key: value for key, value in answers.items() if isinstance(value, str | Mapping)}
        values: dict[str, Any] = {one.key: _nothing(one) for one in fields}
        for one in fields:
            if one.key in given:
                options = fitting_options(one, self.frame, variables)
                answer = TYPES[one.kind](one, self.frame, options, strict=self.strict)
                answer.before = {key: values[key] for key in given if values[key] is not None}
                try:
                    values[one.key] = answer.deserialize(given[one.key], one.key, given)
                except ValidationError as error:
                    self.errors[prefix + one.key] = [str(said) for said in error.messages]
                    if self.wrong_stays:
                        values[one.key] = given[one.key]
        for one in fields:
            name = prefix + one.key
            missing = self._is_required(one, name) and is_blank(values[one.key]) and name not in self.errors
            if self.strict and missing:
                self.errors[name] = [required(one)]
        return values

    def _is_required(self, one: Field, name: str) -> bool:
        return one.required or name in self.asked_for

    def _rows(self, one: Field, given: Any, name: str) -> list[Any]:
        if given is not None and not isinstance(given, list):
            self.errors[name] = [wording(one, "type", "This is answered with a list.")]
            return []
        rows: list[Any] = []
        most = min(int(one.properties.get("max_rows", MAX_ROWS)), MAX_ROWS)
        kept = [row for row in given or [] if self.blank_rows or not is_blank(row)]
        for number, row in enumerate(kept):
            if not isinstance(row, Mapping):
                self.errors[f"{name}[{number}]"] = [wording(one, "type", "This row is not readable.")]
                continue
            rows.append(self.level(one.fields, row, f"{name}[{number}]."))
        least = max(int(one.properties.get("min_rows", 0)), int(self._is_required(one, name)))
        if self.strict and len(rows) < least:
            self.errors[name] = [wording(one, "required", f"Please give at least {least}.")]
        if len(rows) > most and self.strict:
            self.errors[name] = [wording(one, "length", f"Please give at most {most}.")]
        return rows


def _nothing(one: Field) -> Any:
    """What the case file keeps where nothing was said."""
    if one.kind in {"checklist", "filepicker"}:
        return []
    return False if one.kind == "checkbox" else None


def _visible(fields: tuple[Field, ...], prefix: str, hidden: frozenset[str]) -> list[Field]:
    return [one for one in level(fields) if prefix + one.key not in hidden]


def _compute(fields: tuple[Field, ...], values: dict[str, Any], frame: Frame, hidden: frozenset[str]) -> None:
    """Expression fields, in the order of the form, each seeing the answers and the ones before it."""
    for one in _visible(fields, "", hidden):
        if one.kind in COMPUTED and one.key:
            values[one.key] = frame.ask(one.text, values)
