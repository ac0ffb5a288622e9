"""One marshmallow field per kind of component: from what was typed to what the case file keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import regex
from marshmallow import ValidationError, fields, validate

from engine.forms.form import Field, Option
from engine.forms.keeping import UNKEEPABLE, can_be_kept
from engine.forms.options import Frame
from engine.forms.wording import wording

NUMBER = regex.compile(r"[+-]?\d{1,34}(\.\d{1,34})?|[+-]?\.\d{1,34}")
PHONE = regex.compile(r"(\+|00)?[\d ()/.-]{5,25}")
FEEL_DIGITS = 34  # what a FEEL number can hold
LONGEST_LINE = 4_000
LONGEST_TEXT = 200_000
PATTERN_SECONDS = 0.25


class Answer(fields.Field[Any]):
    """An answer to one component, in its circumstances."""

    def __init__(self, one: Field, frame: Frame, options: Sequence[Option], *, strict: bool) -> None:
        """`strict` False takes history as it is: lengths are not checked and nothing is required."""
        super().__init__()
        self.one, self.frame, self.options, self.strict = one, frame, options, strict
        self.before: Mapping[str, Any] = {}  # answers of the same form that stand before this one

    def wrong(self, kind: str, default: str) -> ValidationError:
        """The refusal, in the field's own words if it has any."""
        return ValidationError(wording(self.one, kind, default))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> Any:
        del attr, data
        return self.read(value)

    def read(self, value: Any) -> Any:
        """The JSON-plain value to keep, or ValidationError."""
        raise NotImplementedError


class Text(Answer):
    """One line or many. Many lines stay exactly as typed, but for line ends, which become LF."""

    def read(self, value: Any) -> str:
        """The text; refused when too long or short, of the wrong form, or not storable."""
        if not isinstance(value, str):
            raise self.wrong("type", "This must be text.")
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        text = text if self.one.kind == "textarea" else text.strip()
        if not can_be_kept(text):
            raise self.wrong("type", UNKEEPABLE)
        if self.one.kind != "textarea" and "\n" in text:
            raise self.wrong("type", "This must be a single line.")
        self.check_length(text)
        self.check_form(text)
        return text

    def check_length(self, text: str) -> None:
        limits = self.one.limits
        longest = limits.max_length or (LONGEST_TEXT if self.one.kind == "textarea" else LONGEST_LINE)
        if self.strict and len(text) > longest:
            said = f"Please use at most {longest:,} characters; you have used {len(text):,}."
            raise self.wrong("length", said)
        if self.strict and limits.min_length and len(text) < limits.min_length:
            raise self.wrong("length", f"Please use at least {limits.min_length:,} characters.")

    def check_form(self, text: str) -> None:
        if self.one.format == "email":
            said = wording(self.one, "pattern", "Please give an e-mail address such as name@example.com.")
            validate.Email(error=said)(text)
        if self.one.format == "phone" and not PHONE.fullmatch(text):
            raise self.wrong("pattern", "Please give a telephone number such as +44 20 7946 0123.")
        if self.one.pattern:
            try:
                fits = regex.search(self.one.pattern, text, timeout=PATTERN_SECONDS)
            except TimeoutError:
                fits = None
            if not fits:
                raise self.wrong("pattern", "This does not have the form that is asked for.")


class Number(Answer):
    """A decimal, never a float."""

    def read(self, value: Any) -> Decimal:
        """The number; refused outside its limits or with too many decimals."""
        text = str(value).strip()
        plain = not isinstance(value, bool) and isinstance(value, str | int | float | Decimal)
        if (
            isinstance(value, float | Decimal)
            and Decimal(text).is_finite()
            and abs(Decimal(text)) < Decimal(10) ** 34
        ):
            text = format(Decimal(text), "f")
        if not plain or not NUMBER.fullmatch(text) or sum(sign.isdigit() for sign in text) > FEEL_DIGITS:
            raise self.wrong("type", "Please give a number such as 12 or 12.5.")
        number = Decimal(text)
        self.check_range(number)
        return number

    def check_range(self, number: Decimal) -> None:
        limits = self.one.limits
        if limits.minimum is not None and number < limits.minimum:
            raise self.wrong("range", f"Please give a number of at least {limits.minimum}.")
        if limits.maximum is not None and number > limits.maximum:
            raise self.wrong("range", f"Please give a number of at most {limits.maximum}.")
        digits = limits.decimal_digits
        if digits is not None and number != round(number, digits):
            said = "Please give a whole number." if not digits else f"Please use at most {digits} decimals."
            raise self.wrong("range", said)


