"""A catalogue whose entries have a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.registers.attributes import Attribute
from engine.registers.catalogues import save_catalogue, save_entry
from engine.registers.details import add_attribute, keep_details
from tests.engine.commands.desk import Desk


def keep_items(desk: Desk, attributes: Sequence[Attribute], entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the catalogue `items` there, with what is known of each entry by its key."""
    with desk.database.write() as session:
        save_catalogue(session, "items", "Items", desk.now)
        for attribute in attributes:
            add_attribute(session, "items", attribute, desk.now)
        for key in entries:
            save_entry(session, "items", key, key.title(), desk.now)
        for key, details in entries.items():
            keep_details(session, "items", key, details, desk.now)
