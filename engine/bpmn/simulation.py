"""Runs a diagram in memory from a list of steps and tells what happened; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from engine.bpmn.execution import Execution
from engine.bpmn.graph.timing import add_duration
from engine.bpmn.model import Model
from engine.bpmn.position import Place, Position, Trace
from engine.errors import AmendsError
from engine.feel.surroundings import Surroundings
from engine.worktime.calendar import Calendar

_DAY = ((time(9), time(17)),)
OFFICE = Calendar(key="office", title="Office", zone="UTC", week=dict.fromkeys(range(5), _DAY))


class StepRefused(AmendsError):
    """The step cannot be done."""


class Simulation:
    """One run of a process. Each step is an object whose first key says what is done.

    {"start": {...variables}, "event": start event id} / {"complete": user task id, "variables", "instance"} /
    {"message": name, "key", "variables"} / {"signal": name, "variables"} / {"escalate": code, "variables"} /
    {"advance": "PT2H"} / {"job": type, "variables" or "error": code} / {"retry": element id} /
    {"cancel": reason}
    """

    def __init__(self, model: Model, process: str, now: datetime) -> None:
        """Nothing has begun; the first step opens the case, whatever it is."""
        self.model = model
        self.process = process
        self.now = now
        self.opened = now
        self.case: Execution | None = None
        self.verbs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "start": self._start,
            "complete": self._complete,
            "message": self._message,
            "signal": self._signal,
            "escalate": self._escalate,
            "advance": self._advance,
            "job": self._job,
            "retry": self._retry,
            "cancel": self._cancel,
        }

    def run(self, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Do the steps in order; stops at the first that cannot be done and says why under "error"."""
        error: dict[str, Any] | None = None
        for number, step in enumerate(steps, 1):
            try:
                self._do(step)
            except AmendsError as refusal:
                error = {"step": number, "message": str(refusal)}
                break
        if self.case is None and error is None:
            self._start({"start": {}})
        return self._report(error)

    def _do(self, step: Mapping[str, Any]) -> None:
        verbs = [verb for verb in self.verbs if verb in step]
        if len(verbs) != 1:
            raise StepRefused(f"a step has one of {', '.join(self.verbs)}: {dict(step)}")
        verb = verbs[0]
        if verb == "start" or (self.case is None and verb == "message"):
            self._start(step)
            return
        if self.case is None:
            self._start({"start": {}})
        self.verbs[verb](step)

    def _around(self) -> Surroundings:
        return Surroundings(now=self.now, calendars={"office": OFFICE})

    def _start(self, step: Mapping[str, Any]) -> None:
        if self.case is not None:
            raise StepRefused("the case has started already")
        event, payload = step.get("event"), None
        if "message" in step:
            event, payload = self._message_start(str(step["message"])), _variables(step)
        given = step.get("start") or {}
        if not isinstance(given, dict):
            raise StepRefused("start takes an object of variables")
        case = {
            "reference": "SIMULATION",
            "opened": self.opened,
            "received": self.opened,
            "process": self.process,
        }
        self.case = Execution.open(
            self.model,
            self.process,
            variables=given,
            around=self._around(),
            constants={"case": case},
            start=event,
            payload=payload,
        )

    def _message_start(self, name: str) -> str:
        for element in self.model.processes[self.process].starts:
            if element.event is not None and element.event.kind == "message" and element.event.name == name:
                return element.id
        raise StepRefused(f"no start event waits for the message {name}")

    @property
    def _running(self) -> Execution:
        if self.case is None:
            raise StepRefused("the case has not started")
        self.case.around = self._around()
        return self.case

    def _complete(self, step: Mapping[str, Any]) -> None:
        case, element = self._running, str(step["complete"])
        tasks = [task for task in case.position().tasks if task.element == element]
        if "instance" in step:
            tasks = [task for task in tasks if task.instance == step["instance"]]
        case.complete_task(_first(tasks, f"no open user task {element}"), _variables(step))

    def _message(self, step: Mapping[str, Any]) -> None:
        case, name, key = self._running, str(step["message"]), step.get("key")
        waiting = [
            subscription
            for subscription in case.position().subscriptions
            if subscription.kind == "message" and subscription.message == name
        ]
        if key is not None:
            waiting = [subscription for subscription in waiting if subscription.key == str(key)]
        case.deliver(_first(waiting, f"nobody waits for the message {name}"), _variables(step))

    def _signal(self, step: Mapping[str, Any]) -> None:
        self._running.signal(str(step["signal"]), _variables(step))

    def _escalate(self, step: Mapping[str, Any]) -> None:
        self._running.escalate(str(step["escalate"]), _variables(step))

    def _advance(self, step: Mapping[str, Any]) -> None:
        """Time passes; every timer due meanwhile fires in order."""
        until = add_duration(self.now, str(step["advance"]))
        while True:
            timers = self._running.position().timers
            due = min(((timer.due, int(timer.id)) for timer in timers if timer.due <= until), default=None)
            if due is None:
                break
            self.now = max(self.now, due[0])
            self._running.fire(str(due[1]))
        self.now = max(self.now, until)

    def _job(self, step: Mapping[str, Any]) -> None:
        case, kind = self._running, str(step["job"])
        jobs = [job for job in case.position().jobs if kind in (job.type, job.element, job.decision)]
        job = _first(jobs, f"no open job {kind}")
        if "error" in step:
            case.throw_error(job, str(step["error"]), variables=_variables(step))
        else:
            case.finish_job(job, _variables(step))

    def _retry(self, step: Mapping[str, Any]) -> None:
        case, element = self._running, str(step["retry"])
        stuck = [place for place in case.position().stuck if place.element == element]
        case.retry(_first(stuck, f"nothing is stuck at {element}"))

    def _cancel(self, _: Mapping[str, Any]) -> None:
        self._running.cancel()

    def _report(self, error: dict[str, Any] | None) -> dict[str, Any]:
        report: dict[str, Any] = {"process": self.process}
        if self.case is not None:
            report.update(_told(self.case.position(), self.process), variables=self.case.file)
        report["now"] = _instant(self.now)
        if error is not None:
            report["error"] = error
        return report


def _line(line: Trace, process: str) -> dict[str, str]:
    return {line.verb: line.element} | ({} if line.process == process else {"process": line.process})


def _told(position: Position, process: str) -> dict[str, Any]:
    return {
        "trace": [_line(line, process) for line in position.trace if line.verb != "took"],
        "flows": [line.element for line in position.trace if line.verb == "took"],
        "finished": position.finished,
        "tasks": [task.element for task in position.tasks],
        "jobs": [{"element": job.element, "type": job.type} for job in position.jobs],
        "timers": [{"element": timer.element, "due": _instant(timer.due)} for timer in position.timers],
        "waiting": [
            {"element": place.element, "kind": place.kind, "name": place.message, "key": place.key}
            for place in position.subscriptions
        ],
        "stuck": [
            {"element": place.element, "code": place.code, "reason": place.reason} for place in position.stuck
        ],
        "thrown": [
            {"kind": thrown.kind, "name": thrown.name, "element": thrown.element, "caught": thrown.caught}
            for thrown in position.thrown
        ],
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _variables(step: Mapping[str, Any]) -> dict[str, Any]:
    found = step.get("variables") or {}
    if not isinstance(found, dict):
        raise StepRefused("variables are an object")
    return found


def _first(places: Sequence[Place], otherwise: str) -> str:
    if not places:
        raise StepRefused(otherwise)
    return places[0].id
