"""The timeline in words for people: what happened, by whom, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.errors import InvalidSubmission
from engine.forms.prose import in_words
from engine.library.package import Package
from engine.step import CUSTOMER
from engine.timeline.queries import Entry

VERBS = {
    "case opened": "opened the case",
    "case imported": "brought the case over from an earlier system",
    "case ended": "The case came to its end",
    "case cancelled": "cancelled the case",
    "case reassigned": "gave the case to {name}",
    "task completed": "completed {name}",
    "task claimed": "took {name}",
    "task released": "gave {name} back to the group",
    "task assigned": "gave {name} to {assignee}",
    "task offered outside": "Nobody of its groups may do {name}, so people outside are asked",
    "sent back": "sent the case back from {name} to {earlier}",
    "answer corrected": "corrected {name}",
    "answer received": "The customer said: {name}",
    "status changed": "The status became {after}",
    "note added": "wrote a note",
    "files attached": "attached files",
    "decision made": "Decided: {decision}",
    "letter drafted": "A letter was drafted: {subject}",
    "latest letter looked up": "The last letter to the customer was looked up",
    "letter edited": "changed the draft of the letter {letter}",
    "letter written": "A letter was written: {subject}",
    "letter posted": "posted the letter: {subject}",
    "letter came back": "A letter came back: {subject}",
    "escalation raised": "Escalated to level {level}",
    "escalation acknowledged": "saw the escalation",
    "escalation resolved": "resolved the escalation",
    "incident opened": "Something needs attention: {reason}",
    "incident retried": "had it tried again",
    "incident skipped": "went on without it",
    "clock started": "The clock started: {title}",
    "clock breached": "A promise was broken: {title}",
    "clock stopped": "The clock stopped: {title}",
    "clock paused": "The clock waits: {title}",
    "clock resumed": "The clock runs on: {title}",
    "clock moved": "The date moved: {title}",
    "case taken over": "took the case over",
    "linked case opened": "A linked case was opened: {reference}",
    "case linked": "linked the case with {reference}",
    "case unlinked": "took the link with {reference} away",
    "case merged": "merged the case with {reference}",
    "merge undone": "undid the merge with {reference}",
    "case goes on": "The case goes on by itself, apart from {reference}",
    "cases counted": "Like cases were counted: {count}",
    "skills looked up": "It was looked up who has which skill",
    "figures compared": "Figures before and after were compared",
    "record looked up": "The record of {label} was looked up",
    "record kept": "The record of {label} was brought up to date",
    "rates compared": "Rates before and after were compared",
    "linked cases looked up": "Linked cases were looked up",
    "promise made": "promised the customer: {what}",
    "promise due soon": "A promise is due soon: {what}",
    "promise kept": "The promise was kept: {what}",
    "promise broken": "The promise was broken: {what}",
    "draft kept": "kept a draft of {process}",
    "draft checked": "The draft of {process} was checked",
    "running cases looked at": "Running cases were looked at: {ready} of {count} can go over",
    "finished cases replayed": "Finished cases were walked on the draft: {same} of {count} go the same way",
    "migration begun": "{cases} running cases go over to the new version",
    "case migrated": "The case went over from version {from} to version {to} of its process",
    "migration refused": "The case stays on its version instead of going over to version {to}",
    "version released": "Version {number} of {process} went live",
    "content erased": "erased what had been said in this case",
    "legal hold set": "held the case: nothing of it is disposed of",
    "legal hold lifted": "lifted the legal hold",
    "evidence exported": "took the evidence pack of the case",
    "case reopened": "reopened the case",
    "case released": "released the held letters",
    "similar cases looked for": "Earlier cases were looked for",
    "message sent": "A message was sent: {name}",
    "error raised": "It did not work: {code}",
    "job put off": "It is tried again later",
    "job completed": "did {name} as the worker {worker}",
    "job failed": "could not do {name} as the worker {worker}",
    "job ended in error": "ended {name} in the error {code} as the worker {worker}",
    "timer fired": "Time was up: {name}",
    "message received": "A message arrived: {name}",
}
TOLD = ("reason", "text", "resolution", "message")  # facts that are sentences of people
HIDDEN = frozenset(
    {"answers", "before", "task", "form", "instance", "payload", "places", "mapping", "before_version", *TOLD}
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value before and after; `before` is None where it was not known yet."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of the timeline."""

    seq: int
    at: datetime
    by: str
    on_behalf: str  # in whose name, where it is not their own
    words: str
    sentence: str
    changes: tuple[Change, ...]
    facts: tuple[tuple[str, str], ...]
    kind: str  # person, customer, program or system
    erased: bool
    version: str
    element: str | None


