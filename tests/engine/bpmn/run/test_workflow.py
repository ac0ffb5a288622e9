"""The library's interface over tokens."""

from __future__ import annotations

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.walk import Walk


def test_a_case_is_a_workflow_and_its_tokens_are_tasks() -> None:
    drawing = Drawing()
    drawing.lanes = {"Office": ["a"]}
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.user("a")
    drawing.service("b")
    drawing.catch("c", timer=("duration", "PT1H"))
    drawing.path("start", "split", "a")
    drawing.path("split", "b")
    drawing.path("split", "c")
    walk = Walk(drawing)
    workflow = walk.case._run

    assert isinstance(workflow, BpmnWorkflow)
    assert workflow.spec.name == "p"
    assert [task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY, manual=True)] == ["a"]
    assert [task.task_spec.name for task in workflow.get_tasks(lane="Office")] == ["a"]
    assert {task.task_spec.bpmn_id: task.state for task in workflow.get_tasks()} == {
        "a": TaskState.READY,
        "b": TaskState.STARTED,
        "c": TaskState.WAITING,
    }
    assert all(isinstance(task, Task) for task in workflow.get_tasks())
    workflow.do_engine_steps()
    assert not workflow.is_completed()
    for name in ("a", "b"):
        walk.done(name)
    walk.wait(hours=1)
    assert workflow.completed
