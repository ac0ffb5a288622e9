"""Where a running case stands: frozen values, the whole truth of which the rows are a projection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MANY = "*"  # ends the id of an activity that is done in several instances, where it stands in a scope


@dataclass(frozen=True, kw_only=True)
class Place:
    """A token resting on an element. `id` is unique in the run and stays for the token's life."""

    id: str
    process: str
    element: str
    name: str


@dataclass(frozen=True, kw_only=True)
class OpenTask(Place):
    """A user task that waits for a person."""

    lane: str | None = None
    form: str | None = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    assignee: str | None = None
    due: datetime | None = None
    follow_up: datetime | None = None
    priority: int = 50
    properties: Mapping[str, str] = field(default_factory=dict)
    # Local ones only: mapped inputs, the instance's item, a called process's own.
    variables: Mapping[str, Any] = field(default_factory=dict)
    instance: int | None = None  # 1 for the first of a multi-instance activity
    # The ids of the activities around it, outermost first. One of several instances comes after the activity
    # that has them, as in ("7*", "9").
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timer(Place):
    """A drawn timer that waits for its instant."""

    due: datetime
    host: str | None = None  # the activity a boundary timer hangs on


@dataclass(frozen=True, kw_only=True)
class Subscription(Place):
    """A message or signal that is awaited. `key` is None for signals."""

    kind: str  # "message" or "signal"
    message: str
    key: str | None = None
    host: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)  # local ones, as of an OpenTask


@dataclass(frozen=True, kw_only=True)
class Job(Place):
    """A service, send or business rule task that waits for the machine.

    `type` is the operation's name, or "decision" with `decision` and `result` set (zeebe:calledDecision).
    """

    type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    retries: int = 3
    variables: Mapping[str, Any] = field(default_factory=dict)  # the mapped inputs
    decision: str | None = None
    result: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stuck(Place):
    """A token that cannot go on: an incident for people, with the reason in a sentence."""

    code: str  # e.g. "no-flow-is-true", "expression", "uncaught-error", "step-budget"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Thrown:
    """An event the diagram threw since the execution was loaded."""

    kind: str  # "message", "signal", "escalation", "error"
    name: str  # message or signal name, escalation or error code
    element: str | None = None
    caught: bool = False  # somewhere inside this case
    key: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One thing that happened since the execution was loaded, in order."""

    verb: str  # "entered", "left", "took" (a sequence flow), "cancelled"
    process: str
    element: str  # the flow's id for "took"


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where the case stands now, and what the last moves did."""

    places: tuple[Place, ...]  # every resting token, the others below included
    tasks: tuple[OpenTask, ...]
    timers: tuple[Timer, ...]
    subscriptions: tuple[Subscription, ...]
    jobs: tuple[Job, ...]
    stuck: tuple[Stuck, ...]
    thrown: tuple[Thrown, ...]
    trace: tuple[Trace, ...]
    finished: bool
