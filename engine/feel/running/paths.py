"""Closures of paths and filters."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.numbers import whole
from engine.feel.running.frames import Run, Slots
from engine.feel.running.kinds import kind_of, properties_of
from engine.feel.running.state import GIVEN, Frame, State, state_of
from engine.feel.values import PLAIN, enter


def member(value: Any, name: str, state: State, at: int) -> Any:
    """What `value.name` is: an entry, a property of a date or range, or the same of each list item."""
    if type(value) is dict:
        if name in value:
            return value[name]
        state.note(at, f"the context has no entry '{name}'")
        return None
    if type(value) is list:
        state.spend(len(value))
        state.keep_list(len(value))
        return [member(item, name, state, at) for item in value]
    properties = properties_of(value)
    if properties is not None and name in properties:
        if properties[name] is None:
            state.note(at, f"this {kind_of(value)} has no '{name}'")
        return properties[name]
    state.note(at, f"a {kind_of(value)} has no '{name}'")
    return None


def compile_path(node: tree.Path, source: Run) -> Run:
    """The closure of `source.name`."""
    name, at = node.name, node.at

    def run(frame: Frame) -> Any:
        value = source(frame)
        if type(value) is dict and name in value:
            return value[name]
        return member(value, name, state_of(frame), at)

    return run


def compile_reach(slots: Slots, variable: str, path: list[tuple[str, int]]) -> Run:
    """The closure of `variable.name.name`, over the variable as the caller gave it.

    Only what the path leads to is let in: a condition on one entry of a large context costs no more. It is
    let in once and kept in its slot, as a loop may ask for it in every round; so is what a list of members
    is taken from.
    """
    slots.read.add(variable)
    slot, source = slots.fresh(), slots.fresh()

    def run(frame: Frame) -> Any:
        value = frame[slot]
        if value is not None:
            return value
        value = frame[GIVEN].get(variable)
        for place, (name, _) in enumerate(path):
            if type(value) is not dict or name not in value:
                if frame[source] is None:
                    frame[source] = enter(value, frame[0].limits)
                return _member_of(frame[source], path[place:], state_of(frame))
            value = value[name]
        if type(value) not in PLAIN:
            value = frame[slot] = enter(value, frame[0].limits)
        return value

    return run


def _member_of(value: Any, path: list[tuple[str, int]], state: State) -> Any:
    for name, at in path:
        value = member(value, name, state, at)
    return value


_TESTS = (tree.Comparison, tree.Logic, tree.Between, tree.In, tree.InstanceOf, tree.Quantified)


def compile_filter(node: tree.Filter, source: Run, condition: Run, slot: int) -> Run:
    """The closure of `source[condition]`; the condition finds the item in that slot."""
    at = node.at
    if isinstance(node.condition, tree.Literal) and type(node.condition.value) is Decimal:
        index = node.condition.value
        return lambda frame: _at_index(_items(source(frame)), index, state_of(frame), at)
    if isinstance(node.condition, _TESTS):
        return lambda frame: _kept(_items(source(frame)), condition, slot, frame)

    def run(frame: Frame) -> Any:
        items = _items(source(frame))
        before = frame[slot]
        # Whether this is a place or a test shows when it is tried on the first item.
        frame[slot] = items[0] if items else None
        found = condition(frame)
        frame[slot] = before
        if type(found) is Decimal:
            return _at_index(items, found, state_of(frame), at)
        return _kept(items, condition, slot, frame)

    return run


def _items(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def _at_index(items: list[Any], index: Decimal, state: State, at: int) -> Any:
    place = whole(index)
    if place is not None and index == place:
        if 1 <= place <= len(items):
            return items[place - 1]
        if -len(items) <= place <= -1:
            return items[place]
    state.note(at, f"the list has {len(items)} items, none at {index}")
    return None


def _kept(items: list[Any], condition: Run, slot: int, frame: Frame) -> list[Any]:
    state = state_of(frame)
    spend: Callable[[int], None] = state.spend
    before = frame[slot]
    kept = []
    for item in items:
        spend(1)
        frame[slot] = item
        if condition(frame) is True:
            kept.append(item)
    frame[slot] = before
    return state.made_list(kept)
