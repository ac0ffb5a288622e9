"""cases.count: how many cases share these values, as in "the same root cause three times in 30 days"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine.cases.counting import Wanted, as_value, count_cases, references_of, values_at
from engine.library.live import live_package
from engine.operations.headers import HeaderUnusable, listed, value, words
from engine.operations.operation import Call, Done, Operation

RESULT = "case_count"


def count(call: Call) -> Done:
    """{count, references}: the cases opened within so many days that hold the same values.

    The case itself counts too where it holds them, although its own step is not over yet.
    """
    matched = matches(call)
    wanted = wanted_cases(call, matched, *_span(call))
    found = _counted(call, wanted, matched)
    return Done(
        variables={call.job.headers.get("result", RESULT): found},
        verb="cases counted",
        facts={"match": {key: sorted(values) for key, values in matched.items()}, **found},
    )


def wanted_cases(
    call: Call,
    matched: Mapping[str, frozenset[str]],
    since: datetime | None,
    until: datetime | None,
) -> Wanted:
    """The cases of this span that `process`, `match`, `state`, `status` and `not_status` speak of."""
    process = words(call, "process", call.case.process) or call.case.process
    counted = live_package(call.step.session, process).settings.counted
    unknown = sorted(set(matched) - set(counted))
    if unknown:
        raise HeaderUnusable(
            f"'match' names {', '.join(unknown)}, which {process} does not list as `counted`"
        )
    return Wanted(
        process=process,
        values=matched,
        since=since,
        until=until,
        state=words(call, "state"),
        status=words(call, "status"),
        not_status=frozenset(listed(call, "not_status")),
    )


def matches(call: Call) -> dict[str, frozenset[str]]:
    """The header `match`: `key` means this case's own value of it, `key=code` that code."""
    found: dict[str, frozenset[str]] = {}
    for entry in listed(call, "match"):
        key, given, code = entry.partition("=")
        found[key.strip()] = as_value(code) if given else values_at(call.variables, key.strip())
    return found


def days(call: Call, name: str) -> timedelta | None:
    """A header that says a number of days."""
    given = value(call, name)
    if given is None:
        return None
    try:
        return timedelta(days=float(given))
    except (TypeError, ValueError, OverflowError) as error:
        raise HeaderUnusable(f"'{name}' gives {given!r}, and a number of days is wanted") from error


def instant(call: Call, name: str) -> datetime | None:
    """A header that says a date or an instant; a date is its first moment in UTC."""
    given = value(call, name)
    if given is None:
        return None
    try:
        if len(str(given)) == len("2026-03-02"):
            return datetime.combine(date.fromisoformat(given), time(0), UTC)
        moment = datetime.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise HeaderUnusable(f"'{name}' gives {given!r}, and a date is wanted") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _span(call: Call) -> tuple[datetime | None, datetime | None]:
    within = days(call, "days")
    if within is not None:
        return call.step.now - within, None
    return instant(call, "from"), instant(call, "to")


def _counted(call: Call, wanted: Wanted, matched: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    if any(not values for values in matched.values()):
        return {"count": 0, "references": []}  # nobody shares a value that is not known yet
    session, case = call.step.session, call.case
    others = replace(wanted, but=case.id)
    itself = _holds(call, wanted, matched)
    found = references_of(session, others)
    return {
        "count": count_cases(session, others) + (1 if itself else 0),
        "references": [case.reference, *found] if itself else found,
    }


def _holds(call: Call, wanted: Wanted, matched: Mapping[str, frozenset[str]]) -> bool:
    """Whether this case is one of them; its rows are written only at the end of the step."""
    case = call.case
    return (
        case.process == wanted.process
        and wanted.state in (None, case.state)
        and wanted.status in (None, case.status)
        and case.status not in wanted.not_status
        and (wanted.since is None or case.opened_at >= wanted.since)
        and (wanted.until is None or case.opened_at < wanted.until)
        and all(values_at(call.variables, key) & values for key, values in matched.items())
    )


CASES_COUNT = Operation(
    type="cases.count",
    title="Count like cases",
    perform=count,
    headers=("process", "match", "days", "from", "to", "state", "status", "not_status", "result"),
    result=RESULT,
)
