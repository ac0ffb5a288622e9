"""Built-in functions of lists (DMN 1.5, table 76), except those that reckon."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.builtins.registry import define
from engine.feel.functions import Builtin, Function, Nothing
from engine.feel.numbers import whole
from engine.feel.running.calls import apply
from engine.feel.running.comparison import equal, order
from engine.feel.running.kinds import kind_of
from engine.feel.running.state import State


def list_contains(state: State, items: list[Any], element: Any) -> bool:
    """Whether an item equals the element."""
    state.spend(len(items) >> 2)
    return any(equal(item, element, state) is True for item in items)


def count(items: list[Any]) -> Decimal:
    """How many items the list has."""
    return Decimal(len(items))


def smallest(items: list[Any]) -> Any:
    """The smallest of numbers, texts, dates or durations; null for an empty list."""
    return _extreme(items, -1)


def largest(items: list[Any]) -> Any:
    """The largest of numbers, texts, dates or durations; null for an empty list."""
    return _extreme(items, 1)


def _extreme(items: list[Any], sign: int) -> Any:
    if not items:
        return None
    best = items[0]
    if order(best, best) is None:
        raise Nothing("these values have no order")
    for item in items[1:]:
        found = order(item, best)
        if found is None:
            raise Nothing("values of different kinds have no order")
        if found == sign:
            best = item
    return best


def sublist(items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    """The part from a position (1 is the first, -1 the last item) on, of that length at most."""
    begin = _place(items, start)
    if length is None:
        return items[begin:]
    many = whole(length)
    if many is None or many < 0 or begin + many > len(items):
        raise Nothing(f"there are not {length} items from there on")
    return items[begin : begin + many]


def _place(items: list[Any], position: Decimal, *, behind: int = 0) -> int:
    """The index of a position, counted from 1, from the end when negative; raises Nothing beyond."""
    place = whole(position)
    if place is not None and place == position:
        if 1 <= place <= len(items) + behind:
            return place - 1
        if -len(items) <= place <= -1:
            return len(items) + place
    raise Nothing(f"the list has {len(items)} items, none at {position}")


def append(state: State, items: list[Any], *more: Any) -> list[Any]:
    """The list with the items behind it."""
    state.check_items(len(items) + len(more))
    return [*items, *more]


def concatenate(state: State, *lists: list[Any]) -> list[Any]:
    """All lists in a row."""
    state.check_items(sum(map(len, lists)))
    return [item for part in lists for item in part]


def insert_before(state: State, items: list[Any], position: Decimal, new: Any) -> list[Any]:
    """The list with the item put before that position."""
    place = _place(items, position)
    state.check_items(len(items) + 1)
    return [*items[:place], new, *items[place:]]


def remove(state: State, items: list[Any], position: Decimal) -> list[Any]:
    """The list without the item at that position."""
    place = _place(items, position)
    state.check_items(len(items))
    return [*items[:place], *items[place + 1 :]]


def replace_at(state: State, items: list[Any], position: Decimal, new: Any) -> list[Any]:
    """The list with another item at that position."""
    place = _place(items, position)
    state.check_items(len(items))
    return [*items[:place], new, *items[place + 1 :]]


def replace_where(state: State, items: list[Any], match: Function | Builtin, new: Any) -> list[Any]:
    """The list with another item wherever `match(item, new item)` holds."""
    replaced = []
    for item in items:
        holds = apply(match, [item, new], (), state)
        if not isinstance(holds, bool):
            raise Nothing("the match function answers true or false")
        replaced.append(new if holds else item)
    return state.made_list(replaced)


def reverse(state: State, items: list[Any]) -> list[Any]:
    """The list from the last item to the first."""
    state.check_items(len(items))
    return items[::-1]


def index_of(state: State, items: list[Any], match: Any) -> list[Any]:
    """The positions of all items equal to the match."""
    state.spend(len(items) >> 2)
    return [Decimal(place) for place, item in enumerate(items, 1) if equal(item, match, state) is True]


def distinct_values(state: State, items: list[Any]) -> list[Any]:
    """Each value once, in the order they first come."""
    return _distinct(items, state)


def union(state: State, *lists: list[Any]) -> list[Any]:
    """Each value of all lists once."""
    return _distinct(concatenate(state, *lists), state)


def duplicate_values(state: State, items: list[Any]) -> list[Any]:
    """Each value that comes more than once."""
    once, more = _Seen(state), _Seen(state)
    return [item for item in items if not once.add(item) and more.add(item)]


def _distinct(items: Iterable[Any], state: State) -> list[Any]:
    seen = _Seen(state)
    return state.made_list([item for item in items if seen.add(item)])


class _Seen:
    """Values met so far: plain ones found at once, others compared one by one."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._plain: set[tuple[type, Any]] = set()
        self._others: list[Any] = []

    def add(self, value: Any) -> bool:
        """Whether the value is new."""
        if value is None or isinstance(value, str | bool | Decimal):
            known = (type(value), value) in self._plain
            self._plain.add((type(value), value))
            return not known
        self._state.spend(1 + (len(self._others) >> 2))
        if any(equal(value, other, self._state) is True for other in self._others):
            return False
        self._others.append(value)
        return True


