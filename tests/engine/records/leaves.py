"""Looking for words in every row of a store, whatever its table is."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from engine.cases.text import fold
from engine.database import Database

# What process owners and administrators wrote, scenarios and code lists among it.
OF_OWNERS = {
    "process_file",
    "draft_file",
    "catalogue",
    "catalogue_entry",
    "norm_profile",
    "calendar",
    "person",
    "people_group",
}
SHORTEST = 12  # characters of a text that cannot stand somewhere by chance


def leaves(value: Any) -> Iterator[str]:
    """Every text somewhere in a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)


def sentences(value: Any) -> set[str]:
    """Those that somebody wrote: long enough, and of more than one word or an address."""
    return {leaf for leaf in leaves(value) if len(leaf) >= SHORTEST and (" " in leaf or "@" in leaf)}


def where_found(database: Database, words: Collection[str]) -> set[str]:
    """`table.column: words` for every place in the store that still holds one of these words."""
    wanted = {form for word in words for form in (word, fold(word), word.replace("\n", "\\n"))}
    found: set[str] = set()
    with database.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if table not in OF_OWNERS:
                found |= set(_in_table(connection, table, wanted))
    return found


def _in_table(connection: Connection, table: str, wanted: set[str]) -> Iterator[str]:
    for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 - our own names
        for column, value in row.items():
            said = _as_text(value)
            for word in wanted:
                if word in said:
                    yield f"{table}.{column}: {word}"


def _as_text(value: Any) -> str:
    if isinstance(value, memoryview | bytearray):
        value = bytes(value)
    if isinstance(value, bytes):
        if value[:1] == b"\x02":
            with suppress(zlib.error):  # a case file that was squeezed; of anything else no more than itself
                value = zlib.decompress(value[1:])
        return value.decode(errors="replace")
    return "" if value is None else str(value)
