"""SpiffWorkflow's own execution as a second opinion: where it agrees, and where it is wrong, beside ours.

The library gets the same drawings with conditions in its own language (Python) instead of FEEL.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.walk import Walk


class Stock:
    """The library as it comes, walked like ours."""

    def __init__(self, drawing: Drawing, **variables: Any) -> None:
        xml = re.sub(rb"<bpmn:extensionElements>.*?</bpmn:extensionElements>", b"", drawing.xml())
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(xml))
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.workflow.task_tree.data.update(variables)
        self.workflow.do_engine_steps()

    @property
    def open(self) -> list[str]:
        return sorted(
            task.task_spec.name for task in self.workflow.get_tasks(state=TaskState.READY, manual=True)
        )

    def done(self, element: str, **values: Any) -> None:
        task = self.workflow.get_tasks(state=TaskState.READY, spec_name=element)[0]
        task.data.update(values)
        task.run()
        self.workflow.do_engine_steps()


def task_line(*tasks: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    for task in tasks:
        drawing.user(task)
    drawing.end()
    return drawing


def test_both_agree_on_splits_joins_and_sub_processes() -> None:
    drawing = task_line("a", "b", "c", "d")
    drawing.gateway("parallel", "split")
    drawing.gateway("parallel", "join")
    drawing.gateway("exclusive", "which", default="which_d")
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.user("e")
        drawing.end("inner_end")
        drawing.path("inner", "e", "inner_end")
    drawing.path("start", "split", "a", "join", "which")
    drawing.path("split", "b", "join")
    drawing.flow("which", "c", "x > 1")
    drawing.flow("which", "d")
    drawing.path("c", "sub", "end")
    drawing.path("d", "end")
    ours, stock = Walk(drawing, variables={"x": 2}), Stock(drawing, x=2)

    for task in ("b", "a", "c", "e"):
        assert ours.open == stock.open
        ours.done(task)
        stock.done(task)

    assert ours.finished
    assert stock.workflow.completed


def test_an_inclusive_join_in_a_loop_fires_too_early_in_the_library() -> None:
    drawing = task_line("a", "b", "after")
    drawing.gateway("exclusive", "again")
    drawing.gateway("inclusive", "split")
    drawing.gateway("inclusive", "join")
    drawing.gateway("exclusive", "enough", default="enough_after")
    drawing.path("start", "again", "split")
    drawing.flow("split", "a", "x > 0")
    drawing.flow("split", "b", "x > 0")
    drawing.path("a", "join", "enough", "after", "end")
    drawing.path("b", "join")
    drawing.flow("enough", "again", "more")
    ours, stock = Walk(drawing, variables={"x": 1, "more": True}), Stock(drawing, x=1, more=True)

    for task in ("a", "b"):
        ours.done(task)
        stock.done(task)
    assert ours.open == stock.open == ["a", "b"]  # the first round is right in both
    ours.done("a")
    stock.done("a")

    assert ours.open == ["b"]
    assert stock.open == ["a", "b", "b"]  # the third round begins while b of the second is still at work


def test_a_link_ends_the_path_in_the_library() -> None:
    drawing = task_line("a", "b")
    drawing.throw("away", link="over")
    drawing.catch("here", link="over")
    drawing.path("start", "a", "away")
    drawing.path("here", "b", "end")
    ours, stock = Walk(drawing), Stock(drawing)

    ours.done("a")
    stock.done("a")

    assert ours.open == ["b"]
    assert stock.open == []


def test_a_signal_end_event_is_silent_in_the_library() -> None:
    drawing = task_line("a")
    drawing.end("shout", signal="go")
    drawing.parts = [part for part in drawing.parts if 'id="end"' not in part]
    drawing.path("start", "a", "shout")
    ours, stock = Walk(drawing), Stock(drawing)

    ours.done("a")
    stock.done("a")

    assert [thrown.name for thrown in ours.position.thrown] == ["go"]
    assert stock.workflow.get_events() == []


def test_an_interrupting_event_sub_process_does_not_interrupt_in_the_library() -> None:
    drawing = task_line("a")
    drawing.path("start", "a", "end")
    with drawing.reacting("reaction"):
        drawing.start("begin", isInterrupting="true", timer=("duration", "PT0S"))
        drawing.user("react")
        drawing.end("reacted")
        drawing.path("begin", "react", "reacted")
    ours = Walk(drawing)
    drawing.parts = [
        part.replace("PT0S", '"PT0S"') for part in drawing.parts
    ]  # the library's texts are Python
    stock = Stock(drawing)
    for _ in range(3):
        stock.workflow.refresh_timers()
        stock.workflow.do_engine_steps()

    ours.wait(seconds=0)

    assert ours.open == ["react"]
    assert "a" in stock.open


def test_a_condition_on_a_flow_out_of_a_task_is_refused_by_the_library() -> None:
    drawing = task_line("a", "b", "c")
    drawing.path("start", "a")
    drawing.flow("a", "b", "x > 1")
    drawing.flow("a", "c", "x > 2")
    drawing.path("b", "end")
    drawing.path("c", "end")
    ours = Walk(drawing)

    ours.done("a", x=2)

    assert ours.open == ["b"]
    with pytest.raises(Exception, match="Multiple outgoing flows"):
        Stock(drawing)


def test_a_second_token_at_one_input_of_a_join_is_lost_in_the_library() -> None:
    drawing = task_line("a", "b", "c", "after")
    drawing.gateway("parallel", "split")
    drawing.gateway("exclusive", "merge")
    drawing.gateway("parallel", "join")
    drawing.path("start", "split", "a", "merge", "join", "after", "end")
    drawing.path("split", "b", "merge")
    drawing.path("split", "c", "join")
    ours, stock = Walk(drawing), Stock(drawing)

    for task in ("a", "b", "c", "after"):
        ours.done(task)
        stock.done(task)

    assert not ours.finished  # one token still waits for its partner
    assert stock.workflow.completed


def test_one_thousand_five_hundred_tasks_in_a_row_are_too_much_for_the_library() -> None:
    drawing = Drawing()
    drawing.start()
    names = [f"t{number}" for number in range(1500)]
    for name in names:
        drawing.user(name)
    drawing.path("start", *names)

    assert Walk(drawing).open == ["t0"]
    with pytest.raises(Exception, match="ecursion"):
        Stock(drawing)


def test_no_true_flow_is_an_exception_in_the_library_and_an_incident_here() -> None:
    drawing = task_line("a", "b")
    drawing.gateway("exclusive", "which")
    drawing.path("start", "which")
    drawing.flow("which", "a", "x > 1")
    drawing.flow("which", "b", "x > 2")
    drawing.path("a", "end")
    drawing.path("b", "end")

    assert Walk(drawing, variables={"x": 0}).stuck == [("which", "no-flow-is-true")]
    with pytest.raises(WorkflowException):
        Stock(drawing, x=0)
