"""Clocks of another version whose beginning a case has passed: what becomes of each, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from engine.clocks.belated import Belated, Past, belated, renamed
from engine.clocks.errors import ClockNotReckoned
from engine.clocks.keeping import CLOSED, promise_now
from engine.clocks.rows import pass_over
from engine.commands.advance.running import Running
from engine.commands.advance.way import Way
from engine.library.package import Package
from engine.worktime.reckoning import reckon


def find_belated(running: Running, old: Package, way: Way, mapping: Mapping[str, str]) -> tuple[Belated, ...]:
    """Clocks that are new or written otherwise, have no row yet, and should have begun before now.

    From here on the case reckons with those that begin. A clock written as before that did not begin then
    promised nothing, and does not begin now either.
    """
    case, rules = running.case, running.package.settings.clocks
    before = {key: renamed(rule, mapping) for key, rule in old.settings.clocks.items()}
    rows = {clock.key for clock in running.clocks_of_run()}
    new = [rule for key, rule in rules.items() if key not in rows and before.get(key) != rule]
    if not new:
        return ()
    past = Past(
        received=case.run_received_at,
        entered=way.by_element(mapping),
        whole=way.whole,
        closed=case.status == CLOSED,
    )
    found = belated(new, past, running.step.now)
    running.as_of = {one.rule.key: one.begins for one in found if one.begins is not None and not one.over}
    return found


def pass_over_ended(running: Running, late: Collection[Belated]) -> None:
    """Note those that are over, so that none of them begins later."""
    for one in late:
        if one.over_at is None or one.begins is None:
            continue
        because = one.over_by or "the case was closed"
        context, case = running.context(), running.case
        promise = promise_now(running.step, case, one.rule, context, None, one.begins)
        if promise is not None:
            clock = pass_over(running.step, case, one.rule, promise, one.over_at, because)
            running.clocks_of_run().append(clock)


def said_of(running: Running, late: Collection[Belated]) -> tuple[str, ...]:
    """One sentence for each of them; none for those that begin as usual when the case comes there."""
    ahead = running.execution.ahead() if any(one.begins is None for one in late) else frozenset()
    told = (
        _not_begun(running, one, ahead) if one.begins is None else _begun(running, one, one.begins)
        for one in late
    )
    return tuple(sentence for sentence in told if sentence)


def _not_begun(running: Running, one: Belated, ahead: frozenset[str]) -> str:
    title, elements = f"'{one.rule.title}'", _labels(running, one.rule.begins_with)
    never = ahead.isdisjoint(one.rule.begins_with)
    if one.unknown:
        told = f"Whether the case has been at {elements}, with which {title} begins, is not told any more"
        return f"{told}: it {'does not begin' if never else 'begins when the case comes there next'}."
    if never:
        return f"{title} never begins: the case has not been at {elements}, and no way leads there any more."
    return ""


def _begun(running: Running, one: Belated, begins: datetime) -> str:
    title = f"'{one.rule.title}'"
    if one.over_at is not None:
        came = f"the case came to {_labels(running, [one.over_by])}" if one.over_by else "the case is closed"
        at = f" on {_instant(one.over_at)}" if one.over_by else ""
        return f"{title} does not begin: {came}{at}, which ends it."
    cause = f"the case came to {_labels(running, [one.by])}" if one.by else "the case was received"
    due = _due(running, one)
    if due is None:
        return f"{title} would begin as of {_instant(begins)}, when {cause}, and promises nothing yet."
    overdue = "is due" if due > running.step.now else "is overdue at once: it was due"
    return f"{title} begins as of {_instant(begins)}, when {cause}, and {overdue} {_instant(due)}."


def _due(running: Running, one: Belated) -> datetime | None:
    try:
        promise = promise_now(running.step, running.case, one.rule, running.context(), None, one.begins)
    except ClockNotReckoned:
        return None  # the migration itself will say so
    return None if promise is None else reckon(promise.start, promise.amount, promise.calendar).due


def _labels(running: Running, elements: Collection[str]) -> str:
    known = {
        name: element.label
        for process in running.package.model.processes.values()
        for name, element in process.elements.items()
    }
    return " or ".join(f"'{known.get(name, name)}'" for name in elements)


def _instant(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
