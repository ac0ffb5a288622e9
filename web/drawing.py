"""Where a case stands on the drawing of its process, and the same in words: for every page that shows one."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from engine.bpmn.model import Element, Process
from engine.errors import NotFound
from engine.library.live import package_of
from engine.library.package import Package
from web.session import require, session

area = Blueprint("drawing", __name__)
area.before_request(require("staff"))

HERE, WAITING, STUCK, DONE = "here", "waiting", "stuck", "done"
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
TELLING = (STUCK, HERE, WAITING, ADDED, REMOVED, CHANGED, DONE)  # the most telling first
STATE_WORDS = {
    HERE: "stands here",
    WAITING: "waits here",
    STUCK: "stuck here",
    DONE: "passed",
    ADDED: "added",
    REMOVED: "removed",
    CHANGED: "changed",
}
KIND_WORDS = {
    "userTask": "task for people",
    "serviceTask": "done by the machine",
    "sendTask": "sends a message",
    "receiveTask": "waits for a message",
    "scriptTask": "calculation",
    "businessRuleTask": "decision table",
    "callActivity": "called process",
    "subProcess": "sub-process",
    "startEvent": "start",
    "endEvent": "end",
    "intermediateCatchEvent": "waits",
    "intermediateThrowEvent": "event",
    "boundaryEvent": "event at a step",
    "exclusiveGateway": "question",
    "inclusiveGateway": "question with several answers",
    "parallelGateway": "at the same time",
    "eventBasedGateway": "whichever comes first",
}
SILENT = frozenset({"parallelGateway", "exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


class DrawingNotFound(NotFound):
    """There is no such drawing."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something to show on an element: its state (here, waiting, stuck, done; in a comparison added, removed
    or changed) and a few words.
    """

    element: str
    state: str = HERE
    badge: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the outline."""

    element: str
    name: str
    kind: str
    lane: str
    depth: int  # 0 for the process itself, 1 within a sub-process ...
    states: tuple[str, ...]  # words such as "stands here"
    state: str  # the most telling one, for its look
    badge: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All the macro `drawing` needs."""

    title: str
    url: str
    marks: str  # JSON
    steps: tuple[Step, ...]


def drawing_of(
    package: Package, process_id: str, marks: Iterable[Mark] = (), *, title: str = "", url: str = ""
) -> Drawing:
    """The drawing of one process of a package with its marks; DrawingNotFound.

    `url` is where the file is to be had of a package that is no deployed version.
    """
    process = package.model.processes.get(process_id)
    if process is None:
        raise DrawingNotFound(process_id)
    marks = tuple(marks)
    plain = [{"element": mark.element, "state": mark.state, "badge": mark.badge} for mark in marks]
    return Drawing(
        title=title or process.name or process.id,
        url=url or url_for("drawing.show_xml", version=package.version, process_id=process_id),
        marks=json.dumps(plain),
        steps=tuple(outline(process, marks)),
    )


def outline(process: Process, marks: Sequence[Mark] = ()) -> Iterator[Step]:
    """The steps of a process in the order of the flow, those of a sub-process below it."""
    at: dict[str, list[Mark]] = {}
    for mark in marks:
        at.setdefault(mark.element, []).append(mark)
    for element, depth in _in_order(process.elements, None, 0):
        if element.kind in SILENT and not element.name:
            continue
        states = tuple(dict.fromkeys(mark.state for mark in at.get(element.id, ())))
        yield Step(
            element=element.id,
            name=element.label if element.name else KIND_WORDS.get(element.kind, element.kind).capitalize(),
            kind=KIND_WORDS.get(element.kind, element.kind),
            lane=element.lane or "",
            depth=depth,
            states=tuple(STATE_WORDS[state] for state in states),
            state=next(
                (state for state in (STUCK, HERE, WAITING, ADDED, REMOVED, CHANGED, DONE) if state in states),
                "",
            ),
            badge=", ".join(mark.badge for mark in at.get(element.id, ()) if mark.badge),
        )


@area.get("/drawings/<version>/<process_id>.bpmn")
def show_xml(version: str, process_id: str) -> Response:
    """The diagram file in which this process of this version is drawn."""
    package = package_of(session(), version)
    response = xml_of(package, process_id)
    # A version is named by its content, so this answer can never change.
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def xml_of(package: Package, process_id: str) -> Response:
    """The file in which a process of this package is drawn; DrawingNotFound."""
    process = package.model.processes.get(process_id)
    if process is None:
        raise DrawingNotFound(process_id)
    return Response(package.files[process.file], mimetype="application/xml")


def _in_order(
    elements: Mapping[str, Element], scope: str | None, depth: int
) -> Iterator[tuple[Element, int]]:
    """The elements of a scope, breadth first from where it begins; what nothing leads to comes last."""
    inside = {key: element for key, element in elements.items() if element.scope == scope}
    attached: dict[str, list[str]] = {}
    for element in inside.values():
        if element.attached_to:
            attached.setdefault(element.attached_to, []).append(element.id)
    begins = [key for key, element in inside.items() if not element.incoming and not element.attached_to]
    waiting, seen = deque(begins + list(inside)), set[str]()
    while waiting:
        key = waiting.popleft()
        if key in seen:
            continue
        seen.add(key)
        element = inside[key]
        yield element, depth
        yield from _in_order(elements, key, depth + 1)
        following = attached.get(key, []) + [flow.target for flow in element.outgoing]
        waiting.extendleft(reversed([target for target in following if target in inside]))
