"""The saved form of a running case: one format byte, then msgpack of its tokens, waits and scopes.

The case file is not in it. Everything is named by the diagram's ids, so that a state outlives a restart and
can be carried to another version of the diagram.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from engine.bpmn.errors import StateUnreadable
from engine.bpmn.graph.node import Area
from engine.bpmn.run.state import Run
from engine.bpmn.run.token import Record, Scope, Token, Values, Wait

FORMAT = 1
_DECIMAL, _BIG = 1, 2  # msgpack has neither decimals nor whole numbers beyond 64 bits
_LARGEST = 2**63 - 1
_RECORDS = ("todo", "done")


def dump(run: Run) -> bytes:
    """The state as bytes; to be called when nothing moves."""
    body = [
        run.counter,
        [_scope(run.scopes[number]) for number in sorted(run.scopes)],
        [_token(run.tokens[number]) for number in sorted(run.tokens)],
        [_wait(run.waits[number]) for number in sorted(run.waits)],
    ]
    return bytes([FORMAT]) + msgspec.msgpack.encode(body)


def _trimmed(values: list[Any]) -> list[Any]:
    """Without what is empty at the end; most tokens need only their first three places."""
    while values and values[-1] in (None, 0, "", [], {}):
        values.pop()
    return values


def _scope(scope: Scope) -> list[Any]:
    process = scope.area.process if scope.own is not None else None
    own = _packed(scope.own) if scope.id else None  # the case file lies elsewhere
    return _trimmed(
        [
            scope.id,
            scope.host.id if scope.host is not None else 0,
            process if scope.id else None,
            int(scope.interrupted),
            scope.joins,
            [_record(record) for record in scope.done],
            own,
            sorted(scope.written or ()),
        ]
    )


def _token(token: Token) -> list[Any]:
    detail = {
        name: [_record(record) for record in value] if name == "done" else _packed(value)
        for name, value in token.detail.items()
        if name != "todo"
    }
    if "todo" in token.detail:
        detail["todo"] = [[scope, _record(record)] for scope, record in token.detail["todo"]]
    return _trimmed(
        [
            token.id,
            token.node.id,
            token.kind,
            token.scope.id,
            detail,
            _packed(token.local),
            token.holder.id if token.holder is not None else 0,
            token.number,
        ]
    )


def _wait(wait: Wait) -> list[Any]:
    return _trimmed(
        [
            wait.id,
            wait.kind,
            wait.node.id,
            wait.scope.id,
            wait.token.id if wait.token is not None else 0,
            wait.name,
            wait.key,
            wait.due,
            wait.every,
            wait.left,
            wait.held,
            wait.begin,
        ]
    )


def _record(record: Record) -> list[Any]:
    return [record.node.id, _packed(record.local), [_record(inner) for inner in record.done]]


def _packed(value: Any) -> Any:
    kind = type(value)
    if kind is Decimal:
        return msgspec.msgpack.Ext(_DECIMAL, str(value).encode())
    if kind is int and not -_LARGEST <= value <= _LARGEST:
        return msgspec.msgpack.Ext(_BIG, str(value).encode())
    if kind is dict:
        return {name: _packed(item) for name, item in value.items()}
    if kind is list:
        return [_packed(item) for item in value]
    return value


def _unpacked(code: int, data: memoryview) -> Any:
    text = bytes(data).decode()
    return Decimal(text) if code == _DECIMAL else int(text)


_DECODER = msgspec.msgpack.Decoder(ext_hook=_unpacked)


def load(run: Run, state: bytes) -> None:
    """Fill an empty run. Raises StateUnreadable, for instance where the diagram lacks an element."""
    if not state or state[0] != FORMAT:
        raise StateUnreadable(f"format {state[0] if state else 'empty'}")
    try:
        counter, scopes, tokens, waits = _DECODER.decode(state[1:])
        _Loader(run).load(counter, scopes, tokens, waits)
    except (msgspec.DecodeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise StateUnreadable(f"{type(error).__name__} {error}") from error


class _Loader:
    """Puts scopes and tokens together: a scope needs its host, a token needs its scope."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def load(self, counter: int, scopes: list[Any], tokens: list[Any], waits: list[Any]) -> None:
        run = self.run
        run.scopes.clear()
        hanging: dict[int, list[list[Any]]] = {}
        for row in scopes:
            hanging.setdefault(_at(row, 1) or 0, []).append(row)
        rows: dict[int, list[list[Any]]] = {}
        for row in tokens:
            rows.setdefault(_at(row, 3) or 0, []).append(row)
        for row in hanging.get(0, []):
            self._scope(row, None, hanging, rows)
        for row in waits:
            self._wait(row)
        run.tokens = {number: run.tokens[number] for number in sorted(run.tokens)}
        run.scopes = {number: run.scopes[number] for number in sorted(run.scopes)}
        run.counter = counter

    def _scope(
        self,
        row: list[Any],
        host: Token | None,
        hanging: dict[int, list[list[Any]]],
        rows: dict[int, list[list[Any]]],
    ) -> None:
        """A scope, its tokens, and what they host."""
        run = self.run
        called = _at(row, 2)
        area: Area | None = run.model.processes[called or run.process].area
        if host is not None and called is None:
            area = host.node.inner
        if area is None:
            raise KeyError(_at(row, 0))
        scope = Scope(_at(row, 0) or 0, area, host)
        run.scopes[scope.id] = scope
        if host is None:
            scope.own, run.root = run.root.own, scope
        else:
            host.hosted = scope
        if called is not None:
            run.call(scope, _at(row, 6) or {}, set(_at(row, 7) or ()))
        scope.interrupted = bool(_at(row, 3))
        scope.joins = _at(row, 4) or {}
        scope.done = [self._record(record, area) for record in _at(row, 5) or ()]
        scope.live = sum(len(places) for flows in scope.joins.values() for places in flows.values())
        for node in scope.joins:
            if area.nodes[node].kind == "inclusiveGateway":
                run.joining[scope.id, node] = None
        for line in sorted(rows.get(scope.id, []), key=lambda line: int(line[0])):
            token = self._token(line, scope)
            for inner in hanging.get(token.id, []):
                self._scope(inner, token, hanging, rows)

    def _token(self, row: list[Any], scope: Scope) -> Token:
        run = self.run
        holder = run.tokens[row[6]] if _at(row, 6) else None
        node = scope.area.nodes.get(row[1]) or scope.area.everywhere[row[1]]
        token = run.token_class(row[0], node, scope, holder)
        token.kind = row[2]
        token.local, token.number = _at(row, 5), _at(row, 7)
        token.detail = self._detail(_at(row, 4) or {}, scope)
        run.tokens[token.id] = scope.tokens[token.id] = token
        if holder is None:
            scope.live += 1
        else:
            holder.instances[token.id] = token
        return token

    def _detail(self, detail: Values, scope: Scope) -> Values:
        area = scope.area
        if "done" in detail:
            detail["done"] = [self._record(record, area) for record in detail["done"]]
        if "todo" in detail:
            detail["todo"] = [(number, self._record(record, area)) for number, record in detail["todo"]]
        return detail

    def _record(self, row: list[Any], area: Area) -> Record:
        done = [self._record(record, area) for record in row[2]]
        return Record(node=area.everywhere[row[0]], local=row[1], done=done)

    def _wait(self, row: list[Any]) -> None:
        run = self.run
        scope, number = run.scopes[row[3] if len(row) > 3 else 0], _at(row, 4)
        run.wait(
            Wait(
                id=row[0],
                kind=row[1],
                node=scope.area.nodes[row[2]],
                scope=scope,
                token=run.tokens[number] if number else None,
                name=_at(row, 5) or "",
                key=_at(row, 6),
                due=_at(row, 7),
                every=_at(row, 8),
                left=_at(row, 9) or 0,
                held=bool(_at(row, 10)),
                begin=_at(row, 11),
            )
        )


def _at(row: list[Any], index: int) -> Any:
    return row[index] if index < len(row) else None
