"""What happened to a finished case from outside, read from its timeline: enough to walk it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.timeline.queries import Entry, timeline

OPENED = "case opened"
# What moves a case: somebody's answer or a worker's, a message, an instant, a clock; all else follows.
MOVES = frozenset(
    {
        OPENED,
        "task completed",
        "answer received",
        "message received",
        "signal received",
        "timer fired",
        "answer corrected",
        "sent back",
        "job completed",
        "job ended in error",
    }
)
RAISED = "escalation raised"
DECIDED = "decision made"
ERROR = "error raised"
# A walk cannot go on through these: what followed came from elsewhere.
ENDS = frozenset(
    {"case reopened", "case merged", "merge undone", "case imported", "case migrated", "incident skipped"}
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How the machine's work at an element went: a decision's value, an operation's facts or its error."""

    decided: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """One thing from outside, what the machine did because of it, and which elements were entered."""

    verb: str
    element: str | None
    at: datetime
    content: Mapping[str, Any]
    done: Mapping[str, tuple[Outcome, ...]]  # by element, in order
    entered: tuple[tuple[str, str], ...]  # process, element
    then: tuple[Move, ...] = ()  # what the case heard of itself in the same step, such as a moved date


@dataclass(frozen=True, kw_only=True)
class History:
    """The first run of a case, as far as it can be told; `whole` is False where something is missing."""

    moves: tuple[Move, ...]
    whole: bool


def history_of(session: Session, case: Case) -> History:
    """Read the timeline of a case."""
    entries: list[Entry] = []
    after, whole = 0, True
    while page := timeline(session, case.id, after=after):
        after = page[-1].seq
        entries += page
    groups: list[list[Entry]] = []
    for entry in entries:
        if entry.verb in ENDS:
            break
        whole = whole and not entry.erased
        if _moves(entry) and (entry.walk or not groups):
            groups.append([entry])
        elif groups:
            groups[-1].append(entry)
    return History(moves=tuple(_move(group) for group in groups), whole=whole and bool(groups))


def _move(group: list[Entry]) -> Move:
    first = group[0]
    done: dict[str, list[Outcome]] = {}
    for entry in group[1:]:
        if entry.element is not None:
            done.setdefault(entry.element, []).append(_outcome(entry))
    entered = [
        (process, element) for entry in group for verb, process, element in entry.walk if verb == "entered"
    ]
    return Move(
        verb=first.verb,
        element=first.element,
        at=first.at,
        content=first.content,
        done={element: tuple(outcomes) for element, outcomes in done.items()},
        entered=tuple(entered),
        then=tuple(_move([entry]) for entry in group[1:] if _moves(entry)),
    )


def _moves(entry: Entry) -> bool:
    """Whether it came from outside the diagram: what the diagram raises itself has an element."""
    return entry.verb in MOVES or (entry.verb == RAISED and entry.element is None)


def _outcome(entry: Entry) -> Outcome:
    if entry.verb == ERROR:
        return Outcome(error=str(entry.content.get("code", "")))
    if entry.verb == DECIDED:
        return Outcome(decided=entry.content.get("value"))
    return Outcome(facts=entry.content)
