"""Reading process.yaml: every wrong or missing key becomes a finding of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from engine.errors import Finding, PackageError
from engine.library.process_settings import (
    ClockSettings,
    Customer,
    EscalationRule,
    Group,
    Point,
    ProcessSettings,
    RecordClass,
    RecordRules,
    RegisterColumn,
    RegisterFigure,
    RegisterSettings,
    Similar,
    StampSettings,
    WorkerSettings,
)
from engine.library.yaml_reading import read_mapping, values_of

KEY = validate.Regexp(
    r"[a-z][a-z0-9_]*\Z", error="Use small letters, digits and underscores, a letter first."
)
TYPE = validate.Regexp(
    r"[A-Za-z][A-Za-z0-9_.:-]{0,99}\Z", error="Use letters, digits and . _ : -, a letter first; at most 100."
)
PREFIX = validate.Regexp(r"[A-Z]{2,6}\Z", error="Use two to six capital letters.")
SOME = validate.Length(min=1, error="Say something here.")
KINDS = ("statutory", "service", "internal")
HOWS = ("count", "share", "average", "sum", "median", "90th percentile")
TRUTHS = HOWS[:2]  # put together from true and false, the others from numbers
WORDS = {  # marshmallow's words -> the owner's
    "Missing data for required field.": "This key is missing.",
    "Unknown field.": "This key is not known here.",
    "Not a valid string.": "This must be text.",
    "Not a valid integer.": "This must be a whole number.",
    "Not a valid list.": "This must be a list.",
    "Not a valid mapping type.": "This must be `key: value` lines.",
    "Invalid input type.": "This must be `key: value` lines.",
    "Field may not be null.": "This key has no value.",
}


def _text(*, required: bool = False, check: Any = SOME) -> fields.String:
    return fields.String(required=required, validate=check)


def _texts() -> fields.List[str]:
    return fields.List(fields.String(validate=SOME))


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Group(_Strict):
    title = _text(required=True)


class _Escalation(_Strict):
    levels = fields.Dict(
        keys=fields.Integer(strict=True, validate=validate.Range(min=1, error="Levels count from 1.")),
        values=_text(),
        required=True,
    )
    rules = fields.List(fields.Nested(lambda: _Rule()))


class _Rule(_Strict):
    when = _text(required=True)
    level = fields.Integer(strict=True, required=True)
    code = _text(required=True, check=KEY)
    reason = _text(required=True)


class _Customer(_Strict):
    name = _text(check=KEY)
    email = _text(check=KEY)
    language = _text(check=KEY)
    address = _text(check=KEY)
    channel = _text(check=KEY)


class _Similar(_Strict):
    match = fields.List(_text(), required=True, validate=SOME)
    days = fields.Integer(strict=True, required=True, validate=validate.Range(min=1, max=3660))


class _Point(_Strict):
    at = _text(required=True)
    level = fields.Integer(strict=True, required=True)
    code = _text(required=True)


class _Clock(_Strict):
    title = _text(required=True)
    kind = _text(required=True, check=validate.OneOf(KINDS, error=f"Use one of {', '.join(KINDS)}."))
    starts = _text()
    target = _text(required=True)
    calendar = _text()
    pause_limit = _text()
    begins_with = _texts()
    stops_with = _texts()
    points = fields.List(fields.Nested(_Point))


class _Stamp(_Strict):
    words = _text(required=True)
    record = _text(required=True)
    current = _text(required=True)


class _Column(_Strict):
    title = _text(required=True)
    value = _text(required=True)


class _Figure(_Strict):
    title = _text(required=True)
    value = _text(required=True)
    how = _text(required=True, check=validate.OneOf(HOWS, error=f"Use one of {', '.join(HOWS)}."))
    currency = _text()

    @validates_schema
    def _of_amounts(self, data: Mapping[str, Any], **_: Any) -> None:
        if "currency" in data and data.get("how") in TRUTHS:
            raise ValidationError(f"A {data['how']} is no amount of money.", "currency")


class _Register(_Strict):
    title = _text(required=True)
    where = _text()
    columns = fields.List(fields.Nested(_Column), required=True, validate=SOME)
    figures = fields.List(fields.Nested(_Figure))


class _RecordClass(_Strict):
    title = _text(required=True)
    keep = _text(required=True)


class _Records(_Strict):
    by = fields.String(validate=SOME, data_key="class")
    otherwise = _text(check=KEY)
    classes = fields.Dict(keys=_text(check=KEY), values=fields.Nested(_RecordClass))
    stays = _texts()


class _Worker(_Strict):
    title = _text(required=True)
    group = _text(check=KEY)
    within = _text()
    form = _text()
    example = fields.Dict(keys=_text(), values=fields.Raw(allow_none=True))


class _Process(_Strict):
    key = _text(required=True, check=KEY)
    prefix = _text(required=True, check=PREFIX)
    title = _text(required=True)
    purpose = _text(required=True)
    phone = _text()
    owner = _text(required=True)
    main = _text(required=True)
    clauses = _texts()
    groups = fields.Dict(keys=_text(check=KEY), values=fields.Nested(_Group), required=True)
    escalation = fields.Nested(_Escalation)
    summary = _text()
    customer = fields.Nested(_Customer)
    similar = fields.Nested(_Similar)
    profile = _text()
    search = _texts()
    clocks = fields.Dict(keys=_text(check=KEY), values=fields.Nested(_Clock))
    registers = fields.Dict(keys=_text(check=KEY), values=fields.Nested(_Register))
    counted = _texts()
    stamps = fields.Dict(keys=_text(check=KEY), values=fields.Nested(_Stamp))
    statuses = fields.Dict(keys=_text(check=KEY), values=_text())
    records = fields.Nested(_Records)
    workers = fields.Dict(keys=_text(check=TYPE), values=fields.Nested(_Worker))
    imports = fields.List(fields.String(validate=SOME), data_key="import")


def read_process(data: bytes, file: str) -> ProcessSettings:
    """The settings in this process.yaml; PackageError has one finding per wrong key."""
    content = read_mapping(data, file)
    try:
        read = _Process().load(content)
    except ValidationError as error:
        raise PackageError(
            [
                Finding(file=file, element=where, code="process-yaml", message=message)
                for where, message in _flat(error.messages)
            ]
        ) from error
    return _settings(read)


def _flat(messages: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each message with its dotted key; marshmallow's own levels `key` and `value` are left out."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            own = name in {"key", "value", "_schema"} and path and not path[-1].isdigit()
            yield from _flat(inner, path if own else (*path, str(name)))
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield ".".join(path), WORDS.get(str(message), str(message))


def _settings(read: Mapping[str, Any]) -> ProcessSettings:
    similar = read.get("similar")
    return ProcessSettings(
        key=read["key"],
        prefix=read["prefix"],
        title=read["title"],
        purpose=read["purpose"],
        phone=read.get("phone"),
        owner=read["owner"],
        main=read["main"],
        clauses=tuple(read.get("clauses", ())),
        groups={key: Group(key=key, title=group["title"]) for key, group in read["groups"].items()},
        levels=dict(read.get("escalation", {}).get("levels", {})),
        escalation_rules=tuple(
            EscalationRule(**rule) for rule in read.get("escalation", {}).get("rules", ())
        ),
        summary=read.get("summary"),
        customer=Customer(**read.get("customer", {})),
        similar=Similar(match=tuple(similar["match"]), days=similar["days"]) if similar else None,
        profile=read.get("profile"),
        search=tuple(read.get("search", ())),
        clocks={key: _clock(key, clock) for key, clock in read.get("clocks", {}).items()},
        registers={key: _register(key, register) for key, register in read.get("registers", {}).items()},
        counted=tuple(read.get("counted", ())),
        stamps={key: StampSettings(**stamp) for key, stamp in read.get("stamps", {}).items()},
        statuses=dict(read.get("statuses", {})),
        records=_records(read.get("records", {})),
        workers={key: _worker(key, one, read["owner"]) for key, one in read.get("workers", {}).items()},
        imports=tuple(read.get("imports", ())),
    )


def _records(read: Mapping[str, Any]) -> RecordRules:
    classes = {key: RecordClass(key=key, **one) for key, one in read.get("classes", {}).items()}
    return RecordRules(
        classes=classes,
        by=read.get("by"),
        otherwise=read.get("otherwise"),
        stays=tuple(read.get("stays", ())),
    )


def _worker(key: str, read: Mapping[str, Any], owner: str) -> WorkerSettings:
    """Without a group of its own it is a program of the group that owns the process."""
    example = None if read.get("example") is None else values_of(read["example"])
    return WorkerSettings(**{"group": owner, **read, "type": key, "example": example})


def _clock(key: str, read: Mapping[str, Any]) -> ClockSettings:
    lists = {name: tuple(read.get(name, ())) for name in ("begins_with", "stops_with")}
    points = tuple(Point(**point) for point in read.get("points", ()))
    return ClockSettings(**{**read, **lists, "key": key, "points": points})


def _register(key: str, read: Mapping[str, Any]) -> RegisterSettings:
    columns = tuple(RegisterColumn(**column) for column in read["columns"])
    figures = tuple(RegisterFigure(**figure) for figure in read.get("figures", ()))
    return RegisterSettings(
        key=key, title=read["title"], columns=columns, where=read.get("where"), figures=figures
    )
