"""Small drawings that several tests begin with."""

from __future__ import annotations

from tests.engine.bpmn.drawing import Drawing, zeebe


def guarded(**event: object) -> Drawing:
    """start -> a -> end, with a boundary event on a that leads to b."""
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.boundary("edge", "a", **event)  # type: ignore[arg-type]
    drawing.user("b")
    drawing.end()
    drawing.path("start", "a", "end")
    drawing.path("edge", "b")
    return drawing


def with_reaction(*, interrupting: bool, **event: object) -> Drawing:
    """A task beside an event sub-process that opens the task `react`."""
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.end()
    drawing.path("start", "a", "end")
    with drawing.reacting("reaction"):
        drawing.start("begin", isInterrupting="true" if interrupting else "false", **event)
        drawing.user("react")
        drawing.path("begin", "react")
    return drawing


def line(*nodes: str) -> Drawing:
    """An empty drawing with the flows start -> nodes... -> end; the nodes are drawn by the test."""
    drawing = Drawing()
    drawing.start()
    drawing.end()
    drawing.path("start", *nodes, "end")
    return drawing


def called(**attributes: str) -> tuple[Drawing, Drawing]:
    """p calls q, in which the user task `work` is open."""
    drawing = line("call")
    drawing.node("callActivity", "call", zeebe("calledElement", processId="q", **attributes))
    inner = Drawing("q")
    inner.start("q_start")
    inner.user("work")
    inner.end("q_end")
    inner.path("q_start", "work", "q_end")
    return drawing, inner
