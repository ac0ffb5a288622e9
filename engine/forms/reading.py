"""Reading a form-js file into a Form; what the profile does not hold is refused by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.errors import Finding, PackageError
from engine.forms.form import PROFILE, Column, Field, Form, Limits, Option

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_FIELDS = 1_000

# Settings of the form-js schema that we honour, or that only concern the editor and the page's layout.
KNOWN = frozenset(
    {
        "id", "type", "key", "path", "label", "dateLabel", "timeLabel", "description", "layout", "properties",
        "conditional", "readonly", "disabled", "defaultValue", "validate", "values", "valuesKey",
        "valuesExpression", "subtype", "timeSerializingFormat", "disallowPassedDates", "timeInterval",
        "use24h",
        "expression", "computeOn", "text", "dataSource", "rowCount", "columns", "multiple", "accept",
        "components", "defaultRepetitions", "allowAddRemove", "isRepeating", "showOutline",
        "verticalAlignment",
        "action", "height", "decimalDigits", "increment", "appearance", "searchable", "nonCollapsedItems",
        "disableCollapse",
    }
)  # fmt: skip
KNOWN_CHECKS = frozenset({"required", "minLength", "maxLength", "min", "max", "pattern", "validationType"})


def read_form(data: bytes, file: str) -> Form:
    """The form in this file.

    Raises PackageError with one finding per component or setting that Amends would not honour.
    """
    content = _json(data, file)
    reader = _Reader(file)
    if content.get("type", "default") != "default" or not isinstance(content.get("components"), list):
        reader.refuse("", "form-not-a-form", "This is not a form-js form: it has no list of components.")
        raise PackageError(reader.findings)
    identity = content.get("id")
    if not isinstance(identity, str) or not identity:
        reader.refuse("", "form-no-id", "Give the form an id: tasks name it by that.")
    fields = reader.fields(content["components"], depth=1)
    if reader.findings:
        raise PackageError(reader.findings)
    return Form(id=str(identity), file=file, fields=fields)


def _json(data: bytes, file: str) -> Mapping[str, Any]:
    """The file's JSON object, with numbers as decimals."""

    def refused(message: str) -> PackageError:
        return PackageError([Finding(file=file, element="", code="form-not-json", message=message)])

    if len(data) > MAX_BYTES:
        raise refused(f"The form is larger than {MAX_BYTES:,} bytes.")
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise refused(f"The form is not readable JSON: {str(error) or 'nested too deeply'}.") from error
    if not isinstance(content, dict):
        raise refused("The form is not a JSON object.")
    return content


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


