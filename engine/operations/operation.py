"""What a service task may ask for: the frame every operation of the catalogue fits into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn.position import Job
from engine.cases.models import Case
from engine.errors import AmendsError
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.operations.requests import Request
from engine.step import Step


class OperationError(AmendsError):
    """The operation ended otherwise than hoped; the diagram says what happens then."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        """Take the BPMN error code that a boundary event or event sub-process may catch."""
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


@dataclass(frozen=True, kw_only=True)
class Call:
    """One job at one case. `variables` are the case file, `case`, and the job's mapped inputs."""

    step: Step
    case: Case
    package: Package
    job: Job
    variables: Mapping[str, Any]
    around: Surroundings


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an operation gives back: variables for the case, and what the timeline should say of it.

    A `request` is what it cannot do itself: the command carries it out and adds its own variables and facts.
    """

    variables: Mapping[str, Any] = field(default_factory=dict)
    verb: str = "operation carried out"
    facts: Mapping[str, Any] = field(default_factory=dict)
    request: Request | None = None


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One entry of the catalogue. `headers` are those it reads, `errors` the BPMN errors it may raise.

    It works inside the step's transaction and savepoint: whatever is slow or leaves the machine is put into
    the list of work. OperationFailed asks to be tried again; any other error is an incident at once.
    """

    type: str
    title: str
    perform: Callable[[Call], Done]
    headers: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    later: tuple[str, ...] = ()  # variables that a message brings because of it, some time after
    result: str | None = None  # the variable it writes where the header `result` names no other
