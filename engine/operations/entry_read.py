"""entry.read: the record of a catalogue's entry, such as an item under change control, and what needs it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.operations.headers import HeaderUnusable, needed, value
from engine.operations.operation import Call, Done, Operation
from engine.registers.details import records

RESULT = "entry"


def read_entry(call: Call) -> Done:
    """{key, label, retired, each attribute of the catalogue, needed_by}; null where there is none."""
    key = chosen(call, "entry")
    found = next(
        (one for one in records(call.step.session, needed(call, "catalogue")) if one.key == key), None
    )
    return Done(
        variables={call.job.headers.get("result", RESULT): found.plain() if found else None},
        verb="record looked up",
        facts={"label": found.label if found else key or ""},
    )


def chosen(call: Call, name: str) -> str | None:
    """The key of an entry: as text, or as a form keeps what was chosen."""
    given = value(call, name)
    key = given.get("key") if isinstance(given, Mapping) else given
    if key is None or isinstance(key, str):
        return (key or "").strip() or None
    raise HeaderUnusable(f"'{name}' gives {given!r}, and the key of an entry is wanted")


ENTRY_READ = Operation(
    type="entry.read",
    title="Read the record of an entry",
    perform=read_entry,
    headers=("catalogue", "entry", "result"),
    required=("catalogue", "entry"),
    result=RESULT,
)
