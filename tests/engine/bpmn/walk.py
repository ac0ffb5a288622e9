"""Walks through a case by element ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bpmn.execution import Execution
from engine.bpmn.model import Model
from engine.bpmn.position import Place, Position, Thrown, Trace
from engine.bpmn.reading import read_model
from engine.feel.surroundings import Surroundings
from tests.engine.bpmn.drawing import Drawing

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Walk:
    """A case that is walked by element ids; with `restart`, it is saved and loaded before every step."""

    def __init__(
        self,
        *drawings: Drawing,
        variables: Mapping[str, Any] | None = None,
        start: str | None = None,
        payload: Mapping[str, Any] | None = None,
        restart: bool = False,
        model: Model | None = None,
        constants: Mapping[str, Any] | None = None,
    ) -> None:
        self.model = model or read_model({f"{drawing.process}.bpmn": drawing.xml() for drawing in drawings})
        self.process = drawings[0].process if drawings else next(iter(self.model.processes))
        self.now = MONDAY
        self.restart = restart
        self.constants = dict(constants or {})
        self.trace: list[Trace] = []
        self.thrown: list[Thrown] = []
        self.case = Execution.open(
            self.model,
            self.process,
            variables=dict(variables or {}),
            around=self.around,
            constants=self.constants,
            start=start,
            payload=payload,
        )

    @property
    def around(self) -> Surroundings:
        return Surroundings(now=self.now)

    @property
    def position(self) -> Position:
        return self.case.position()

    @property
    def open(self) -> list[str]:
        """Open user tasks and jobs, sorted."""
        return sorted(place.element for place in (*self.position.tasks, *self.position.jobs))

    @property
    def file(self) -> dict[str, Any]:
        return self.case.file

    @property
    def finished(self) -> bool:
        return self.position.finished

    @property
    def stuck(self) -> list[tuple[str, str]]:
        return [(place.element, place.code) for place in self.position.stuck]

    def traced(self, *verbs: str) -> list[str]:
        """Elements of the whole walk, in order."""
        lines = [*self.trace, *self.position.trace]
        return [line.element for line in lines if line.verb in (verbs or ("entered",))]

    def _step(self) -> None:
        if self.restart:
            state = self.case.dump()
            self.trace += self.position.trace
            self.thrown += self.position.thrown
            self.case = Execution.load(
                self.model, self.process, state, dict(self.case.file), self.around, self.constants
            )
            assert self.case.dump() == state
        self.case.around = self.around

    def _find(self, places: tuple[Any, ...], element: str, instance: int | None = None) -> Any:
        found = [place for place in places if place.element == element]
        if instance is not None:
            found = [place for place in found if place.instance == instance]
        assert found, f"nothing waits at {element}: {self.position.places}"
        return found[0]

    def done(self, element: str, instance: int | None = None, **values: Any) -> None:
        """Complete a user task, or finish a job."""
        self._step()
        position = self.position
        if any(task.element == element for task in position.tasks):
            self.case.complete_task(self._find(position.tasks, element, instance).id, values)
        else:
            self.case.finish_job(self._find(position.jobs, element).id, values)

    def error(self, element: str, code: str, **values: Any) -> bool:
        self._step()
        return self.case.throw_error(self._find(self.position.jobs, element).id, code, "", values)

    def message(self, name: str, key: str | None = None, **values: Any) -> None:
        self._step()
        heard = [s for s in self.position.subscriptions if s.message == name and key in (None, s.key)]
        assert heard, f"nobody waits for {name}"
        self.case.deliver(heard[0].id, values)

    def fire(self, element: str) -> None:
        self._step()
        self.case.fire(self._find(self.position.timers, element).id)

    def wait(self, **amount: float) -> None:
        """Time passes; everything due happens in order."""
        until = self.now + timedelta(**amount)
        while True:
            due = sorted((t.due, int(t.id)) for t in self.position.timers if t.due <= until)
            if not due:
                break
            self.now = max(self.now, due[0][0])
            self._step()
            self.case.fire(str(due[0][1]))
        self.now = until

    def escalate(self, code: str) -> bool:
        self._step()
        return self.case.escalate(code)

    def signal(self, name: str, **values: Any) -> bool:
        self._step()
        return self.case.signal(name, values)

    def place(self, element: str) -> Place:
        found: Place = self._find(self.position.places, element)
        return found

    def retry(self, element: str) -> None:
        self._step()
        self.case.retry(self._find(self.position.stuck, element).id)
