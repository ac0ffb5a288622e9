"""SpiffWorkflow's interface of a running case, over tokens instead of its growing tree of tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.run.state import Run
from engine.bpmn.run.stepping import settle
from engine.bpmn.run.token import Token

_STATES = {
    "task": TaskState.READY,
    "job": TaskState.STARTED,
    "scope": TaskState.STARTED,
    "many": TaskState.STARTED,
    "stuck": TaskState.ERROR,
}


class TokenTask(Token, Task):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """A resting token as the library's Task; it has no parent and no children."""

    @property
    def task_spec(self) -> Any:
        """The library's spec of the node it rests on."""
        return self.node.spec

    @property
    def state(self) -> int:
        """The library's word for what the token is doing."""
        state: int = _STATES.get(self.kind, TaskState.WAITING)
        return state


class TokenWorkflow(Run, BpmnWorkflow):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """A case as the library's BpmnWorkflow: its tasks are the tokens, and it moves by our rules."""

    token_class = TokenTask

    @property
    def spec(self) -> Any:
        """The library's spec of the process."""
        return self.model.processes[self.process].area.spec

    @property
    def completed(self) -> bool:
        """Whether the case has ended."""
        return self.finished

    def is_completed(self) -> bool:
        """Whether the case has ended."""
        return self.finished

    def do_engine_steps(self, *_hooks: Any) -> None:
        """Move on until everything rests; no hooks are called."""
        settle(self)

    def get_tasks_iterator(self, _first_task: Any = None, **filters: Any) -> Iterator[Token]:
        """The resting tokens of a state, lane or spec name, as the library asks for them."""
        state, lane = filters.get("state", TaskState.ANY_MASK), filters.get("lane")
        name, manual = filters.get("spec_name"), filters.get("manual")
        for token in self.tokens.values():
            spec, known = token.node.spec, _STATES.get(token.kind, TaskState.WAITING)
            matches = known & state and lane in (None, spec.lane) and name in (None, spec.name)
            if matches and manual in (None, spec.manual):
                yield token
