"""Runs a diagram in memory from a list of steps and tells what happened; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
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


# what a step may say beside its verb
_MORE: Mapping[str, tuple[str, ...]] = {
    "start": ("event",),
    "complete": ("variables", "instance"),
    "message": ("key", "variables"),
    "signal": ("variables",),
    "escalate": ("variables",),
    "advance": (),
    "job": ("variables", "error"),
    "retry": (),
    "cancel": (),
}


class StepRefused(AmendsError):
    """The step cannot be done."""


class Simulation:
    """One run of a process. Each step is an object whose first key says what is done.

    {"start": {...variables}, "event": start event id} / {"complete": user task id, "variables", "instance"} /
    {"message": name, "key", "variables"} / {"signal": name, "variables"} / {"escalate": code, "variables"} /
    {"advance": "PT2H"} / {"job": type, "variables" and perhaps "error": code} / {"retry": element id} /
    {"cancel": reason}. What is null counts as not written. A message or signal that comes first opens the
    case at its start event, where there is one.
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
        if not steps:
            try:
                self._open(None, {}, {})
            except AmendsError as refusal:
                error = {"step": 0, "message": str(refusal)}
        return self._report(error)

    def _do(self, step: Mapping[str, Any]) -> None:
        step = {key: value for key, value in step.items() if value is not None or key == "start"}
        verbs = [verb for verb in self.verbs if verb in step]
        if len(verbs) != 1:
            raise StepRefused(f"a step has one of {', '.join(self.verbs)}: {dict(step)}")
        verb = verbs[0]
        unknown = sorted(step.keys() - {verb, *_MORE[verb]})
        if unknown:
            allowed = ", ".join(_MORE[verb]) or "nothing"
            raise StepRefused(f"beside '{verb}' there may be {allowed}, not {', '.join(unknown)}")
        if verb != "start" and not isinstance(step[verb], str | int | Decimal):
            raise StepRefused(f"'{verb}' takes a text, not {step[verb]}")
        if self.case is None and self._opens(verb, step):
            return
        self.verbs[verb](step)

    def _opens(self, verb: str, step: Mapping[str, Any]) -> bool:
        """Open the case as the first step says; whether that was all of the step."""
        event = None
        for element in self.model.processes[self.process].starts:
            if element.event is not None and (element.event.kind, element.event.name) == (verb, step[verb]):
                event = element.id
        if event is not None:
            self._open(event, {}, _variables(step))
        elif verb != "start":
            self._open(None, {}, {})
        return event is not None

    def _around(self) -> Surroundings:
        return Surroundings(now=self.now, calendars={"office": OFFICE})

    def _start(self, step: Mapping[str, Any]) -> None:
        if self.case is not None:
            raise StepRefused("the case has started already")
        given = {} if step["start"] is None else step["start"]
        if not isinstance(given, dict):
            raise StepRefused("start takes an object of variables")
        self._open(str(step["event"]) if "event" in step else None, given, {})

    def _open(self, event: str | None, variables: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
        case = {
            "reference": "SIMULATION",
            "opened": self.opened,
            "received": self.opened,
            "process": self.process,
        }
        self.case = Execution.open(
            self.model,
            self.process,
            variables=variables,
            around=self._around(),
            constants={"case": case},
            start=event,
            payload=payload,
        )

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
        if until < self.now:
            raise StepRefused(f"time only goes on, not {step['advance']}")
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
