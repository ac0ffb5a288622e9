"""A process in words, in the order of its flow, with what stands where."""

from __future__ import annotations

from engine.bpmn.model import Element, Flow
from web.drawing import DONE, HERE, STUCK, Mark, outline


class Drawn:
    """A process that is only as real as the outline needs."""

    def __init__(self, *elements: Element) -> None:
        self.elements = {element.id: element for element in elements}


def flow(source, target):
    return Flow(id=f"{source}_{target}", name="", source=source, target=target)


def element(key, kind, name="", to=(), after=(), **more):
    return Element(
        process="p",
        id=key,
        name=name,
        kind=kind,
        outgoing=tuple(flow(key, target) for target in to),
        incoming=tuple(flow(source, key) for source in after),
        **more,
    )


PROCESS = Drawn(
    element("end", "endEvent", "Done", after=["ask"]),
    element("late", "boundaryEvent", "Two days", attached_to="ask", to=["hurry"]),
    element("hurry", "serviceTask", "Tell the boss", after=["late"]),
    element("ask", "userTask", "Ask", to=["end"], after=["gate"], lane="Office"),
    element("gate", "exclusiveGateway", "", to=["ask", "inner"], after=["start"]),
    element("inner", "subProcess", "Look closely", after=["gate"]),
    element("look", "userTask", "Look", scope="inner"),
    element("start", "startEvent", "", to=["gate"]),
)


def test_steps_follow_the_flow_and_nameless_gateways_are_left_out():
    names = [step.element for step in outline(PROCESS)]

    assert names == ["start", "ask", "late", "hurry", "end", "inner", "look"]


def test_a_sub_process_holds_its_steps():
    depths = {step.element: step.depth for step in outline(PROCESS)}

    assert depths["inner"] == 0
    assert depths["look"] == 1


def test_every_step_says_its_kind_and_lane():
    (ask,) = [step for step in outline(PROCESS) if step.element == "ask"]

    assert (ask.name, ask.kind, ask.lane) == ("Ask", "task for people", "Office")


def test_marks_are_said_in_words_and_the_gravest_gives_the_look():
    marks = [
        Mark(element="ask", state=DONE),
        Mark(element="ask", state=HERE, badge="Ana"),
        Mark(element="ask", state=STUCK),
    ]

    (ask,) = [step for step in outline(PROCESS, marks) if step.element == "ask"]

    assert ask.states == ("passed", "stands here", "stuck here")
    assert ask.state == STUCK
    assert ask.badge == "Ana"


def test_a_loop_ends():
    looping = Drawn(
        element("a", "userTask", "A", to=["b"], after=["b"]),
        element("b", "userTask", "B", to=["a"], after=["a"]),
    )

    assert [step.element for step in outline(looping)] == ["a", "b"]
