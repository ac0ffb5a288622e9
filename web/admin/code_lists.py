"""Catalogues: the code lists forms choose from."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changes
from engine.audit.pictures import CATALOGUE
from engine.commands.change_catalogue import (
    add_entry,
    make_catalogue,
    offer_again,
    relabel_entry,
    retire_entry,
)
from engine.registers.attributes import TYPES
from engine.registers.catalogues import entries
from engine.registers.details import attributes_of
from engine.registers.errors import CatalogueEntryTaken, CatalogueError, CatalogueTaken
from engine.registers.queries import catalogue_line, catalogue_lines
from web.session import finish, session, step

LATEST = 10  # changes shown beside what was changed


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/catalogues")(show_catalogues)
    area.post("/admin/catalogues")(take_catalogue)
    area.get("/admin/catalogues/<key>")(show_catalogue)
    area.post("/admin/catalogues/<key>")(take_entry)
    area.post("/admin/catalogues/<key>/<entry>")(take_label)
    area.post("/admin/catalogues/<key>/<entry>/retire")(take_retirement)
    area.post("/admin/catalogues/<key>/<entry>/offer")(take_return)


def show_catalogues() -> str:
    """Every catalogue."""
    return render_template("admin/catalogues.html", catalogues=catalogue_lines(session()), errors={})


def take_catalogue() -> ResponseReturnValue:
    """Make a catalogue."""
    key, title = _typed("key"), _typed("title")
    try:
        make_catalogue(step(), key, title)
    except (CatalogueError, CatalogueTaken) as error:
        finish(keep=False)
        field = "title" if not title else "key"
        lines = catalogue_lines(session())
        return render_template("admin/catalogues.html", catalogues=lines, errors={field: [str(error)]}), 422
    flash("The catalogue is made. Forms choose from it as catalogue." + key + ".")
    return redirect(url_for("admin.show_catalogue", key=key), 303)


def show_catalogue(key: str) -> str:
    """One catalogue with all its entries."""
    return catalogue_page(key, {})


def take_entry(key: str) -> ResponseReturnValue:
    """Add an entry at the end."""
    try:
        add_entry(step(), key, _typed("key"), _typed("label"))
    except (CatalogueError, CatalogueEntryTaken) as error:
        finish(keep=False)
        field = "label" if isinstance(error, CatalogueError) and not _typed("label") else "key"
        return catalogue_page(key, {field: [str(error)]}), 422
    flash(f"Forms offer {_typed('label')} from now on.")
    return redirect(url_for("admin.show_catalogue", key=key), 303)


def take_label(key: str, entry: str) -> ResponseReturnValue:
    """Call an entry something else."""
    try:
        relabel_entry(step(), key, entry, _typed("label"))
    except CatalogueError as error:
        finish(keep=False)
        return catalogue_page(key, {f"label-{entry}": [str(error)]}), 422
    flash("The entry has a new label. Cases that chose it keep the old one.")
    return redirect(url_for("admin.show_catalogue", key=key), 303)


def take_retirement(key: str, entry: str) -> ResponseReturnValue:
    """Offer an entry no longer."""
    retire_entry(step(), key, entry)
    flash("The entry is offered no longer. Cases that chose it keep it.")
    return redirect(url_for("admin.show_catalogue", key=key), 303)


def take_return(key: str, entry: str) -> ResponseReturnValue:
    """Offer a retired entry again."""
    offer_again(step(), key, entry)
    flash("The entry is offered again.")
    return redirect(url_for("admin.show_catalogue", key=key), 303)


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def catalogue_page(key: str, errors: dict[str, list[str]]) -> str:
    """One catalogue with all its entries, what is kept of them, and what was wrong with what was typed."""
    return render_template(
        "admin/catalogue.html",
        catalogue=catalogue_line(session(), key),
        entries=entries(session(), key),
        attributes=attributes_of(session(), key),
        types=TYPES,
        changes=changes(session(), kind=CATALOGUE, subject=key, limit=LATEST),
        typed={name: _typed(name) for name in ("key", "label", "name", "title", "type", "options")},
        errors=errors,
    )
