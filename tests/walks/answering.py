"""Random answers that a form accepts: what it shows is filled in, as its own schema and conditions say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import regex

from engine.errors import InvalidSubmission
from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings
from engine.forms.conditions import hidden_names, required_names
from engine.forms.form import Field, Form, level
from engine.forms.options import Catalogues, Frame, fitting_options
from engine.forms.submission import typed_values, validate

WORDS = ("bill", "late", "line", "router", "letter", "visit", "price", "charge", "call", "street", "repair")
ROUNDS = 12
OPTIONAL = 0.6  # how often a field that may stay empty is answered


class Unanswerable(Exception):
    """No answers were found that the form accepts."""


def random_answers(
    chance: Random,
    form: Form,
    around: Surroundings,
    context: Mapping[str, Any],
    catalogues: Catalogues,
    zone: str,
) -> dict[str, Any]:
    """Raw answers as a person would send them. Raises Unanswerable with what was refused last."""
    frame = Frame(around=around, context=context, catalogues=catalogues, zone=zone)
    answers: dict[str, Any] = {}
    skipped: set[str] = set()
    errors: Mapping[str, Any] = {}
    for _ in range(ROUNDS):
        answers = _Filling(chance, frame, form, skipped, errors).filled(answers)
        try:
            validate(form, answers, around, context, catalogues, zone=zone)
        except InvalidSubmission as refused:
            errors = refused.errors
        else:
            return answers
    raise Unanswerable(f"{form.id}: {dict(errors)}")


class _Filling:
    """One round: what is visible and open gets an answer, what was refused gets another."""

    def __init__(
        self,
        chance: Random,
        frame: Frame,
        form: Form,
        skipped: set[str],
        errors: Mapping[str, Any],
    ) -> None:
        self.chance, self.frame, self.form = chance, frame, form
        self.skipped, self.errors = skipped, errors
        self.said: dict[str, Any] = {}  # what stands before the answer that is being made

    def filled(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        typed = typed_values(self.form, answers, self.frame)
        self.hidden = hidden_names(self.form, typed, self.frame)
        self.asked_for = required_names(self.form, typed, self.frame, self.hidden)
        return self._level(self.form.fields, dict(answers), "", typed)

    def _level(
        self, fields: tuple[Field, ...], answers: dict[str, Any], prefix: str, seen: Mapping[str, Any]
    ) -> dict[str, Any]:
        for one in level(fields):
            name = prefix + one.name
            if name in self.hidden or not one.key or self._in_hidden_group(fields, one, prefix):
                continue
            if one.kind == "group":
                inner = answers.get(one.key) or {}
                answers[one.key] = self._level(one.fields, dict(inner), f"{name}.", {**seen, **inner})
            elif one.kind == "dynamiclist":
                self._rows(one, answers, name, seen)
            elif one.asked and self._is_open(one, answers, name):
                self._answer(one, answers, name, seen)
        return answers

    def _in_hidden_group(self, fields: tuple[Field, ...], one: Field, prefix: str) -> bool:
        """Groups without a path are looked through; one that is hidden hides what it holds."""
        return any(
            group.kind == "group"
            and not group.key
            and one in level(group.fields)
            and prefix + group.name in self.hidden
            for group in fields
        )

    def _is_open(self, one: Field, answers: Mapping[str, Any], name: str) -> bool:
        fresh = name not in self.skipped or name in self.asked_for
        return name in self.errors or (one.key not in answers and fresh)

    def _rows(self, one: Field, answers: dict[str, Any], name: str, seen: Mapping[str, Any]) -> None:
        least = max(int(one.properties.get("min_rows", 0)), int(one.required or name in self.asked_for))
        most = int(one.properties.get("max_rows", 20))
        rows = answers.get(one.key)
        if not isinstance(rows, list) or name in self.errors:
            wanted = min(most, least + self.chance.choice((0, 1, 1, 2)))
            rows = (rows or [])[:wanted]
            rows += [{} for _ in range(wanted - len(rows))]
        answers[one.key] = [
            self._level(one.fields, dict(row), f"{name}[{number}].", {**seen, **row, "parent": seen})
            for number, row in enumerate(rows)
        ]

    def _answer(self, one: Field, answers: dict[str, Any], name: str, seen: Mapping[str, Any]) -> None:
        refused = name in self.errors
        required = one.required or name in self.asked_for
        if not required and (refused or self.chance.random() > OPTIONAL):
            answers.pop(one.key, None)
            self.skipped.add(name)
            return
        self.said = {**seen, **answers}
        value = self._value(one, self.said)
        if value is None:
            self.skipped.add(name)
        else:
            answers[one.key] = value

    def _value(self, one: Field, seen: Mapping[str, Any]) -> Any:
        make = {
            "textfield": self._line,
            "textarea": self._text,
            "number": self._number,
            "datetime": self._moment,
            "checkbox": self._tick,
            "filepicker": self._files,
        }.get(one.kind)
        if make is not None:
            return make(one)
        offered = [option.value for option in fitting_options(one, self.frame, seen)]
        if not offered:
            return None
        if one.kind != "checklist":
            return self.chance.choice(offered)
        count = self.chance.randint(1, min(3, len(offered)))
        return self.chance.sample(offered, count)

    def _line(self, one: Field) -> str:
        if one.format == "email":
            return f"{self.chance.choice(WORDS)}{self.chance.randint(1, 9)}@customers.example"
        if one.format == "phone":
            return f"+44 20 7946 {self.chance.randint(1000, 9999)}"
        if one.pattern:
            numbered = [f"{self.chance.randint(1, 9)}.{self.chance.randint(0, 9)}", self.chance.choice(WORDS)]
            return next((text for text in numbered if regex.search(one.pattern, text)), self._text(one))
        return self._text(one)

    def _text(self, one: Field) -> str:
        least, most = one.limits.min_length or 1, one.limits.max_length or 200
        words = " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 6)))
        while len(words) < least:
            words += " " + self.chance.choice(WORDS)
        return words[:most].strip() or "x"

    def _number(self, one: Field) -> int:
        least = int(one.limits.minimum) if one.limits.minimum is not None else 0
        most = int(one.limits.maximum) if one.limits.maximum is not None else least + 100_000
        small = min(most, least + 12)
        return self.chance.choice(
            (least, most, self.chance.randint(least, small), self.chance.randint(least, most))
        )

    def _moment(self, one: Field) -> str:
        now: datetime = self.frame.around.now
        days = self.chance.choice((-20, -3, -1, 0, 0, 1, 2, 5, 14, 40, 200))
        limits = [one.properties.get(bound) for bound in ("earliest", "latest")]
        if one.not_past or limits[0]:
            days = abs(days)
        if limits[1]:
            days = -abs(days)
        moment = now + timedelta(days=days, hours=self.chance.randint(0, 3) if days > 0 else 0)
        if one.format == "time":
            return f"{self.chance.randint(8, 17):02}:00"
        if one.format == "date":
            return self._bounded(one, moment.date().isoformat())
        return max(moment, self._begin(one) or moment).replace(microsecond=0).isoformat()

    def _begin(self, one: Field) -> datetime | None:
        """The instant before which this one may not lie, such as an answer further up."""
        feel = one.properties.get("earliest")
        limit = self.frame.ask(feel, self.said) if feel else None
        moment = datetime.fromisoformat(limit) if isinstance(limit, str) and "T" in limit else None
        return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None

    def _bounded(self, one: Field, day: str) -> str:
        """Into the bounds that the form computes from the case."""
        for bound, pick in (("earliest", max), ("latest", min)):
            feel = one.properties.get(bound)
            try:
                limit = self.frame.ask(feel, {}) if feel else None
            except FeelError:
                limit = None
            if isinstance(limit, str):
                day = pick(day, limit[:10])
        return day

    def _tick(self, one: Field) -> bool:
        return one.required or self.chance.random() < 0.5

    def _files(self, one: Field) -> list[dict[str, Any]]:
        rule = one.accept[0] if one.accept else ".pdf"
        suffix = rule if rule.startswith(".") else ".pdf"
        kind = rule if "/" in rule and not rule.endswith("*") else "application/pdf"
        return [
            {"id": f"{self.chance.getrandbits(64):x}", "name": f"paper{suffix}", "type": kind, "size": 1000}
        ]
