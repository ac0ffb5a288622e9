"""Import maps: how a record of a foreign file becomes the opening of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.errors import FeelError
from engine.feel.expression import Expression, compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import to_json
from engine.registers.errors import ImportMapError, RowRefused

KEYS = frozenset({"title", "key", "received", "start", "variables"})
RECEIVED_KEYS = frozenset({"column", "format", "zone"})
RULE_KEYS = frozenset({"column", "table", "else", "feel", "value"})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Where one variable comes from: a column, a column through a table, FEEL over the row, or a constant."""

    name: str
    column: str | None = None
    table: Mapping[str, Any] | None = None
    has_otherwise: bool = False
    otherwise: Any = None
    expression: Expression | None = None
    constant: Any = None


@dataclass(frozen=True, kw_only=True)
class ImportMap:
    """A map as its owner wrote it, read and checked."""

    title: str
    key_column: str
    received_column: str
    received_format: str | None  # strptime's; None: ISO 8601
    zone: ZoneInfo
    start: str | None  # id of the start event
    rules: tuple[Rule, ...]

    @property
    def columns(self) -> frozenset[str]:
        """The columns the file must have."""
        named = {rule.column for rule in self.rules if rule.column is not None}
        return frozenset(named | {self.key_column, self.received_column})


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row as the opening of a case: `key` tells it from all others of the process."""

    key: str
    received_at: datetime
    variables: dict[str, Any]


def read_import_map(document: Mapping[str, Any], name: str) -> ImportMap:
    """Check a map; raises `ImportMapError` naming the first thing that is wrong."""
    _require_known(document, KEYS, name)
    for wanted in ("key", "received", "variables"):
        if document.get(wanted) in (None, "", {}):
            raise ImportMapError(f"{name}: {wanted!r} is missing")
    received = document["received"]
    received = {"column": received} if isinstance(received, str) else received
    _require_known(received, RECEIVED_KEYS, f"{name}, received")
    if "column" not in received:
        raise ImportMapError(f"{name}, received: 'column' is missing")
    if not isinstance(document["variables"], Mapping):
        raise ImportMapError(f"{name}: 'variables' needs `name: rule` lines")
    try:
        zone = ZoneInfo(received.get("zone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImportMapError(f"{name}: there is no time zone {received['zone']!r}") from error
    return ImportMap(
        title=str(document.get("title", name)),
        key_column=_text(document["key"], f"{name}, key"),
        received_column=_text(received["column"], f"{name}, received"),
        received_format=received.get("format"),
        zone=zone,
        start=document.get("start"),
        rules=tuple(
            _rule(str(variable), rule, f"{name}, {variable}")
            for variable, rule in document["variables"].items()
        ),
    )


def record_of(cells: Mapping[str, str], chart: ImportMap, around: Surroundings) -> Record:
    """What a row says; raises `RowRefused` with the column or variable and the reason."""
    key = cells[chart.key_column].strip()
    if not key:
        raise RowRefused(f"{chart.key_column} is empty")
    received_at = _received(cells[chart.received_column].strip(), chart)
    if received_at > around.now:
        raise RowRefused(f"{chart.received_column}: {received_at:%Y-%m-%d} lies in the future")
    return Record(key=key, received_at=received_at, variables=dict(_variables(cells, chart, around)))


def _variables(cells: Mapping[str, str], chart: ImportMap, around: Surroundings) -> Iterator[tuple[str, Any]]:
    row = {title: text if text != "" else None for title, text in cells.items()}
    known: dict[str, Any] = {}
    for rule in chart.rules:
        value = _value(rule, row, known, around)
        if value is not None:  # an empty cell leaves the variable out, as an empty field does
            known[rule.name] = value
            yield rule.name, value


def _value(rule: Rule, row: Mapping[str, str | None], known: Mapping[str, Any], around: Surroundings) -> Any:
    if rule.expression is not None:
        try:
            return to_json(rule.expression.evaluate({**known, "row": row}, around))
        except FeelError as error:
            raise RowRefused(f"{rule.name}: {error}") from error
    if rule.column is None:
        return rule.constant
    cell = row[rule.column]
    if rule.table is None:
        return cell
    if (cell or "") in rule.table:
        return rule.table[cell or ""]
    if cell is None or rule.has_otherwise:
        return rule.otherwise
    raise RowRefused(f"{rule.column}: {cell!r} is not in the table for {rule.name}")


def _received(text: str, chart: ImportMap) -> datetime:
    """An instant; a date without a time means its first moment in the map's zone."""
    try:
        if chart.received_format is None:
            moment = datetime.fromisoformat(text)
        else:
            moment = datetime.strptime(text, chart.received_format)  # noqa: DTZ007 - the zone is put on below
    except ValueError as error:
        raise RowRefused(f"{chart.received_column}: {text!r} is no date of the expected form") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=chart.zone)).astimezone(UTC)


def _rule(name: str, rule: Any, where: str) -> Rule:
    if isinstance(rule, str):
        return Rule(name=name, column=rule)
    if not isinstance(rule, Mapping):
        raise ImportMapError(f"{where}: name a column, or give column, feel or value")
    _require_known(rule, RULE_KEYS, where)
    sources = sorted({"column", "feel", "value"} & rule.keys())
    if len(sources) != 1:
        raise ImportMapError(f"{where}: exactly one of column, feel and value is needed")
    if "feel" in rule:
        try:
            return Rule(name=name, expression=compile_expression(str(rule["feel"]).removeprefix("=")))
        except FeelError as error:
            raise ImportMapError(f"{where}: {error}") from error
    if "value" in rule:
        return Rule(name=name, constant=rule["value"])
    table = rule.get("table")
    if table is not None and not isinstance(table, Mapping):
        raise ImportMapError(f"{where}: 'table' needs `cell: value` lines")
    return Rule(
        name=name,
        column=_text(rule["column"], where),
        table={_text(cell, where): value for cell, value in table.items()} if table is not None else None,
        has_otherwise="else" in rule,
        otherwise=rule.get("else"),
    )


def _text(value: Any, where: str) -> str:
    """The title of a column or the text of a cell; numbers may stand without quotes."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        said = "yes and no are truth values in YAML; " if isinstance(value, bool) else ""
        raise ImportMapError(f"{where}: {said}write the text in quotes")
    return str(value)


def _require_known(given: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(given, Mapping):
        raise ImportMapError(f"{where}: `key: value` lines are needed")
    for key in sorted(given.keys() - known, key=str):
        raise ImportMapError(f"{where}: {key!r} is not known; known are {', '.join(sorted(known))}")
