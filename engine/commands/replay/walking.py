"""One case walked again by a model: the same answers at the same times, decisions made anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.bpmn.errors import CannotMove, CannotStart, NoSuchElement, NoSuchPlace
from engine.bpmn.execution import Execution
from engine.bpmn.position import Job, Place, Position
from engine.commands.replay.history import OPENED, RAISED, History, Move, Outcome
from engine.dmn.evaluation import decide
from engine.errors import AmendsError
from engine.feel.surroundings import Surroundings
from engine.forms.prose import in_words
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS

DECISION = "decision"
MOST_JOBS = 1_000


class Otherwise(Exception):
    """The case cannot be followed any further; carries the sentence."""


class Walk:
    """The case on one version. `file` is what it knew at its end, for what operations gave back."""

    def __init__(
        self, package: Package, constants: Mapping[str, Any], around: Surroundings, file: Mapping[str, Any]
    ) -> None:
        """Nothing walked yet."""
        self.package, self.constants, self.around, self.file = package, constants, around, file
        self.told: list[str] = []
        self.case: Execution | None = None
        self.seen = 0  # of the trace

    def through(self, history: History, names: Mapping[str, str]) -> list[str]:
        """What goes another way, in sentences; nothing where every move leads where it led then.

        `names` are old id -> new id. After what cannot be followed nothing more is told.
        """
        for move in history.moves:
            try:
                self._move(move, names)
            except Otherwise as other:
                self.told.append(str(other))
                break
            except AmendsError as error:
                self.told.append(f"Then this version cannot go on: {error}")
                break
            missed, new = self._entered(move, names)
            if missed or new:
                self.told.append(_ways(missed, new, self._label(move.element, names)))
                break
        return self.told

    def _move(self, move: Move, names: Mapping[str, str]) -> None:
        around = replace(self.around, now=move.at)
        answers = dict(move.content.get("answers") or {})
        if move.verb == OPENED:
            self._open(move, answers, around, names)
        else:
            case = self._here()
            case.around = around
            self._happen(case, move, answers, names)
        done = {names.get(element, element): list(outcomes) for element, outcomes in move.done.items()}
        self._jobs(done)
        for inner in move.then:
            self._happen(self._here(), inner, dict(inner.content.get("answers") or {}), names)
            self._jobs(done)

    def _open(
        self, move: Move, answers: dict[str, Any], around: Surroundings, names: Mapping[str, str]
    ) -> None:
        try:
            self.case = Execution.open(
                self.package.model,
                self.package.settings.main,
                variables=answers,
                around=around,
                constants=self.constants,
                start=names.get(move.element or "", move.element or "") or None,
            )
        except (CannotStart, NoSuchElement) as error:
            raise Otherwise(f"A case cannot begin at '{move.element}' any more.") from error

    def _happen(self, case: Execution, move: Move, answers: dict[str, Any], names: Mapping[str, str]) -> None:
        position, element = case.position(), names.get(move.element or "", move.element or "")
        try:
            if move.verb == "task completed":
                case.complete_task(
                    self._place(position.tasks, element, move.content.get("instance")), answers
                )
            elif move.verb == "timer fired":
                case.fire(self._place(position.timers, element))
            elif move.verb == "answer corrected":
                case.correct(answers)
            elif move.verb == "sent back":
                to = str(move.content.get("to"))
                case.move(self._place(position.tasks, element), names.get(to, to))
            elif move.verb == "job completed":
                case.finish_job(self._place(position.jobs, element), answers)
            elif move.verb == "job ended in error":
                code, message = (str(move.content.get(name, "")) for name in ("code", "message"))
                case.throw_error(self._place(position.jobs, element), code, message, answers)
            elif move.verb == RAISED:
                case.escalate(str(move.content.get("code")), {})
            else:
                case.deliver(self._place(position.subscriptions, element), answers)
        except (NoSuchPlace, NoSuchElement, CannotMove) as error:
            raise Otherwise(f"'{self._label(move.element, names)}' would not have waited.") from error

    def _place(self, places: tuple[Any, ...], element: str, instance: Any = None) -> str:
        found = [place for place in places if place.element == element]
        if instance is not None:
            found = [place for place in found if place.instance == int(instance)] or found
        if found:
            return str(found[0].id)
        raise Otherwise(f"'{self._name(element)}' would not have waited then; instead: {self._waiting()}.")

    def _jobs(self, left: Mapping[str, list[Outcome]]) -> None:
        """The machine's work: decisions made anew by this version, operations answering as they did then."""
        case = self._here()
        for _ in range(MOST_JOBS):
            workers = self.package.settings.workers
            jobs = [job for job in case.position().jobs if job.type not in workers]
            if not jobs:
                return
            job = jobs[0]
            outcomes = left.get(job.element, [])
            outcome = outcomes.pop(0) if outcomes else None
            if job.type == DECISION:
                self._decide(case, job, outcome)
            elif outcome is not None and outcome.error:
                case.throw_error(job.id, outcome.error)
            else:
                case.finish_job(job.id, self._result(job, outcome))

    def _decide(self, case: Execution, job: Job, outcome: Outcome | None) -> None:
        decisions = self.package.decisions.get(job.decision or "")
        if decisions is None:
            raise Otherwise(f"'{self._name(job.element)}' asks a table that is not there.")
        decided = decide(decisions, job.decision or "", case.visible(job.id), case.around).value
        if outcome is not None and outcome.decided != decided:
            name = decisions.elements[job.decision or ""].name if job.decision in decisions.elements else ""
            self.told.append(
                f"'{name or job.decision}' would have given {in_words(decided) or 'nothing'} "
                f"instead of {in_words(outcome.decided) or 'nothing'}."
            )
        case.finish_job(job.id, {job.result: decided} if job.result else {})

    def _result(self, job: Job, outcome: Outcome | None) -> dict[str, Any]:
        operation = OPERATIONS.get(job.type)
        name = job.headers.get("result") or (operation.result if operation else None)
        if name is None:
            return {}
        known, facts = self.file.get(name), outcome.facts if outcome else {}
        if isinstance(known, Mapping):
            return {name: {key: facts.get(key, value) for key, value in known.items()}}
        return {name: facts.get(name, known)}

    def _entered(self, move: Move, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Names of elements that were entered then and are not now, and the other way round."""
        trace = self._here().position().trace
        fresh, self.seen = trace[self.seen :], len(trace)
        now = Counter((one.process, one.element) for one in fresh if one.verb == "entered")
        then = Counter((process, names.get(element, element)) for process, element in move.entered)
        return [self._name(one) for _, one in then - now], [self._name(one) for _, one in now - then]

    def _here(self) -> Execution:
        if self.case is None:
            raise Otherwise("The timeline does not say how the case began.")
        return self.case

    def _waiting(self) -> str:
        position: Position = self._here().position()
        places: tuple[Place, ...] = (*position.tasks, *position.jobs, *position.stuck)
        if position.finished:
            return "the case had ended"
        return ", ".join(f"'{self._name(place.element)}'" for place in places) or "nobody was asked"

    def _label(self, element: str | None, names: Mapping[str, str]) -> str:
        return self._name(names.get(element or "", element or ""))

    def _name(self, element: str) -> str:
        for process in self.package.model.processes.values():
            if element in process.elements:
                return process.elements[element].label
        return element


def _ways(missed: list[str], new: list[str], after: str) -> str:
    said = [f"not to {_and(missed)}"] if missed else []
    said += [f"to {_and(new)}"] if new else []
    return f"After '{after}' it would have gone {' but '.join(said)}."


def _and(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in dict.fromkeys(names))