class Moment(Answer):
    """A date, a time of day, or an instant; kept as ISO text, instants in UTC."""

    def read(self, value: Any) -> str:
        """The ISO text; a local date and time without zone is read in the reader's zone."""
        kind = self.one.format
        try:
            text = value.strip() if isinstance(value, str) else ""
            if kind == "date":
                return self._date(date.fromisoformat(text))
            if kind == "time":
                return time.fromisoformat(text).replace(microsecond=0, tzinfo=None).isoformat()
            day, _, hour = text.replace(" ", "T", 1).partition("T")  # a day alone is no instant
            return self._instant(datetime.fromisoformat(f"{day}T{hour}"))
        except (ValueError, OverflowError) as error:
            said = {
                "date": "Please give a real date, as year-month-day.",
                "time": "Please give a time of day, such as 14:30.",
            }.get(kind, "Please give a date and time, such as 2026-03-02 14:30.")
            raise self.wrong("type", said) from error

    def _date(self, day: date) -> str:
        today = self.frame.around.now.astimezone(ZoneInfo(self.frame.zone)).date()
        if self.one.not_past and day < today:
            raise self.wrong("range", "This date must not be in the past.")
        self._within_bounds(day)
        return day.isoformat()

    def _instant(self, moment: datetime) -> str:
        if not self.one.zoned:
            return moment.replace(tzinfo=None, microsecond=0).isoformat()
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(self.frame.zone))
        moment = moment.astimezone(UTC)
        if self.one.not_past and moment < self.frame.around.now:
            raise self.wrong("range", "This must not be in the past.")
        self._within_bounds(moment)
        return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"

    def _within_bounds(self, given: date) -> None:
        """Properties `earliest` and `latest` hold FEEL dates or instants, such as `=today()` or `=now()`.

        They may name an answer that stands before this one in the form, such as when something begins.
        An instant is held to a date by its day, a date to an instant by that one's day.
        """
        for bound, said in (
            ("earliest", "This must not be before {}."),
            ("latest", "This must not be after {}."),
        ):
            feel = self.one.properties.get(bound)
            limit = self.frame.ask(feel, self.before) if feel else None
            if not isinstance(limit, str):
                continue
            zone = ZoneInfo(self.frame.zone)
            asked: date = given
            if isinstance(given, datetime) and "T" in limit:
                at: date = datetime.fromisoformat(limit)
                shown = f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(at, datetime) else ""
            else:
                asked = given.astimezone(zone).date() if isinstance(given, datetime) else given
                at, shown = date.fromisoformat(limit[:10]), limit[:10]
            if asked < at if bound == "earliest" else asked > at:
                raise self.wrong("range", said.format(shown))


class Tick(Answer):
    """A box, ticked or not."""

    def read(self, value: Any) -> bool:
        """True or false; a browser sends "on" or the box's value."""
        if isinstance(value, str) and value.lower() in {"on", "true", "yes", "1", "false", "no", "0", "off"}:
            return value.lower() in {"on", "true", "yes", "1"}
        if not isinstance(value, bool):
            raise self.wrong("type", "This is answered with yes or no.")
        return value


class Choice(Answer):
    """One of the options."""

    def read(self, value: Any) -> Any:
        """What the option keeps: its value, or key and label of a catalogue's entry."""
        wanted = value.get("key") if isinstance(value, Mapping) else value
        for option in self.options:
            if option.value == wanted:
                return option.stored
        raise self.wrong("option", "Please choose one of the answers offered.")


class Choices(Choice):
    """Any number of the options, each once, in the order they are offered."""

    def read(self, value: Any) -> list[Any]:
        """What the options keep."""
        if not isinstance(value, list):
            raise self.wrong("type", "This is answered with a list.")
        chosen = [super(Choices, self).read(entry) for entry in value]
        return [option.stored for option in self.options if option.stored in chosen]


class Files(Answer):
    """Files already received, named by id, with name, type and size (bytes)."""

    def read(self, value: Any) -> list[dict[str, Any]]:
        """The files' metadata; refused by type, number and size as the field says."""
        if not isinstance(value, list) or not all(
            isinstance(one, Mapping) and one.get("id") for one in value
        ):
            raise self.wrong("type", "Please choose the file again.")
        most = int(self.one.properties.get("max_files", 20)) if self.one.multiple else 1
        if self.strict and len(value) > most:
            raise self.wrong("length", f"Please choose at most {most} file{'s' * (most > 1)}.")
        return [self._file(one) for one in value]

    def _file(self, given: Mapping[str, Any]) -> dict[str, Any]:
        name, kind, size = (
            str(given.get("name", "")),
            str(given.get("type", "")).lower(),
            int(given.get("size") or 0),
        )
        if self.one.accept and not any(accepts(rule, name, kind) for rule in self.one.accept):
            raise self.wrong(
                "option", f"'{name}' is not of a kind that is accepted: {', '.join(self.one.accept)}."
            )
        megabytes = Decimal(self.one.properties.get("max_megabytes", 10))
        if self.strict and size > megabytes * 1_000_000:
            raise self.wrong("length", f"'{name}' is larger than {megabytes} MB.")
        return {"id": str(given["id"]), "name": name, "type": kind, "size": size}


def accepts(rule: str, name: str, kind: str) -> bool:
    """Whether an `accept` entry (.pdf, image/*, image/png) lets a file in."""
    if rule.startswith("."):
        return name.lower().endswith(rule)
    return kind.startswith(rule.removesuffix("*")) if rule.endswith("/*") else kind == rule


TYPES: Mapping[str, type[Answer]] = {
    "textfield": Text,
    "textarea": Text,
    "number": Number,
    "datetime": Moment,
    "checkbox": Tick,
    "radio": Choice,
    "select": Choice,
    "checklist": Choices,
    "filepicker": Files,
}
