"""Registers: every case of a process as a table, page by page or as one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from tempfile import TemporaryFile
from typing import IO

from flask import Blueprint, Response, current_app, render_template, request, stream_with_context

from engine.database import Database
from engine.errors import InvalidSubmission
from engine.library.live import live_package, live_packages
from engine.library.package import Package
from engine.library.process_settings import RegisterSettings
from engine.registers.conditions import CONTAINS, EMPTY, FILLED, FROM, IS, TO
from engine.registers.conditions import condition as condition_on
from engine.registers.export import csv_lines
from engine.registers.figures import MOST_CASES, register_figures
from engine.registers.queries import kept_catalogues
from engine.registers.table import (
    RegisterFilter,
    columns_of,
    register_lines,
    register_named,
    register_page,
)
from engine.registers.workbook import write_workbook
from web.layout import zone
from web.paging import cursor_of, read_cursor
from web.reports import figures, kept_lists, trends
from web.reports.cells import leads_to_case, row
from web.session import require, session, step

area = Blueprint("reports", __name__)
area.before_request(require("staff"))
figures.join(area)
trends.join(area)
kept_lists.join(area)

STATES = {"open": "Open", "ended": "Ended", "cancelled": "Cancelled"}
MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8
CHUNK = 64 * 1024  # bytes
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = ("state", "status", "group", "from", "to", "column", "how", "value")
HOW_WORDS = {
    CONTAINS: "contains",
    IS: "is",
    FROM: "is at least, or from",
    TO: "is at most, or until",
    EMPTY: "is empty",
    FILLED: "is not empty",
}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One register in the list of all."""

    process: str
    process_title: str
    key: str
    title: str
    columns: int


@area.get("/registers")
def show_registers() -> str:
    """Every register of every live process."""
    packages = live_packages(session())
    listed = [
        Listed(
            process=package.key,
            process_title=package.settings.title,
            key=register.key,
            title=register.title,
            columns=len(register.columns),
        )
        for package in packages
        for register in package.settings.registers.values()
    ]
    return render_template("reports/registers.html", registers=listed, lists=kept_catalogues(session()))


@area.get("/registers/<process>/<key>")
def show_register(process: str, key: str) -> tuple[str, int]:
    """A page of one register; days that cannot be are said and left out of account."""
    package = live_package(session(), process)
    try:
        wanted, errors = _wanted(register_named(package, key)), {}
    except InvalidSubmission as error:
        wanted, errors = RegisterFilter(), error.errors
    page = register_page(session(), package, key, wanted, step().now)
    typed = {name: request.args.get(name, "") for name in FILTERS}
    answer = render_template(
        "reports/register.html",
        package=package,
        key=key,
        page=page,
        rows=[(line, row(line)) for line in page.lines],
        leads=leads_to_case(page.lines),
        states=STATES,
        hows=HOW_WORDS,
        column_titles={title: title for title in page.columns},
        group_titles={group.key: group.title for group in package.settings.groups.values()},
        typed=typed,
        chosen={name: value for name, value in typed.items() if value and (typed["column"] or name != "how")},
        errors=errors,
        next=cursor_of(page.next),
    )
    return answer, 422 if errors else 200


@area.get("/registers/<process>/<key>/figures")
def show_register_figures(process: str, key: str) -> str:
    """What the cases of one register say together, those that the filter of its page lets through."""
    package = live_package(session(), process)
    register = register_named(package, key)
    return render_template(
        "reports/register_figures.html",
        package=package,
        register=register,
        figures=register_figures(session(), package, key, _wanted(register), step().now),
        chosen={name: value for name in FILTERS if (value := request.args.get(name, ""))},
        most=MOST_CASES,
    )


@area.get("/registers/<process>/<key>.xlsx")
def show_workbook(process: str, key: str) -> Response:
    """The whole register as filtered, as a workbook."""
    package = live_package(session(), process)
    register = register_named(package, key)
    now = step().now
    lines = register_lines(session(), package, key, _wanted(register), now)
    file = TemporaryFile()  # noqa: SIM115 - lives until the answer is sent, or left unread
    try:
        write_workbook(file, register.title, columns_of(register), (line.values for line in lines), zone())
    except BaseException:
        file.close()
        raise
    response = Response(_chunks(file), mimetype=WORKBOOK, headers={"Content-Length": str(file.tell())})
    response.call_on_close(file.close)
    name = _file_name(process, key, now, "xlsx")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@area.get("/registers/<process>/<key>.csv")
def show_csv(process: str, key: str) -> Response:
    """The whole register as filtered, as a file for spreadsheets."""
    package = live_package(session(), process)
    wanted = _wanted(register_named(package, key))
    now = step().now
    response = Response(
        stream_with_context(_lines(package, key, wanted, now)), content_type="text/csv; charset=utf-8"
    )
    name = _file_name(process, key, now, "csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _lines(package: Package, key: str, wanted: RegisterFilter, now: datetime) -> Iterator[str]:
    """The file, read in a transaction of its own: the request's is closed before the first line leaves."""
    database: Database = current_app.extensions["amends.database"]
    with database.read() as own:
        lines = register_lines(own, package, key, wanted, now)
        titles = [column.title for column in register_named(package, key).columns]
        yield MARK
        yield from csv_lines(titles, (line.values for line in lines))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _file_name(process: str, key: str, now: datetime, kind: str) -> str:
    return f"{process}-{key}-{now.astimezone(zone()):%Y-%m-%d}.{kind}"


def _wanted(register: RegisterSettings) -> RegisterFilter:
    """The filter as the address says it; days are the reader's and both count in."""
    days, errors = {}, {}
    for name, word in (("from", "first"), ("to", "last")):
        typed = request.args.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(typed) if typed else None
        except ValueError:
            errors[name] = [f"Write the {word} day as 2026-03-31."]
    asked = (request.args.get(name, "") for name in ("column", "how", "value"))
    try:
        condition = condition_on(columns_of(register), *asked)
    except InvalidSubmission as error:
        errors |= error.errors
    if errors:
        raise InvalidSubmission(errors)
    last = days["to"]
    state = request.args.get("state", "")
    return RegisterFilter(
        state=state if state in STATES else None,
        status=request.args.get("status") or None,
        group=request.args.get("group") or None,
        opened_from=_begin(days["from"]),
        opened_before=_begin(last + timedelta(days=1)) if last and last < date.max else None,
        conditions=(condition,) if condition else (),
        after=read_cursor(request.args.get("after"), int),
    )


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), zone()) if day else None
