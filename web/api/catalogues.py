"""Catalogues: the code lists of forms, read by staff and kept by administrators."""

from __future__ import annotations

from flask import Response

from engine.commands.change_catalogue import (
    add_entry,
    keep_details,
    make_catalogue,
    offer_again,
    relabel_entry,
    retire_entry,
)
from engine.registers.catalogues import catalogues, entries
from engine.registers.details import attributes_of
from engine.registers.models import CatalogueEntry
from web.api.describing import Book
from web.api.plain import answer, body
from web.api.schemas import AddEntry, Details, Label, MakeCatalogue, Nothing
from web.session import session, step


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("get", "/catalogues")(list_catalogues)
    book.route("post", "/catalogues", takes=MakeCatalogue, status=201)(make)
    book.route("get", "/catalogues/<key>")(read_catalogue)
    book.route("post", "/catalogues/<key>/entries", takes=AddEntry, status=201)(add)
    book.route("post", "/catalogues/<key>/entries/<entry>", takes=Label)(relabel)
    book.route("post", "/catalogues/<key>/entries/<entry>/details", takes=Details)(keep_record)
    book.route("post", "/catalogues/<key>/entries/<entry>/retire", takes=Nothing)(retire)
    book.route("post", "/catalogues/<key>/entries/<entry>/offer", takes=Nothing)(offer)


def list_catalogues() -> Response:
    """The entries that forms offer now: catalogue, then key and label."""
    return answer({"catalogues": catalogues(session())})


def read_catalogue(key: str) -> Response:
    """Every entry of one catalogue in its order, those no longer offered too, and what is kept of each."""
    kept = [one.plain() for one in attributes_of(session(), key)]
    found = [_plain(one) for one in entries(session(), key)]
    return answer({"catalogue": key, "attributes": kept, "entries": found})


def make() -> Response:
    """Make an empty catalogue."""
    wanted = body(MakeCatalogue())
    make_catalogue(step(), wanted["key"], wanted["title"])
    return answer({"catalogue": wanted["key"]}, 201, Location=f"/api/v1/catalogues/{wanted['key']}")


def add(key: str) -> Response:
    """Add an entry at the end of a catalogue; forms offer it at once."""
    wanted = body(AddEntry())
    add_entry(step(), key, wanted["key"], wanted["label"])
    return answer({"catalogue": key, "entry": wanted["key"]}, 201)


def relabel(key: str, entry: str) -> Response:
    """Call an entry otherwise; cases that chose it keep the old label."""
    relabel_entry(step(), key, entry, body(Label())["label"])
    return answer({"catalogue": key, "entry": entry})


def retire(key: str, entry: str) -> Response:
    """Offer an entry no longer; cases that chose it keep it."""
    body(Nothing())
    retire_entry(step(), key, entry)
    return answer({"catalogue": key, "entry": entry})


def offer(key: str, entry: str) -> Response:
    """Offer a retired entry again."""
    body(Nothing())
    offer_again(step(), key, entry)
    return answer({"catalogue": key, "entry": entry})


def keep_record(key: str, entry: str) -> Response:
    """Keep of an entry what is given by attribute; what is not given stays, an empty value goes."""
    keep_details(step(), key, entry, body(Details())["details"])
    return answer({"catalogue": key, "entry": entry})


def _plain(entry: CatalogueEntry) -> dict[str, object]:
    return {
        "key": entry.key,
        "label": entry.label,
        "retired_at": entry.retired_at,
        "details": entry.details,
    }