def told(entry: Entry, package: Package, names: Mapping[str, str]) -> Told:
    """An entry in words; statuses and fields under the names their process gives them.

    `names` are those of the people in whose name others acted, by id; of an entry whose contents were erased
    those of who acted as well.
    """
    if entry.erased:
        return _bare(entry, package, names)
    content = entry.content
    answers, before = _values(content, "answers"), _values(content, "before")
    changes = tuple(
        Change(
            name=_label(package, content.get("form"), key),
            before=in_words(before[key]) if key in before else None,
            after=in_words(value),
        )
        for key, value in answers.items()
        if value not in (None, "", []) or key in before
    )
    words = _words(entry, package)
    # What the machine did on the way stands as a sentence of its own, not as the actor's deed.
    by_itself = entry.actor_kind == "system" or words[:1].isupper()
    return Told(
        seq=entry.seq,
        at=entry.at,
        by="" if by_itself else entry.by,
        on_behalf=_on_behalf(entry, names),
        words=words[:1].upper() + words[1:] if by_itself else words,
        sentence=" ".join(str(content[key]) for key in TOLD if content.get(key)),
        changes=changes,
        facts=tuple(
            (key.replace("_", " "), in_words(value))
            for key, value in content.items()
            if key not in HIDDEN and value not in (None, "", [])
        ),
        kind=entry.actor_kind,
        erased=entry.erased,
        version=entry.version,
        element=entry.element,
    )


def _bare(entry: Entry, package: Package, names: Mapping[str, str]) -> Told:
    """What is left of an entry when what it said was erased: what was done, where in the diagram, by whom."""
    elements = (process.elements.get(entry.element or "") for process in package.model.processes.values())
    place = next((f": {element.label}" for element in elements if element is not None), "")
    who = "the customer" if entry.actor_id == CUSTOMER.id else names.get(entry.actor_id)
    return Told(
        seq=entry.seq,
        at=entry.at,
        by="",
        on_behalf="",
        words=entry.verb[:1].upper() + entry.verb[1:] + place + (f", by {who}" if who else ""),
        sentence="",
        changes=(),
        facts=(),
        kind=entry.actor_kind,
        erased=True,
        version=entry.version,
        element=entry.element,
    )


def said(error: InvalidSubmission) -> str:
    """The messages of a small form without their field names."""
    return " ".join(message for messages in error.errors.values() for message in messages)


def _on_behalf(entry: Entry, names: Mapping[str, str]) -> str:
    if entry.on_behalf_of == CUSTOMER.id:
        return "the customer"
    return names.get(entry.on_behalf_of or "", "")


def _words(entry: Entry, package: Package) -> str:
    by_staff = entry.verb == "answer received" and entry.actor_kind in ("person", "program")
    pattern = "entered: {name}" if by_staff else VERBS.get(entry.verb)
    if pattern is None:
        return entry.verb
    facts = {key: in_words(value) for key, value in entry.content.items()}
    if entry.verb == "status changed":
        facts["after"] = package.settings.statuses.get(facts.get("after", ""), facts.get("after", ""))
    if entry.verb == "decision made":
        facts["decision"] = _decision_name(package, facts.get("decision", ""))
    return pattern.format_map(_Known(facts))


def _decision_name(package: Package, identity: str) -> str:
    decisions = package.decisions.get(identity)
    found = decisions.named(identity) if decisions is not None else None
    return found.name if found is not None else identity


class _Known(dict[str, str]):
    """Facts by name; one that an older entry lacks is told as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _values(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = content.get(key)
    return found if isinstance(found, Mapping) else {}


def _label(package: Package, form_id: Any, key: str) -> str:
    form = package.forms.get(form_id) if isinstance(form_id, str) else None
    if form is not None:
        for field in form.everything():
            if field.key == key and field.label:
                return field.label
    return key.replace("_", " ").capitalize()
