"""Which of the times that a task was done make up its last round, as four eyes count them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn.position import MANY

Steps = tuple[str, ...]  # ids of the activities around it, outermost first, and its own place


@dataclass(frozen=True, kw_only=True)
class Done:
    """A task that was completed: where, and by whom, whoever they stood in for included."""

    name: str
    scope: Steps
    place: str
    people: frozenset[str]


def last_round(done: Sequence[Done], here: Steps) -> list[Done]:
    """Those of the last round, seen from a task that lies in the scope `here`.

    A loop begins a new round. An activity of several instances is one round with all of them, each with its
    own last; seen from inside one of them, the others go their own way and do not count.
    """
    return _last([((*one.scope, one.place), one) for one in done], here)


def beside(done: Sequence[Done], here: Steps) -> list[Done]:
    """The other instances of a task that is one of several; none of a task that is done once."""
    return [one for one in done if one.scope == here] if here and here[-1].endswith(MANY) else []


def _last(done: list[tuple[Steps, Done]], here: Steps) -> list[Done]:
    steps = {where[0] for where, _ in done if where}
    if not steps:
        return [one for _, one in done]
    ours = bool(here) and here[0] in steps
    step = here[0] if ours else max(steps, key=_age)
    inside = [(where[1:], one) for where, one in done if where[0] == step]
    here = here[1:] if ours else ()
    if not step.endswith(MANY):
        return _last(inside, here)
    instances: dict[str, list[tuple[Steps, Done]]] = defaultdict(list)
    for where, one in inside:
        instances[where[0]].append((where, one))
    mine = instances if not here else {here[0]: instances.get(here[0], [])}
    return [one for instance in mine.values() for one in _last(instance, here)]


def _age(step: str) -> int:
    """Later ones are greater: ids are given one after the other in a run."""
    return int(step.removesuffix(MANY))