class _Reader:
    """Walks the components of one file and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.count = 0

    def refuse(self, element: str, code: str, message: str) -> None:
        self.findings.append(Finding(file=self.file, element=element, code=code, message=message))

    def fields(self, components: object, *, depth: int) -> tuple[Field, ...]:
        if not isinstance(components, list) or depth > MAX_DEPTH:
            self.refuse("", "form-shape", f"Components must be a list, at most {MAX_DEPTH} levels deep.")
            return ()
        read = (self.field(component, depth=depth) for component in components)
        return tuple(one for one in read if one is not None)

    def field(self, component: object, *, depth: int) -> Field | None:
        self.count += 1
        if self.count > MAX_FIELDS:
            if self.count == MAX_FIELDS + 1:
                self.refuse("", "form-shape", f"A form holds at most {MAX_FIELDS} components.")
            return None
        if not isinstance(component, dict):
            self.refuse("", "form-shape", "Each component must be a JSON object.")
            return None
        kind = str(component.get("type", ""))
        name = str(component.get("key") or component.get("path") or component.get("id") or kind)
        if kind not in PROFILE:
            self.refuse(name, "form-unknown-component", f"Amends has no component of type '{kind}'.")
            return None
        one = _Component(self, component, name)
        one.refuse_unknown()
        if one.text("action") not in {"", "submit"}:
            one.wrong("action", "submit; pages do not clear what was typed")
        checks = one.mapping("validate")
        return Field(
            id=one.text("id"),
            kind=kind,
            key=one.text("path") if kind in {"group", "dynamiclist"} else one.text("key"),
            label=one.words("label") or one.words("dateLabel") or one.words("timeLabel"),
            description=one.words("description"),
            required=one.flag("required", checks),
            readonly=one.flag("readonly", component) or one.flag("disabled", component),
            default=component.get("defaultValue"),
            options=one.options(),
            values_key=one.text("valuesKey"),
            values_expression=one.text("valuesExpression"),
            limits=one.limits(checks),
            pattern=str(checks.get("pattern") or ""),
            format=one.format(kind, checks),
            zoned=component.get("timeSerializingFormat") != "no_timezone",
            not_past=one.flag("disallowPassedDates", component),
            hide=str(one.mapping("conditional").get("hide") or "").strip(),
            text=one.text({"expression": "expression", "table": "dataSource"}.get(kind, "text")),
            columns=one.columns(),
            multiple=one.flag("multiple", component),
            accept=tuple(part.strip().lower() for part in one.text("accept").split(",") if part.strip()),
            rows=one.integer("defaultRepetitions", component, 1) or 0,
            growing=component.get("allowAddRemove", True) is not False,
            fields=self.fields(component.get("components", []), depth=depth + 1),
            properties={str(key): str(value) for key, value in one.mapping("properties").items()},
        )


class _Component:
    """One component's settings, read with their types checked."""

    def __init__(self, reader: _Reader, component: Mapping[str, Any], name: str) -> None:
        self.reader, self.component, self.name = reader, component, name

    def wrong(self, setting: str, wanted: str) -> None:
        self.reader.refuse(self.name, "form-setting", f"The setting '{setting}' must be {wanted}.")

    def refuse_unknown(self) -> None:
        checks = self.component.get("validate")
        unknown = set(self.component) - KNOWN
        unknown |= (set(checks) - KNOWN_CHECKS) if isinstance(checks, dict) else set()
        for setting in sorted(unknown):
            message = f"Amends does not know the setting '{setting}'; remove it."
            self.reader.refuse(self.name, "form-unknown-setting", message)

    def text(self, setting: str) -> str:
        value = self.component.get(setting)
        if value is None or isinstance(value, str):
            return (value or "").strip() if setting != "text" else value or ""
        self.wrong(setting, "text")
        return ""

    def words(self, setting: str) -> str:
        value = self.text(setting)
        if value.startswith("=") or "{{" in value:
            self.wrong(setting, "plain words; put computed words into a text component")
        return value

    def flag(self, setting: str, settings: Mapping[str, Any]) -> bool:
        value = settings.get(setting)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(setting, "true or false")
        return False

    def mapping(self, setting: str) -> Mapping[str, Any]:
        value = self.component.get(setting)
        if value is None or isinstance(value, dict):
            return value or {}
        self.wrong(setting, "a JSON object")
        return {}

    def number(self, setting: str, settings: Mapping[str, Any]) -> Decimal | None:
        value = settings.get(setting)
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
            if isinstance(value, bool) or not number.is_finite():
                raise InvalidOperation  # noqa: TRY301 - one message for everything that is not a number
        except InvalidOperation:
            self.wrong(setting, "a number")
            return None
        return number

    def integer(self, setting: str, settings: Mapping[str, Any], default: int | None = None) -> int | None:
        number = self.number(setting, settings)
        if number is None:
            return default
        if number < 0 or number > 1_000_000 or number != number.to_integral_value():
            self.wrong(setting, "a whole number from 0 to 1,000,000")
            return default
        return int(number)

    def limits(self, checks: Mapping[str, Any]) -> Limits:
        return Limits(
            minimum=self.number("min", checks),
            maximum=self.number("max", checks),
            min_length=self.integer("minLength", checks),
            max_length=self.integer("maxLength", checks),
            decimal_digits=self.integer("decimalDigits", self.component),
        )

    def format(self, kind: str, checks: Mapping[str, Any]) -> str:
        if kind == "datetime":
            subtype = self.text("subtype") or "date"
            if subtype not in {"date", "time", "datetime"}:
                self.wrong("subtype", "date, time or datetime")
            return subtype
        chosen = str(checks.get("validationType") or "")
        if chosen not in {"", "email", "phone", "custom"}:
            self.wrong("validationType", "email, phone or custom")
        return "" if chosen == "custom" else chosen

    def options(self) -> tuple[Option, ...]:
        values = self.component.get("values") or []
        good = isinstance(values, list) and all(
            isinstance(one, dict) and isinstance(one.get("value"), str) and one["value"] for one in values
        )
        if not good:
            self.wrong("values", "a list of options, each with label and value as text")
            return ()
        return tuple(
            Option(value=one["value"], label=str(one.get("label") or one["value"])) for one in values
        )

    def columns(self) -> tuple[Column, ...]:
        values = self.component.get("columns") or []
        if not isinstance(values, list) or not all(
            isinstance(one, dict) and one.get("key") for one in values
        ):
            self.wrong("columns", "a list of columns, each with key and label")
            return ()
        return tuple(Column(key=str(one["key"]), label=str(one.get("label") or one["key"])) for one in values)
