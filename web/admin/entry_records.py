"""The record of an entry of a catalogue, such as an item under change control."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changes
from engine.audit.pictures import CATALOGUE
from engine.commands.change_catalogue import add_attribute, keep_details
from engine.errors import InvalidSubmission
from engine.registers.attributes import CHOICE, ENTRIES
from engine.registers.details import Record, record_of
from engine.registers.errors import CatalogueError
from engine.registers.queries import catalogue_line
from web.admin.code_lists import LATEST, catalogue_page
from web.session import finish, session, step


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/catalogues/<key>/<entry>")(show_record)
    area.post("/admin/catalogues/<key>/<entry>/record")(take_record)
    area.post("/admin/catalogues/<key>/attributes/add")(take_attribute)


def show_record(key: str, entry: str) -> str:
    """What is kept of one entry, with its changes."""
    record = record_of(session(), key, entry)
    return _page(record, record.details, {})


def take_record(key: str, entry: str) -> ResponseReturnValue:
    """Keep what was typed of one entry."""
    record = record_of(session(), key, entry)
    given: dict[str, Any] = {
        one.key: request.form.getlist(one.key) if one.type == ENTRIES else request.form.get(one.key, "")
        for one in record.attributes
    }
    try:
        keep_details(step(), key, entry, given)
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(record, given, dict(error.errors)), 422
    flash(f"The record of {record.label} is kept.")
    return redirect(url_for("admin.show_record", key=key, entry=entry), 303)


def take_attribute(key: str) -> ResponseReturnValue:
    """Keep one thing more of every entry of a catalogue."""
    typed = {name: request.form.get(name, "").strip() for name in ("title", "name", "type", "options")}
    try:
        wanted = {"key": typed["name"], "title": typed["title"], "type": typed["type"]}
        options = _options(typed["options"])
        add_attribute(step(), key, wanted | ({"options": options} if options else {}))
    except CatalogueError as error:
        finish(keep=False)
        return catalogue_page(key, {_field_of(typed): [str(error)]}), 422
    flash(f"{typed['title']} is kept of every entry from now on.")
    return redirect(url_for("admin.show_catalogue", key=key), 303)


def _options(text: str) -> dict[str, str]:
    """`code: words`, one a line."""
    lines = [line.partition(":") for line in text.splitlines() if line.strip()]
    return {code.strip(): words.strip() or code.strip() for code, _, words in lines}


def _field_of(typed: dict[str, str]) -> str:
    """Where the mistake is most likely."""
    if not typed["title"]:
        return "title"
    lacking = (typed["type"] == CHOICE) != bool(typed["options"])
    return "options" if typed["name"].isidentifier() and lacking else "name"


def _page(record: Record, typed: Any, errors: dict[str, list[str]]) -> str:
    return render_template(
        "admin/record.html",
        record=record,
        catalogue=catalogue_line(session(), record.catalogue),
        typed=typed,
        changes=changes(session(), kind=CATALOGUE, subject=record.catalogue, part=record.key, limit=LATEST),
        errors=errors,
    )
