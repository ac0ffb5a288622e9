"""Putting tokens, waits and records onto the new version, in place.

The rule for everything that was reckoned when a place was entered (whom to ask, until when, a timer's
instant, a message's key): what is written as before keeps its value; what is written otherwise, or is new, is
reckoned as of the moment the place was entered, so that nobody gains or loses time by the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from engine.bpmn.graph.node import Area, Node, given
from engine.bpmn.graph.timing import zone_of
from engine.bpmn.migrating.counterparts import Counterparts
from engine.bpmn.migrating.faults import CannotMigrate, Fault, fault
from engine.bpmn.run.activities import ASKED_WHEN_ENTERED, assigned
from engine.bpmn.run.mapping import put
from engine.bpmn.run.state import Run
from engine.bpmn.run.stuck import FAILURES
from engine.bpmn.run.token import Record, Scope, Token, Wait
from engine.bpmn.run.waiting import arm, text_of
from engine.bpmn.schedule import Schedule

Since = Callable[[str, str], datetime]  # process and element ("" for the process) -> when it was entered last
_UNARMED = frozenset(
    {"enter", "begin", "leave", "occur", "arm"}
)  # phases of a stuck token that listens to nothing


class Carrier:
    """Carries one case; `since` says when it entered what it rests on."""

    def __init__(self, run: Run, there: Counterparts, since: Since) -> None:
        """The run must have no faults, see `checking.faults_of`."""
        self.run, self.there, self.since = run, there, since
        self.present = run.around.now
        self.faults: list[Fault] = []

    def carry(self) -> None:
        """Move everything. Raises CannotMigrate where the new version cannot be reckoned for this case."""
        run = self.run
        self._scope(run.root, given(self.there.area(run.process)), self.since(run.process, ""))
        run.model = self.there.new
        run.joining = {
            (scope.id, node): None
            for scope in run.scopes.values()
            for node in scope.joins
            if scope.area.nodes[node].kind == "inclusiveGateway"
        }
        if self.faults:
            raise CannotMigrate(self.faults)

    def _scope(self, scope: Scope, area: Area, began: datetime) -> None:
        old, scope.area = scope.area, area
        joins = scope.joins.items()
        scope.joins = {self._join(old, node): self._arrivals(old, node, at) for node, at in joins}
        scope.done = [self._record(record) for record in scope.done]
        if not scope.interrupted:
            self._waits(scope, None, old.event_sub_processes, area.event_sub_processes, began)
        for token in list(scope.tokens.values()):
            entered = self.since(token.node.area.process, token.node.id)
            self._token(token, entered)
            if token.hosted is not None:
                called = token.hosted.own is not None
                inner = self.there.area(token.hosted.area.process) if called else token.node.inner
                self._scope(token.hosted, given(inner), entered)

    def _token(self, token: Token, began: datetime) -> None:
        old = token.node
        new = token.node = given(self.there.node(old))
        if "done" in token.detail:
            token.detail["done"] = [self._record(record) for record in token.detail["done"]]
        if token.kind == "stuck" and token.detail["phase"] in _UNARMED:
            return
        kind = token.detail.get("was", token.kind)
        with self._as_of(began, old):
            self._inputs(token, old, new)
            if kind == "task":
                self._assignment(token, old, new)
            elif kind == "job":
                self._job(token, old, new)
        before, after = ([old], [new]) if kind == "catch" else ([], [])
        if kind == "gateway":
            before, after = [one.target for one in old.links], [one.target for one in new.links]
        elif token.holder is None:
            before, after = before + old.boundaries, after + new.boundaries
        self._waits(token.scope, token, before, after, began)

    def _inputs(self, token: Token, old: Node, new: Node) -> None:
        """Inputs that are new or written otherwise; a sub-process may have changed those it had."""
        known = {(line.target, line.source.text) for line in old.inputs}
        had = {line.target[0] for line in old.inputs}
        for line in new.inputs:
            if (line.target, line.source.text) in known or (
                token.hosted is not None and line.target[0] in had
            ):
                continue
            token.local = {} if token.local is None else token.local
            put(token.local, line.target, self.run.value(line.source, token.scope, token))

    def _assignment(self, token: Token, old: Node, new: Node) -> None:
        for attribute in ASKED_WHEN_ENTERED:
            if _text(old, attribute) == _text(new, attribute):
                continue
            value = assigned(self.run, token, attribute)
            token.detail.pop(attribute, None)
            if value is not None:
                token.detail[attribute] = value

    def _job(self, token: Token, old: Node, new: Node) -> None:
        for attribute, name in (("job_type", "type"), ("decision", "decision")):
            if _text(old, attribute) != _text(new, attribute):
                token.detail.pop(name, None)
                if attribute in new.formulas:
                    token.detail[name] = text_of(self.run, new, attribute, token.scope, token)

    def _waits(
        self, scope: Scope, token: Token | None, before: list[Node], after: list[Node], began: datetime
    ) -> None:
        """What is listened for: kept, reckoned again, no longer, or from now on.

        A wait that has happened already is not there any more, and does not come back.
        """
        stays = {old: new for old in before if (new := self.there.node(old)) in after}
        for wait in list((scope.waits if token is None else token.waits).values()):
            with self._as_of(began, wait.node):
                self._wait(wait, stays.get(wait.node))
        for node in after:
            if node not in stays.values():
                with self._as_of(began, node):
                    self._arm(node, scope, token)

    def _wait(self, wait: Wait, new: Node | None) -> None:
        run, before = self.run, _event(wait.node)
        if new is None:
            run.unwait(wait)
            return
        after, wait.node = _event(new), new
        if wait.kind in ("message", "signal"):
            if _text(before, "name") != _text(after, "name"):
                wait.name = text_of(run, after, "name", wait.scope, wait.token)
            if _text(before, "key") != _text(after, "key"):
                keyed = "key" in after.formulas
                wait.key = text_of(run, after, "key", wait.scope, wait.token) if keyed else None
        elif before.element.event != after.element.event:
            run.unwait(wait)
            fresh = self._arm(new, wait.scope, wait.token)
            if fresh is not None:  # it is the same place, and keeps its number
                run.unwait(fresh)
                fresh.id = wait.id
                run.wait(fresh)

    def _arm(self, node: Node, scope: Scope, token: Token | None) -> Wait | None:
        """Listen for an event since an instant gone by. What a cycle missed meanwhile is not made up for."""
        run, known = self.run, set(self.run.waits)
        arm(run, _event(node), node, scope, token)
        wait = next((one for number, one in run.waits.items() if number not in known), None)
        if wait is not None and wait.due is not None and wait.every is not None and wait.due <= self.present:
            missed = Schedule(due=wait.due, every=wait.every, left=wait.left, begin=wait.begin)
            later = missed.next(self.present, zone_of(run.around))
            if later is None:
                run.unwait(wait)
                return None
            wait.due, wait.left, wait.begin = later.due, later.left, later.begin
        return wait

    def _record(self, record: Record) -> Record:
        done = [self._record(inner) for inner in record.done]
        return Record(node=given(self.there.node(record.node)), local=record.local, done=done)

    def _join(self, area: Area, node: str) -> str:
        return given(self.there.node(area.nodes[node])).id

    def _arrivals(self, area: Area, node: str, at: dict[str, list[int]]) -> dict[str, list[int]]:
        old = area.nodes[node]
        ways = self.there.flows(old.into, given(self.there.node(old)).into)
        return {ways[flow].id: places for flow, places in at.items()}

    @contextmanager
    def _as_of(self, began: datetime, node: Node) -> Iterator[None]:
        """Reckon as of an instant; what cannot be reckoned is a fault of that node."""
        around = self.run.around
        self.run.around = replace(around, now=began)
        try:
            yield
        except FAILURES as error:
            self.faults.append(fault(node, "expression", f"cannot be reckoned for this case: {error}"))
        finally:
            self.run.around = around


def _event(node: Node) -> Node:
    """The event itself: an event sub-process is listened for by its start event."""
    return node.catches or node


def _text(node: Node, attribute: str) -> str | None:
    formula = node.formulas.get(attribute)
    return formula.text if formula else None
