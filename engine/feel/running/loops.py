"""Closures of `for`, `some` and `every`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelLimitError
from engine.feel.functions import Nothing
from engine.feel.numbers import whole
from engine.feel.running.comparison import order
from engine.feel.running.frames import Run
from engine.feel.running.kinds import kind_of
from engine.feel.running.state import Frame, State, state_of
from engine.feel.temporal.moments import Date, date_of_number
from engine.feel.values import Range

Round = tuple[int, Run, Run | None]  # slot of the variable, domain, end of the range


def compile_for(at: int, rounds: list[Round], body: Run, partial: int | None) -> Run:
    """The closure of `for`; `partial` is the slot of the results so far, None when the body never asks."""

    def run(frame: Frame) -> Any:
        state = state_of(frame)
        results: list[Any] = []
        try:
            for _ in _walk(rounds, 0, frame):
                if partial is not None:
                    state.keep_list(len(results))
                    frame[partial] = results[:]
                results.append(body(frame))
                if len(results) > state.limits.items:
                    raise FeelLimitError("items", state.limits.items)
        except Nothing as reason:
            state.note(at, str(reason))
            return None
        return state.made_list(results)

    return run


def compile_quantified(at: int, quantifier: str, rounds: list[Round], condition: Run) -> Run:
    """The closure of `some` or `every`: stops at the round that decides; what is no boolean is null."""
    decisive = quantifier == "some"

    def run(frame: Frame) -> bool | None:
        state = state_of(frame)
        result: bool | None = not decisive
        try:
            for _ in _walk(rounds, 0, frame):
                value: bool | None = condition(frame)
                if value is decisive:
                    return decisive
                if value is not (not decisive):
                    result = None
                    state.note(at, f"a {kind_of(value)} is neither true nor false")
        except Nothing as reason:
            state.note(at, str(reason))
            return None
        return result

    return run


def _walk(rounds: list[Round], depth: int, frame: Frame) -> Iterator[None]:
    """Once for each combination of values, which stand in the frame meanwhile."""
    slot, domain, end = rounds[depth]
    state = state_of(frame)
    last = depth + 1 == len(rounds)
    for value in _values(domain(frame), end(frame) if end else None, end is not None, state):
        state.spend()
        frame[slot] = value
        if last:
            yield
        else:
            yield from _walk(rounds, depth + 1, frame)


def _values(domain: Any, end: Any, is_range: bool, state: State) -> Iterable[Any]:
    if is_range:
        return _counted(domain, end, state)
    if type(domain) is list:
        return domain
    if type(domain) is Range:
        return _of_range(domain, state)
    if domain is None:
        raise Nothing("there is no list to walk through")
    return [domain]


def _of_range(domain: Range, state: State) -> Iterable[Any]:
    start, end = domain.start, domain.end
    if domain.comparison or start is None or end is None or (order(start, end) or 0) > 0:
        raise Nothing("this range cannot be walked through")
    values = list(_counted(start, end, state))
    if not domain.start_included:
        values = values[1:]
    if not domain.end_included and values and values[-1] == end:
        values = values[:-1]
    return values


def _counted(start: Any, end: Any, state: State) -> Iterable[Any]:
    """All whole steps from start to end, upwards or downwards."""
    if type(start) is Decimal and type(end) is Decimal:
        first, last = whole(start), whole(end)
        if first is None or last is None:
            raise FeelLimitError("range", state.limits.range)
        if first != start or last != end:
            raise Nothing("a loop runs over whole numbers")
        return map(Decimal, _steps(first, last, state))
    if type(start) is Date and type(end) is Date:
        return map(date_of_number, _steps(start.number, end.number, state))
    raise Nothing(f"a loop cannot run from a {kind_of(start)} to a {kind_of(end)}")


def _steps(first: int, last: int, state: State) -> range:
    if abs(last - first) >= state.limits.range:
        raise FeelLimitError("range", state.limits.range)
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)
