"""One component of a form made ready to print: value, words, attributes and choices."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression
from engine.feel.tree import to_plain
from engine.forms.form import ANSWERED, Field
from engine.forms.options import Frame, options_of
from engine.forms.prose import in_words, prose
from engine.forms.wording import wording

ROW = "entry"  # what one row of a dynamic list is called where its form has no word for it


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option as it is printed."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Widget:
    """One component as it is printed. `name` is the HTML field name, `words` the answer for reading."""

    kind: str
    name: str
    id: str
    label: str
    hint: str
    required: bool = False
    readonly: bool = False
    value: str = ""
    words: str = ""
    errors: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    hide: str = ""  # JSON of the FEEL tree, for the browser
    required_if: str = ""  # the same, for what is required under a condition
    within: str = ""  # HTML field name of the answer that narrows its options
    wanted: str = ""  # the form's own words for that; fields that share them ask for one of themselves
    html: Markup | str = ""
    rows: tuple[tuple[Widget, ...], ...] = ()
    growing: bool = False
    row_word: str = ROW  # what one row is called on its buttons
    headings: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    fields: tuple[Widget, ...] = ()

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for aria-describedby."""
        parts = [f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-error"] * bool(self.errors)
        return " ".join(parts)


class Printer:
    """Turns components and values into widgets, level by level."""

    def __init__(
        self,
        frame: Frame,
        errors: Mapping[str, Sequence[str]],
        *,
        first: bool = False,
        readonly: bool = False,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        """`first` fills in defaults; `readonly` shows what was stored and leaves out what is `hidden`."""
        self.frame, self.errors, self.first = frame, errors, first
        self.readonly, self.hidden = readonly, hidden

    def level(
        self, fields: tuple[Field, ...], shown: Mapping[str, Any], prefix: str, known: Mapping[str, Any]
    ) -> Iterator[Widget]:
        """The widgets of the components side by side; `shown` stands in inputs, `known` is computed with."""
        for one in fields:
            never_asked = self.readonly and one.asked and one.key not in shown
            if prefix + one.name not in self.hidden and not never_asked:
                yield self.widget(one, shown, prefix, known)

    def widget(self, one: Field, shown: Mapping[str, Any], prefix: str, known: Mapping[str, Any]) -> Widget:
        """The widget of one component."""
        name = prefix + one.key if one.key else ""
        value = shown.get(one.key) if one.key else None
        if value is None and one.readonly and one.kind in ANSWERED:
            value = known.get(one.key, self.frame.context.get(one.key))
        if value is None and self.first:
            value = one.default
        parts = self.parts(one, value, shown, prefix, known)
        return Widget(
            kind=one.kind,
            name=name,
            id=id_of(prefix + one.name),
            label=one.label,
            hint=self.hint(one),
            required=one.required,
            readonly=one.readonly,
            errors=tuple(self.errors.get(name, ())) if name else (),
            hide=_tree(one.hide),
            required_if="" if one.required else _tree(one.required_if),
            within=prefix + one.within if one.within else "",
            wanted=wording(one, "required", "") if one.required_if else "",
            **parts,
        )

    def parts(
        self, one: Field, value: Any, shown: Mapping[str, Any], prefix: str, known: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What is particular to the kind of component."""
        inner_known = {**self.frame.context, **known}
        if one.kind == "group":
            parts = value if isinstance(value, Mapping) else {}
            inner, where = (parts, f"{prefix}{one.key}.") if one.key else (shown, prefix)
            return {"fields": tuple(self.level(one.fields, inner, where, {**inner_known, **inner}))}
        if one.kind == "dynamiclist":
            return self.rows(one, value, prefix, inner_known)
        if one.kind == "text":
            return {"html": Markup(prose(one.text, self.frame, inner_known))}  # noqa: S704 - cleaned by nh3
        if one.kind == "table":
            return self.table(one, inner_known)
        if one.kind == "expression":
            stored = self.readonly and value is not None  # what counted then, whatever it would be today
            return {"words": in_words(value if stored else self.computed(one.text, inner_known))}
        if one.kind in {"select", "radio", "checklist"}:
            return self.choices(one, value, prefix, inner_known)
        if one.kind == "filepicker":
            files = tuple(part for part in _list(value) if isinstance(part, Mapping))
            return {"files": files, "words": in_words(list(files)), "attributes": _attributes(one, "")}
        if one.kind == "checkbox":
            ticked = value is True or value in ("on", "true", "yes", "1")
            return {"value": "on" if ticked else "", "words": in_words(ticked)}
        text = self.text(one, value)
        words = text.replace("T", " ") if one.kind == "datetime" else text
        return {"value": text, "words": words, "attributes": _attributes(one, text)}

    def hint(self, one: Field) -> str:
        zoned = one.kind == "datetime" and one.format == "datetime" and one.zoned
        return f"{one.description} (Time zone: {self.frame.zone})".strip() if zoned else one.description

    def text(self, one: Field, value: Any) -> str:
        """A value as it stands in its input; instants in the reader's zone."""
        if isinstance(value, str) and one.format == "datetime" and value.endswith("Z"):
            try:
                moment = datetime.fromisoformat(value).astimezone(ZoneInfo(self.frame.zone))
            except (ValueError, OverflowError):
                return value  # typed so, and refused; it is shown as it was typed
            return moment.replace(tzinfo=None).isoformat(timespec="minutes")
        return format(value, "f") if isinstance(value, Decimal) else "" if value is None else str(value)

    def rows(self, one: Field, value: Any, prefix: str, known: Mapping[str, Any]) -> dict[str, Any]:
        given = _list(value)
        given = given or ([{}] * one.rows if self.first else [])
        typed = known.get(one.key)
        rows = []
        for number, row in enumerate(given):
            content = row if isinstance(row, Mapping) else {}
            own = typed[number] if isinstance(typed, list) and number < len(typed) else content
            seen = {**known, **(own if isinstance(own, Mapping) else {})}
            rows.append(tuple(self.level(one.fields, content, f"{prefix}{one.key}[{number}].", seen)))
        return {
            "rows": tuple(rows),
            "growing": one.growing and not one.readonly,
            "row_word": one.properties.get("row", ROW),
        }

    def choices(self, one: Field, value: Any, prefix: str, known: Mapping[str, Any]) -> dict[str, Any]:
        given = value if isinstance(value, list) else [value]
        chosen = [str(part.get("key") if isinstance(part, Mapping) else part) for part in given if part]
        base = id_of(prefix + one.name)
        options = options_of(one, self.frame, known)
        choices = tuple(
            Choice(
                id=base if number == 0 and one.kind != "select" else f"{base}-{number}",
                value=option.value,
                label=option.label,
                chosen=option.value in chosen,
            )
            for number, option in enumerate(options)
        )
        labels = {option.value: option.label for option in options}
        kept = {
            str(part["key"]): str(part.get("label"))
            for part in given
            if isinstance(part, Mapping) and "key" in part
        }
        words = ", ".join(kept.get(part) or labels.get(part, part) for part in chosen)
        return {"choices": choices, "words": words, "attributes": _attributes(one, "")}

    def table(self, one: Field, known: Mapping[str, Any]) -> dict[str, Any]:
        rows = self.computed(one.text, known) if one.text else []
        rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        cells = tuple(tuple(in_words(row.get(column.key)) for column in one.columns) for row in rows)
        return {"headings": tuple(column.label for column in one.columns), "cells": cells}

    def computed(self, feel: str, known: Mapping[str, Any]) -> Any:
        try:
            return self.frame.ask(feel, known)
        except FeelError:
            return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def id_of(name: str) -> str:
    """The HTML id of the component with this name: points[0].text is f-points-0-text."""
    return "f-" + name.replace("].", "-").replace("[", "-").replace(".", "-")


def _tree(feel: str) -> str:
    """The condition for the browser; none when it does not compile (check says so)."""
    if not feel:
        return ""
    try:
        return json.dumps(to_plain(compile_expression(feel.removeprefix("=")).tree), default=str)
    except FeelError:
        return ""


def _attributes(one: Field, text: str) -> dict[str, str]:
    """HTML attributes that help while typing; the server decides all the same."""
    attributes: dict[str, str] = {}
    if one.kind == "datetime":
        kind = {"datetime": "datetime-local"}.get(one.format, one.format)
        # A browser would throw away what such an input cannot hold; what was typed is to be seen again.
        attributes["type"] = kind if _fits(kind, text) else "text"
    elif one.kind == "number":
        attributes |= {"type": "text", "inputmode": "decimal"}
    elif one.kind == "textfield":
        attributes["type"] = {"phone": "tel", "email": "email"}.get(one.format, "text")
    elif one.kind == "textarea":
        attributes["rows"] = one.properties.get("text_rows", "6")
    elif one.kind == "filepicker":
        attributes["type"] = "file"
        attributes |= {"accept": ",".join(one.accept)} if one.accept else {}
        attributes |= {"multiple": "multiple"} if one.multiple else {}
    if one.kind in {"textfield", "textarea"} and one.limits.max_length:
        attributes["maxlength"] = str(one.limits.max_length)
    for name in ("autocomplete", "inputmode"):
        if name in one.properties:
            attributes[name] = one.properties[name]
    return attributes


def _fits(kind: str, text: str) -> bool:
    formats = {"date": ("%Y-%m-%d",), "time": ("%H:%M", "%H:%M:%S")}.get(
        kind, ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
    )
    for pattern in formats:
        try:
            datetime.strptime(text, pattern)  # noqa: DTZ007 - only its form is of interest
        except ValueError:
            continue
        return True
    return not text
