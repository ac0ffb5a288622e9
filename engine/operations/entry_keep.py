"""entry.keep: write into the record of a catalogue's entry, or make the entry, as when a change is closed."""

from __future__ import annotations

from engine.audit.changes import changing
from engine.audit.pictures import CATALOGUE
from engine.operations.entry_read import chosen
from engine.operations.headers import HeaderUnusable, mapped, needed, value, words
from engine.operations.operation import Call, Done, Operation
from engine.registers import catalogues
from engine.registers.details import keep_details, records

RESULT = "kept_entry"


def keep_entry(call: Call) -> Done:
    """{key, label} of the entry. What the input mappings give is kept by attribute; null leaves what is kept.

    Without `entry` the one called `label` is meant; one that is not there yet is made under that name.
    `retired` has it offered no longer, or again. Noted among the catalogue's changes, with the case.
    """
    session, now, catalogue = call.step.session, call.step.now, needed(call, "catalogue")
    label, retired = words(call, "label"), value(call, "retired")
    if retired not in (None, True, False):
        raise HeaderUnusable(f"'retired' gives {retired!r}, and true or false is wanted")
    catalogues.catalogue_row(session, catalogue, lock=True)
    known = {one.key: one.label for one in records(session, catalogue)}
    key = chosen(call, "entry") or _called(known, label)
    called = known.get(key) or label or key
    said = f"record of {called} changed by {call.case.reference}"
    with changing(call.step, CATALOGUE, catalogue, said, part=key):
        if key not in known:
            catalogues.add_entry(session, catalogue, key, label or "", now)
        given = {name: one for name, one in mapped(call).items() if one is not None}
        keep_details(session, catalogue, key, given, now)
        if retired is not None:
            (catalogues.retire_entry if retired else catalogues.offer_again)(session, catalogue, key, now)
    told = {"key": key, "label": called}
    return Done(
        variables={call.job.headers.get("result", RESULT): told},
        verb="record kept",
        facts={"catalogue": catalogue, **told, "kept": given},
    )


def _called(known: dict[str, str], label: str | None) -> str:
    """The key of the entry of this label, or a key for a new one."""
    if not label:
        raise HeaderUnusable("'entry' or 'label' must say which entry is meant")
    same = next((key for key, one in known.items() if one.casefold() == label.casefold()), None)
    return same or catalogues.new_key(label, known)


ENTRY_KEEP = Operation(
    type="entry.keep",
    title="Keep the record of an entry",
    perform=keep_entry,
    headers=("catalogue", "entry", "label", "retired", "result"),
    required=("catalogue",),
    result=RESULT,
)