def flatten(state: State, items: list[Any]) -> list[Any]:
    """All items of all inner lists in one list."""
    flat: list[Any] = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            state.spend()
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            flat.append(item)
        else:
            waiting.pop()
        state.check_items(0 if len(flat) <= state.limits.items else len(flat))
    return state.made_list(flat)


def sort(state: State, items: list[Any], precedes: Function | Builtin | None = None) -> list[Any]:
    """The list ordered by a function that says whether one item precedes another, else by size."""
    if precedes is None:
        if any(order(item, items[0]) is None for item in items):
            raise Nothing("values of different kinds have no order")
        return state.made_list(sorted(items, key=cmp_to_key(lambda one, other: order(one, other) or 0)))

    def compare(one: Any, other: Any) -> int:
        if apply(precedes, [one, other], (), state) is True:
            return -1
        return 1 if apply(precedes, [other, one], (), state) is True else 0

    return state.made_list(sorted(items, key=cmp_to_key(compare)))


def every_true(items: list[Any]) -> bool | None:
    """False if one item is false, else null if one is no boolean, else true."""
    return _logic(items, decisive=False)


def some_true(items: list[Any]) -> bool | None:
    """True if one item is true, else null if one is no boolean, else false."""
    return _logic(items, decisive=True)


def _logic(items: list[Any], *, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    for item in items:
        if not isinstance(item, bool):
            raise Nothing(f"a {kind_of(item)} is neither true nor false")
    return not decisive


def _many(function: Any) -> Any:
    """The same function for values given one by one."""
    return lambda *values: function(list(values))


def negation(negand: Any) -> bool | None:
    """False for true, true for false; raises Nothing for all else."""
    if not isinstance(negand, bool):
        raise Nothing(f"a {kind_of(negand)} is neither true nor false")
    return not negand


def partition(state: State, items: list[Any], size: Decimal) -> list[Any]:
    """The list in pieces of that size."""
    length = whole(size)
    if length is None or length < 1:
        raise Nothing("a piece has at least one item")
    state.check_items(len(items))
    return [items[begin : begin + length] for begin in range(0, len(items), length)]


FUNCTIONS = (
    define("not(negand: any)", negation),
    define("list contains(list: list, element: any)", list_contains, with_state=True),
    define("count(list: list)", count),
    define("min(list: list)", smallest),
    define("min(c: any, d: any, e?: any...)", _many(smallest)),
    define("max(list: list)", largest),
    define("max(c: any, d: any, e?: any...)", _many(largest)),
    define("all(list: list)", every_true),
    define("all(b: any, c: any, d?: any...)", _many(every_true)),
    define("and(list: list)", every_true),
    define("and(b: any, c: any, d?: any...)", _many(every_true)),
    define("any(list: list)", some_true),
    define("any(b: any, c: any, d?: any...)", _many(some_true)),
    define("or(list: list)", some_true),
    define("or(b: any, c: any, d?: any...)", _many(some_true)),
    define("sublist(list: list, start position: number, length?: number)", sublist),
    define("append(list: list, item: any...)", append, with_state=True),
    define("concatenate(list: list...)", concatenate, with_state=True),
    define("insert before(list: list, position: number, newItem: any)", insert_before, with_state=True),
    define("remove(list: list, position: number)", remove, with_state=True),
    define("list replace(list: list, position: number, newItem: any)", replace_at, with_state=True),
    define("list replace(list: list, match: function, newItem: any)", replace_where, with_state=True),
    define("reverse(list: list)", reverse, with_state=True),
    define("index of(list: list, match: any)", index_of, with_state=True),
    define("union(list: list...)", union, with_state=True),
    define("distinct values(list: list)", distinct_values, with_state=True),
    define("duplicate values(list: list)", duplicate_values, with_state=True),
    define("flatten(list: list)", flatten, with_state=True),
    define("sort(list: list, precedes?: function)", sort, with_state=True),
    define("partition(list: list, size: number)", partition, with_state=True),
)
