"""Scenario files: a story in steps, read into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine.library.yaml_reading import values_of
from engine.scenarios.errors import ScenarioError
from engine.scenarios.people import Named, read_named

KINDS = (
    "open",
    "complete",
    "refuse",
    "wait",
    "message",
    "worker",
    "escalate",
    "take_over",
    "resolve",
    "send_back",
    "correct",
    "cancel",
    "turn_to",
    "link",
    "draft",
    "merge",
    "unmerge",
    "norm_times",
    "expect",
)
BESIDE = frozenset({"by", "instance", "where", "with", "says", "files"})
OF_WORKER = frozenset({"gives", "fails", "error"})  # how an outside worker answers


@dataclass(frozen=True, kw_only=True)
class ScenarioStep:
    """One thing that somebody does, or that time does, or that must hold."""

    number: int
    kind: str
    value: Any
    by: str | None = None
    instance: int | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    says: str | None = None
    gives: Mapping[str, Any] | None = None
    fails: str | None = None
    error: str | None = None
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by field and name of the file

    def option(self, name: str) -> Any:
        """A key of the step's own value, or None."""
        return self.value.get(name) if isinstance(self.value, Mapping) else None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A runnable example of a process."""

    name: str
    title: str
    story: str
    begins: datetime
    steps: tuple[ScenarioStep, ...]
    people: tuple[Named, ...] = ()  # beside the two of every group
    organisation: str | None = None  # the organisation profile that takes the place of these two
    profile: str | None = None  # the norm profile in place of the one that process.yaml chooses


def read_scenario(document: Mapping[str, Any], name: str) -> Scenario:
    """The scenario in this YAML document; raises `ScenarioError` with what is missing or unknown."""
    for key in ("title", "begins", "steps"):
        if not document.get(key):
            raise ScenarioError(f"{name}: '{key}' is missing")
    if not isinstance(document["steps"], list):
        raise ScenarioError(f"{name}: 'steps' must be a list")
    return Scenario(
        name=name,
        title=str(document["title"]),
        story=" ".join(str(document.get("story", "")).split()),
        begins=_instant(document["begins"], name),
        steps=tuple(_step(number, step, name) for number, step in enumerate(document["steps"], 1)),
        people=read_named(document.get("people") or {}, name),
        organisation=document.get("organisation"),
        profile=document.get("profile"),
    )


def _step(number: int, given: Any, name: str) -> ScenarioStep:
    where = f"{name}, step {number}"
    if not isinstance(given, Mapping):
        raise ScenarioError(f"{where}: a step is `what: ...`")
    kinds = [kind for kind in KINDS if kind in given]
    if len(kinds) != 1:
        raise ScenarioError(f"{where}: a step does exactly one of {', '.join(KINDS)}")
    beside = BESIDE | OF_WORKER if kinds == ["worker"] else BESIDE
    unknown = sorted(str(key) for key in given.keys() - beside - set(kinds))
    if unknown:
        raise ScenarioError(f"{where}: '{unknown[0]}' is not known")
    value = given[kinds[0]]
    inner = value.get("with") if isinstance(value, Mapping) and kinds[0] != "expect" else None
    return ScenarioStep(
        number=number,
        kind=kinds[0],
        value=value,
        by=given.get("by"),
        instance=given.get("instance"),
        where=values_of(given.get("where") or {}),
        answers=values_of(given.get("with") or inner or {}),
        says=given.get("says"),
        gives=None if given.get("gives") is None else values_of(given["gives"]),
        fails=_text(given.get("fails")),
        error=_text(given.get("error")),
        files=given.get("files") or {},
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _instant(value: Any, name: str) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ScenarioError(
            f"{name}: begins: {value!r} is no instant such as 2026-03-02T09:00:00Z"
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
