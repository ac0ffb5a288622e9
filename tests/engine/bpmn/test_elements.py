"""One runnable diagram for each element that may be drawn: which those are, the rules of structure say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.bpmn.model import ACTIVITIES, GATEWAYS
from engine.bpmn.rules import structure
from tests.engine.bpmn.drawing import Drawing, many, zeebe
from tests.engine.bpmn.found import findings
from tests.engine.bpmn.walk import Walk

Kind = tuple[str, ...]  # the element's tag, what its event is about, and whether it interrupts
Act = Callable[[Walk], object]

CAUGHT: dict[str | None, dict[str, Any]] = {
    None: {},
    "message": {"message": "m", "key": "=1"},
    "timer": {"timer": ("duration", "PT1H")},
    "signal": {"signal": "s"},
    "conditional": {"when": "go"},
    "error": {"error": "e"},
    "escalation": {"escalation": "e"},
    "cancel": {"define": "<bpmn:cancelEventDefinition/>"},
    "compensation": {"define": "<bpmn:compensateEventDefinition/>"},
    "terminate": {"define": "<bpmn:terminateEventDefinition/>"},
    "link": {"link": "l"},
}
HAPPENS: dict[str, Act] = {
    "message": lambda walk: walk.message("m"),
    "timer": lambda walk: walk.wait(hours=1),
    "signal": lambda walk: walk.signal("s"),
    "conditional": lambda walk: walk.done("beside", go=True),
}
ALWAYS_INTERRUPTING = {"error", "cancel", "compensation"}
LOOPS: dict[str, str] = {
    "parallel instances": many("=[1,2]"),
    "sequential instances": many("=[1,2]", sequential=True),
    "standard loop": '<bpmn:standardLoopCharacteristics loopMaximum="2"><bpmn:loopCondition '
    "xsi:type='bpmn:tFormalExpression'>true</bpmn:loopCondition></bpmn:standardLoopCharacteristics>",
}


def allowed() -> Iterator[Kind]:
    """Everything that a diagram may hold."""
    yield from ((kind,) for kind in ACTIVITIES | GATEWAYS)
    yield from (("loop", name) for name in LOOPS)
    for event in structure._TOP_STARTS:
        yield "startEvent", str(event)
    for event in structure._EVENT_STARTS:
        yield "event sub-process", event, "interrupting"
        if event not in ALWAYS_INTERRUPTING:
            yield "event sub-process", event, "beside"
    for tag, events in structure._PLACES.items():
        for event in events:
            if tag != "boundaryEvent":
                yield tag, str(event)
                continue
            yield tag, str(event), "interrupting"
            if event not in ALWAYS_INTERRUPTING:
                yield tag, str(event), "beside"


def line(draw: Callable[[Drawing], object], *nodes: str) -> Drawing:
    """start -> nodes -> end, and a task beside that can change the case file."""
    drawing = Drawing()
    drawing.start()
    drawing.user("beside")
    drawing.end()
    draw(drawing)
    drawing.path("start", *(nodes or ("x",)), "end")
    drawing.path("start", "beside")
    return drawing


def of_activity(kind: str) -> tuple[list[Drawing], Act]:
    """The activity in a line, and what completes it."""
    if kind in ("subProcess", "transaction"):

        def inside(drawing: Drawing) -> None:
            with drawing.inside("x", kind):
                drawing.start("in")
                drawing.path("in", drawing.end("out"))

        return [line(inside)], lambda _walk: None
    if kind == "callActivity":
        called = Drawing("q")
        called.path(called.start("in"), called.end("out"))
        call = zeebe("calledElement", processId="q")
        return [line(lambda d: d.node(kind, "x", call)), called], lambda _walk: None
    if kind == "receiveTask":
        root = (
            '<bpmn:message id="m" name="m"><bpmn:extensionElements><zeebe:subscription '
            'correlationKey="=1"/></bpmn:extensionElements></bpmn:message>'
        )

        def receive(drawing: Drawing) -> None:
            drawing.roots["m"] = root
            drawing.node(kind, "x", messageRef="m")

        return [line(receive)], HAPPENS["message"]
    extension = {
        "userTask": zeebe("userTask"),
        "serviceTask": zeebe("taskDefinition", type="work"),
        "sendTask": zeebe("taskDefinition", type="work"),
        "scriptTask": zeebe("script", expression="=1", resultVariable="r"),
        "businessRuleTask": zeebe("calledDecision", decisionId="d", resultVariable="r"),
    }.get(kind, "")
    waits = kind in ("userTask", "serviceTask", "sendTask", "businessRuleTask")
    return [line(lambda d: d.node(kind, "x", extension))], lambda walk: walk.done("x") if waits else None


def of_gateway(kind: str) -> tuple[list[Drawing], Act]:
    """The gateway with two ways out, taken as it takes them."""
    drawing = line(lambda d: d.node(kind, "x"), "x", "a")
    if kind == "eventBasedGateway":
        drawing = line(lambda d: (d.node(kind, "x"), d.catch("a", **CAUGHT["timer"])), "x", "a")
        drawing.path("x", drawing.catch("b", **CAUGHT["message"]))
        return [drawing], HAPPENS["message"]
    drawing = Drawing()
    drawing.start()
    drawing.node(kind, "x")
    drawing.path("start", "x")
    for name in ("a", "b"):
        drawing.user(name)
        drawing.flow("x", name, None if kind == "parallelGateway" else f"{name} != null")
    drawing.user("beside")
    drawing.path("start", "beside")
    return [drawing], lambda walk: [walk.done(name) for name in walk.open if name != "beside"]


def of_loop(name: str) -> tuple[list[Drawing], Act]:
    """A task that is done twice."""
    return [line(lambda d: d.user("x", body=LOOPS[name]))], lambda walk: [walk.done("x") for _ in "12"]


def of_start(event: str | None) -> tuple[list[Drawing], Act]:
    """A case that begins so."""
    drawing = Drawing()
    drawing.start("x", **({"message": "m"} if event == "message" else CAUGHT[event]))
    drawing.user("beside")
    drawing.path("x", "beside")
    return [drawing], lambda _walk: None


def body(drawing: Drawing, event: str) -> Act:
    """The inside of what an event happens to: a task, and at its end what throws the event."""
    drawing.start("in")
    drawing.user("inner")
    throws = event in ("error", "escalation", "cancel")
    drawing.end("out", **(CAUGHT[event] if throws else {}))
    drawing.path("in", "inner", "out")
    return (lambda walk: walk.done("inner")) if throws else HAPPENS[event]


def undone(drawing: Drawing, place: str) -> None:
    """start -> host -> an event that asks for compensation -> end."""
    asks = drawing.throw if place == "intermediateThrowEvent" else drawing.end
    drawing.start()
    drawing.user("beside")
    asks("undo", **CAUGHT["compensation"])
    drawing.path("start", "host", "undo")
    drawing.path("start", "beside")


def of_reaction(event: str, *, interrupting: bool) -> tuple[list[Drawing], Act]:
    """An event sub-process in a sub-process."""
    drawing, acts = Drawing(), []
    flag = {} if interrupting else {"isInterrupting": "false"}
    with drawing.inside("host"):
        if event == "compensation":
            drawing.path(drawing.start("in"), drawing.user("inner"), drawing.end("out"))
            acts.append(lambda walk: walk.done("inner"))
        else:
            acts.append(body(drawing, event))
        with drawing.reacting("reaction"):
            drawing.start("x", **CAUGHT[event], **flag)
            drawing.path("x", drawing.user("after"), drawing.end("over"))
    if event == "compensation":
        undone(drawing, "intermediateThrowEvent")
    else:
        drawing.start()
        drawing.user("beside")
        drawing.path("start", "host", drawing.end())
        drawing.path("start", "beside")
    return [drawing], lambda walk: [acts[0](walk), walk.done("after")]


def of_boundary(event: str, *, interrupting: bool) -> tuple[list[Drawing], Act]:
    """A boundary event on a sub-process, a transaction where it is about cancelling."""
    drawing = Drawing()
    if event == "compensation":
        return of_throw("intermediateThrowEvent", "compensation")
    with drawing.inside("host", "transaction" if event == "cancel" else "subProcess"):
        act = body(drawing, event)
    drawing.start()
    drawing.user("beside")
    drawing.path("start", "host", drawing.end())
    drawing.path("start", "beside")
    drawing.boundary("x", "host", interrupting=interrupting, **CAUGHT[event])
    drawing.path("x", drawing.user("after"))
    return [drawing], lambda walk: [act(walk), walk.done("after")]


def of_catch(event: str) -> tuple[list[Drawing], Act]:
    """A catch event in a line; a link is thrown to it."""
    if event == "link":
        return of_throw("intermediateThrowEvent", "link")
    return [line(lambda d: d.catch("x", **CAUGHT[event]))], HAPPENS[event]


def of_throw(place: str, event: str | None) -> tuple[list[Drawing], Act]:
    """A throw or end event; who can hear it stands around it."""
    drawing = Drawing()
    if event == "compensation":
        drawing.user("host")
        drawing.boundary("x", "host", **CAUGHT[event])
        drawing.user("handler", isForCompensation="true")
        drawing.associate("x", "handler")
        undone(drawing, place)
        return [drawing], lambda walk: [walk.done("host"), walk.done("handler")]
    if event in ("error", "cancel"):
        return of_boundary(event, interrupting=True)
    drawing.start()
    drawing.user("beside")
    drawing.path("start", "beside")
    draw = drawing.end if place == "endEvent" else drawing.throw
    draw("x", **CAUGHT[event])
    drawing.path("start", drawing.user("before"), "x")
    if event == "link":
        drawing.catch("target", **CAUGHT["link"])
        drawing.path("target", drawing.end())
    return [drawing], lambda walk: walk.done("before")


def diagram_of(kind: Kind) -> tuple[list[Drawing], Act]:
    """A diagram with that element, and what makes it happen."""
    tag, *rest = kind
    event = None if rest and rest[0] == "None" else rest[0] if rest else None
    if tag in ACTIVITIES:
        return of_activity(tag)
    if tag in GATEWAYS:
        return of_gateway(tag)
    if tag == "loop":
        return of_loop(str(event))
    if tag == "startEvent":
        return of_start(event)
    if tag == "event sub-process":
        return of_reaction(str(event), interrupting=rest[1] == "interrupting")
    if tag == "boundaryEvent":
        return of_boundary(str(event), interrupting=rest[1] == "interrupting")
    return of_catch(str(event)) if tag == "intermediateCatchEvent" else of_throw(tag, event)


def walked(walk: Walk) -> set[Kind]:
    """The kinds of all elements that were entered."""
    found: set[Kind] = set()
    nodes = {
        one.id: one for process in walk.model.processes.values() for one in process.area.everywhere.values()
    }
    for name in set(walk.traced("entered")):
        node = nodes[name]
        if node.element.for_compensation:  # the event that led here is passed by nobody
            found.add(("boundaryEvent", "compensation", "interrupting"))
        event, interrupts = str(node.event_kind), "interrupting" if node.element.interrupting else "beside"
        if node.kind == "boundaryEvent":
            found.add((node.kind, event, interrupts))
        elif node.kind == "startEvent" and node.area.element and node.event_kind:
            found.add(("event sub-process", event, interrupts))
        elif node.kind in ACTIVITIES | GATEWAYS:
            found.add((node.kind,))
        else:
            found.add((node.kind, event))
    return found


@pytest.mark.parametrize("kind", sorted(allowed()), ids=" ".join)
def test_an_element_runs(kind: Kind, restart: bool) -> None:
    drawings, act = diagram_of(kind)
    start = "x" if kind[0] == "startEvent" else None
    walk = Walk(*drawings, variables={"a": 1, "b": 1}, start=start, restart=restart)

    act(walk)

    assert kind[0] == "loop" or kind in walked(walk)
    assert walk.stuck == []
    for task in walk.open:  # whatever is still open beside
        walk.done(task)
    assert walk.finished or kind == ("endEvent", "message")


@pytest.mark.parametrize("tag", ["complexGateway", "adHocSubProcess"])
def test_what_the_common_class_leaves_open_is_refused_by_name(tag: str) -> None:
    assert ("x", "unsupported-element") in findings(line(lambda d: d.node(tag, "x")))
