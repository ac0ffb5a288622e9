"""One running case: opened or loaded, moved by people, clocks and messages, and asked where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn.errors import CannotMove, CannotStart, NoSuchElement, NoSuchPlace
from engine.bpmn.graph.branches import open_branches
from engine.bpmn.graph.order import ahead
from engine.bpmn.migrating.carrying import Carrier, Since
from engine.bpmn.migrating.checking import faults_of
from engine.bpmn.migrating.counterparts import Counterparts
from engine.bpmn.migrating.faults import CannotMigrate
from engine.bpmn.model import Model
from engine.bpmn.position import Position, Thrown
from engine.bpmn.run import activities, codec, happening, stepping, view
from engine.bpmn.run.stuck import NotUsable, stick
from engine.bpmn.run.token import Token, Values, Wait
from engine.bpmn.run.waiting import listen
from engine.bpmn.run.workflow import TokenWorkflow
from engine.feel.surroundings import Surroundings


class Execution:
    """A case in memory. Pure: nothing outside changes until its caller stores `dump()` and `file`.

    Every place id is unique in the run. One that is not (or no longer) waited at raises NoSuchPlace.
    """

    def __init__(self, run: TokenWorkflow, file: Values) -> None:
        """A case over its tokens and its case file; use `open` or `load`."""
        self._run = run
        self.file = file  # the case file, JSON-plain
        self._position: Position | None = None  # where it stands, until it moves
        self._moving = False  # an expression may ask on the way, as one that reads the clocks does
        run.root.own = file

    @classmethod
    def open(
        cls,
        model: Model,
        process_id: str,
        *,
        variables: Mapping[str, Any],
        around: Surroundings,
        constants: Mapping[str, Any],
        start: str | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Execution:
        """Begin a case at its plain start event, or at the one named, with what that start brings along.

        Raises CannotStart where there is no such start event.
        """
        run = _empty(model, process_id, around, constants)
        case = cls(run, dict(variables))
        area = run.root.area
        begin = area.start if start is None else area.nodes.get(start)
        if begin is None or begin.kind != "startEvent":
            raise CannotStart(start or "no plain start event")
        listen(run, run.root)
        if begin.outputs or payload:
            run.send("occur", run.root, begin, dict(payload or {}))
        else:
            run.send("enter", run.root, begin)
        stepping.settle(run)
        return case

    @classmethod
    def load(
        cls,
        model: Model,
        process_id: str,
        state: bytes,
        variables: dict[str, Any],
        around: Surroundings,
        constants: Mapping[str, Any],
    ) -> Execution:
        """Take up a saved case together with its case file. Raises StateUnreadable."""
        run = _empty(model, process_id, around, constants)
        codec.load(run, state)
        return cls(run, variables)

    def dump(self) -> bytes:
        """The state without the case file."""
        return codec.dump(self._run)

    @property
    def around(self) -> Surroundings:
        """The instant and calendars of the present move; may be replaced as time goes by."""
        return self._run.around

    @around.setter
    def around(self, around: Surroundings) -> None:
        self._run.around = around

    def position(self) -> Position:
        """Where the case stands, and what happened since it was opened or loaded."""
        if self._moving:
            return view.position(self._run)
        if self._position is None:
            self._position = view.position(self._run)
        return self._position

    def visible(self, place_id: str) -> dict[str, Any]:
        """Every variable an expression at this place can read, constants included."""
        run, token = self._run, self._token(place_id)
        return {**self.file, **view.locals_of(run, token), **run.constants}

    def give(self, constants: Mapping[str, Any]) -> None:
        """Let every expression read these too, from now on."""
        self._run.constants = {**self._run.constants, **constants}

    def known(self) -> dict[str, Any]:
        """The case file, with what open called processes know beside it and have not given back yet."""
        found = dict(self.file)
        for scope in self._run.called.values():  # the calling before the called
            found.update(scope.own or {})
        return found

    def correct(self, values: Mapping[str, Any]) -> None:
        """Replace values of the case file; open called processes that have not written them see them too.

        So do jobs that wait: what their input mappings hand over is mapped again.
        """
        run = self._run
        self.file.update(values)
        run.hand_down(values, run.root)
        for token in [token for token in run.tokens.values() if token.kind == "job"]:
            activities.refresh(run, token)
        self._settle()

    def complete_task(self, place_id: str, payload: Mapping[str, Any]) -> None:
        """A person has done this user task."""
        self._finish(self._token(place_id, "task"), payload)

    def finish_job(self, place_id: str, result: Mapping[str, Any]) -> None:
        """The machine has done this job. Of a decision, `result` is {its result variable: its value}."""
        self._finish(self._token(place_id, "job"), result)

    def throw_error(
        self, place_id: str, code: str, message: str = "", variables: Mapping[str, Any] | None = None
    ) -> bool:
        """A job ends in a BPMN error; whether the diagram catches it. If not, the token is stuck there."""
        run, token = self._run, self._token(place_id, "job")
        values = dict(variables or {})
        caught = happening.raise_code(run, "error", code, token.scope, token, values)
        run.thrown.append(
            Thrown(kind="error", name=code, element=token.node.id, caught=caught, variables=values)
        )
        if not caught:
            reason = f"Nobody catches the error '{code}' of '{token.node.element.label}'."
            stick(token, "resume", NotUsable("uncaught-error", f"{reason} {message}".strip()))
        self._settle()
        return caught

    def deliver(self, place_id: str, variables: Mapping[str, Any]) -> None:
        """The message or signal of a subscription has come."""
        self._fire(self._waiting(place_id, "message", "signal"), variables)

    def fire(self, place_id: str) -> None:
        """A timer is due."""
        self._fire(self._waiting(place_id, "timer"), {})

    def signal(self, name: str, variables: Mapping[str, Any]) -> bool:
        """A signal reaches every place of the case that waits for it; whether there was one."""
        heard = happening.signal(self._run, name, dict(variables))
        self._settle()
        return heard

    def escalate(self, code: str, variables: Mapping[str, Any] | None = None) -> bool:
        """Raise an escalation in the root scope, as clocks and supervisors do; whether it is caught."""
        run = self._run
        if run.finished:
            return False
        values = dict(variables or {})
        caught = happening.raise_code(run, "escalation", code, run.root, None, values)
        run.thrown.append(Thrown(kind="escalation", name=code, caught=caught, variables=values))
        self._settle()
        return caught

    def move(self, place_id: str, element_id: str) -> None:
        """Send back: another activity of the same scope is entered instead of this user task.

        Raises CannotMove where the element lies elsewhere or in other branches, or the task is one of
        several instances.
        """
        run, token = self._run, self._token(place_id, "task")
        node = token.scope.area.nodes.get(element_id)
        if node is None:
            raise NoSuchElement(element_id)
        if token.holder is not None or node.kind != "userTask" or node.element.for_compensation:
            raise CannotMove(element_id)
        if open_branches(node) != open_branches(token.node):
            raise CannotMove(element_id)
        run.send("enter", token.scope, node)
        run.drop(token)
        self._settle()

    def migrate(self, model: Model, mapping: Mapping[str, str], since: Since) -> None:
        """Go on by another model from here; places keep their ids. One that was refused is to be thrown away.

        `mapping` names the elements and flows that have another id now, old -> new; all others keep theirs.
        `since(process, element)` says when the case last entered an element, or began ("" for the element).
        Raises CannotMigrate with every reason: an element without counterpart, of another kind, in another
        sub-process or beside other branches; instances of a changed loop; what is just being undone.
        """
        run = self._run
        there = Counterparts(run.model, model, mapping)
        faults = faults_of(run, there)
        if faults:
            raise CannotMigrate(faults)
        Carrier(run, there, since).carry()
        self._settle()

    def ahead(self) -> frozenset[str]:
        """The ids of all elements to which a drawn way leads from here."""
        run = self._run
        standing = [token.node for token in run.tokens.values()]
        within = [scope.area for scope in run.scopes.values() if not scope.interrupted]
        called = {key: process.area for key, process in run.model.processes.items()}
        return ahead(standing, within, called)

    def retry(self, place_id: str) -> None:
        """A stuck token tries again what it could not do."""
        run, token = self._run, self._token(place_id, "stuck")
        stepping.retry(run, token)
        self._settle()

    def cancel(self) -> None:
        """End the case here and now."""
        run = self._run
        if not run.finished:
            self._position = None
            run.clear(run.root)
            run.forget(run.root)

    def _settle(self) -> None:
        self._position, self._moving = None, True
        try:
            stepping.settle(self._run)
        finally:
            self._moving = False

    def _token(self, place_id: str, kind: str | None = None) -> Token:
        token = self._run.tokens.get(int(place_id)) if place_id.isdecimal() else None
        if token is None or kind not in (None, token.kind):
            raise NoSuchPlace(place_id)
        return token

    def _waiting(self, place_id: str, *kinds: str) -> Wait:
        wait = self._run.waits.get(int(place_id)) if place_id.isdecimal() else None
        if wait is None or wait.kind not in kinds:
            raise NoSuchPlace(place_id)
        return wait

    def _fire(self, wait: Wait, variables: Mapping[str, Any]) -> None:
        happening.fire(self._run, wait, dict(variables))
        self._settle()

    def _finish(self, token: Token, values: Mapping[str, Any]) -> None:
        activities.finish(self._run, token, dict(values))
        self._settle()


def _empty(
    model: Model, process_id: str, around: Surroundings, constants: Mapping[str, Any]
) -> TokenWorkflow:
    if process_id not in model.processes:
        raise NoSuchElement(process_id)
    return TokenWorkflow(model, process_id, around, constants)
