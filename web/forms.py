"""Forms made ready for a page: values, messages and attributes worked out, so that templates only print."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression
from engine.feel.surroundings import Surroundings
from engine.forms.answers import arranged
from engine.forms.conditions import hidden_names
from engine.forms.form import Form
from engine.forms.options import Catalogues, Frame
from engine.forms.submission import typed_values
from web.widgets import Printer, Widget


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One line of the error summary: where it leads, what it is about, what is said."""

    target: str
    label: str
    message: str


@dataclass(frozen=True, kw_only=True)
class FormView:
    """A form ready to print. `known` is JSON of the case's values that conditions in the browser read."""

    fields: tuple[Widget, ...]
    mistakes: tuple[Mistake, ...] = ()
    submit: str = "Send"
    has_files: bool = False
    known: str = "{}"


def form_view(
    form: Form,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    *,
    around: Surroundings,
    context: Mapping[str, Any] | None = None,
    catalogues: Catalogues | None = None,
    zone: str = "UTC",
    readonly: bool = False,
) -> FormView:
    """The form for `{{ form_fields(view) }}`, or for `{{ form_answers(view) }}` with `readonly`.

    At first `values` are known answers (those of the case file come from `context`) and `errors` is None.
    After a refused submission they are the raw posted fields and the errors of InvalidSubmission, empty ones
    too: everything typed is then shown as it was typed, with rows added or removed as asked.
    """
    frame = Frame(around=around, context=context or {}, catalogues=catalogues or {}, zone=zone)
    if errors is None:
        kept = {key: frame.context[key] for key in form.keys & frame.context.keys()}
        # Answers that are read are those of their time, not what the case says today.
        shown: Mapping[str, Any] = values if readonly and values else {**kept, **(values or {})}
        typed = shown
    else:
        shown = arranged(form, values or {})
        typed = typed_values(form, values or {}, frame)
    printer = Printer(
        frame,
        errors or {},
        first=errors is None and not readonly,
        readonly=readonly,
        hidden=hidden_names(form, typed, frame) if readonly else frozenset(),
    )
    widgets = tuple(printer.level(form.fields, shown, "", typed))
    everything = list(_everything(widgets))
    submit = next((one.label for one in form.everything() if one.kind == "button" and one.label), "Send")
    return FormView(
        fields=widgets,
        mistakes=tuple(_mistakes(everything, errors or {})),
        submit=submit,
        has_files=any(one.kind == "filepicker" for one in everything),
        known=_known(form, frame),
    )


def _everything(widgets: Sequence[Widget]) -> Iterator[Widget]:
    for one in widgets:
        yield one
        yield from _everything(one.fields)
        for row in one.rows:
            yield from _everything(row)


def _mistakes(widgets: Sequence[Widget], errors: Mapping[str, Sequence[str]]) -> Iterator[Mistake]:
    """Messages in the order of the page, those about the whole form last.

    "Give one of the three", said at each of three fields, is one thing to do and one line.
    """
    places = {one.name: one for one in widgets if one.name}
    shared = Counter(one.wanted for name, one in places.items() if one.wanted in errors.get(name, ()))
    said: set[str] = set()
    for name, one in places.items():
        for message in errors.get(name, ()):
            together = message == one.wanted and shared[message] > 1
            if not together or message not in said:
                yield Mistake(target=one.id, label="" if together else one.label, message=message)
            said.add(message)
    for name, messages in errors.items():
        if name not in places:
            yield from (Mistake(target="", label="", message=message) for message in messages)


def _known(form: Form, frame: Frame) -> str:
    """The case's values that conditions read and the page does not ask."""
    read: set[str] = set()
    for condition in {text for one in form.everything() for text in (one.hide, one.required_if) if text}:
        try:
            read |= compile_expression(condition.removeprefix("=")).names
        except FeelError:
            continue  # found by check; the server shows the field and does not require it
    own = {one.key for one in form.everything() if one.asked}
    known = {name: frame.context[name] for name in sorted(read - own) if name in frame.context}
    return json.dumps(known, default=str)
