"""What an operation cannot do itself, because it lies above it: requests that the command carries out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.cases.links import Answer

ENDED = "linked case ended"  # what a case hears of a linked one where the diagram names no other message

LINKED_CASE = "linked_case"  # the variable that this message brings: what the ended case tells


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """Open a case of another process in this transaction; its reference goes into the variable `result`."""

    process: str
    kind: str  # what this case is to the new one
    result: str
    start: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer | None = None


@dataclass(frozen=True, kw_only=True)
class LinkCase:
    """Link this case with another that exists."""

    reference: str
    kind: str
    answer: Answer | None = None


@dataclass(frozen=True, kw_only=True)
class MergeCase:
    """Merge this case into another of its process."""

    reference: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CheckDraft:
    """Say what is wrong with a draft of a process, into the variable `result`."""

    draft: str
    result: str


@dataclass(frozen=True, kw_only=True)
class ReleaseDraft:
    """Make a draft of a process live; which version it became goes into the variable `result`."""

    draft: str
    result: str


@dataclass(frozen=True, kw_only=True)
class LookAtRunning:
    """Say which running cases could go over to a draft, or to a version of a process, into `result`."""

    result: str
    draft: str | None = None
    version: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MigrateRunning:
    """Have the running cases of a process go over to a version; how many there are goes into `result`."""

    process: str
    version: str
    reason: str
    result: str
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReplayFinished:
    """Walk finished cases again on a draft, and say into `result` what would have gone another way."""

    result: str
    draft: str
    mapping: Mapping[str, str] = field(default_factory=dict)


Request = (
    OpenCase
    | LinkCase
    | MergeCase
    | CheckDraft
    | ReleaseDraft
    | LookAtRunning
    | MigrateRunning
    | ReplayFinished
)
