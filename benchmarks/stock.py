"""SpiffWorkflow as it comes, with its own serializer: what Amends is compared with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser
from SpiffWorkflow.camunda.serializer import DEFAULT_CONFIG
from SpiffWorkflow.util.task import TaskState

from benchmarks.drawing import PYTHON, Diagram
from benchmarks.tables import rate_in_python


def script_engine() -> PythonScriptEngine:
    """The default engine: every expression is compiled by Python each time it is asked."""
    return PythonScriptEngine(environment=TaskDataEnvironment({"Decimal": Decimal}))


class Stock:
    """One process in the library, instances of it as text and back."""

    def __init__(self, diagram: Diagram) -> None:
        """Parse a diagram drawn in the library's language, with the rating table beside it."""
        if diagram.language != PYTHON:
            raise ValueError("the library reads conditions in Python")
        parser = CamundaParser()
        parser.add_bpmn_xml(etree.fromstring(diagram.xml()))
        parser.add_dmn_xml(etree.fromstring(rate_in_python()))
        self.spec = parser.get_spec(diagram.process)
        self.inner = parser.get_subprocess_specs(diagram.process)
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))
        self.engine = script_engine()

    def begin(self, variables: dict[str, Any]) -> BpmnWorkflow:
        """A new instance with these variables, as far as the first user task."""
        workflow = BpmnWorkflow(self.spec, self.inner, script_engine=self.engine)
        workflow.task_tree.data.update(plain(variables))
        for child in workflow.task_tree.children:
            child.data.update(plain(variables))
        workflow.do_engine_steps()
        return workflow

    def complete(self, workflow: BpmnWorkflow, task: str, values: dict[str, Any]) -> None:
        """Complete the user task of this name."""
        waiting = next(workflow.get_tasks(state=TaskState.READY, spec_name=task).__iter__())
        waiting.data.update(plain(values))
        waiting.run()
        workflow.do_engine_steps()

    def dump(self, workflow: BpmnWorkflow) -> str:
        """The instance as the library's JSON."""
        text: str = self.serializer.serialize_json(workflow)
        return text

    def load(self, text: str) -> BpmnWorkflow:
        """The instance again."""
        workflow: BpmnWorkflow = self.serializer.deserialize_json(text)
        workflow.script_engine = self.engine
        return workflow


def plain(value: Any) -> Any:
    """Without Decimals: the library's serializer cannot write them."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value
