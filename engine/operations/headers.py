"""Reading task headers: static text, or FEEL after `=` over what the job sees."""

from __future__ import annotations

from typing import Any

from engine.cases.links import Answer
from engine.errors import AmendsError
from engine.feel.text import compile_text
from engine.feel.values import to_json
from engine.operations.operation import Call
from engine.operations.requests import ENDED

NO_ANSWER = "none"


class HeaderUnusable(AmendsError):
    """A header of this service task cannot be used."""


def value(call: Call, name: str) -> Any:
    """The value of a header, JSON-plain; None where it is not given."""
    text = call.job.headers.get(name)
    if text is None:
        return None
    return to_json(compile_text(text).evaluate(call.variables, call.around))


def words(call: Call, name: str, default: str | None = None) -> str | None:
    """The text of a header; HeaderUnusable for anything but text."""
    found = value(call, name)
    if found is None or found == "":
        return default
    if not isinstance(found, str):
        raise HeaderUnusable(f"'{name}' gives {found!r}, and text is wanted")
    return found.strip()


def needed(call: Call, name: str) -> str:
    """The text of a header without which the operation means nothing."""
    found = words(call, name)
    if not found:
        raise HeaderUnusable(f"'{name}' gives nothing")
    return found


def listed(call: Call, name: str) -> tuple[str, ...]:
    """The entries of a header: a list of texts, or one text with commas."""
    found = value(call, name)
    entries = found.split(",") if isinstance(found, str) else found or []
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise HeaderUnusable(f"'{name}' gives {found!r}, and a list of names is wanted")
    return tuple(entry.strip() for entry in entries if entry.strip())


def answer(call: Call) -> Answer | None:
    """What the case is to hear when the linked one ends: by `answer` and `bring`; "none" for nothing."""
    message = words(call, "answer", ENDED) or ENDED
    return None if message == NO_ANSWER else Answer(message=message, bring=listed(call, "bring"))


def mapped(call: Call) -> dict[str, Any]:
    """What the diagram's input mappings give the job, and nothing else that it sees."""
    element = call.package.model.processes[call.job.process].elements[call.job.element]
    names = {mapping.target.partition(".")[0] for mapping in element.inputs}
    return {name: call.job.variables[name] for name in names if name in call.job.variables}
