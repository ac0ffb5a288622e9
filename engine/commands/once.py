"""Idempotency: a submission that comes twice has one effect and one answer."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

import msgspec
import simplejson
from sqlalchemy import bindparam, update

from engine.cases.errors import SentTwice, SubmissionKeyReused
from engine.cases.models import Submission
from engine.database import dialect_of
from engine.errors import AmendsError
from engine.step import Step
from engine.work.timing import STEPS
from engine.writing import inserting, write, write_and_read

P = ParamSpec("P")
R = TypeVar("R")
Command = Callable[Concatenate[Step, P], R]

_TAKE = inserting(Submission, lambda into: into.on_conflict_do_nothing().returning(Submission.key))
_REMEMBER = (
    update(Submission)
    .where(Submission.scope == bindparam("of_scope"), Submission.key == bindparam("of_key"))
    .values(response=bindparam("answer"))
)


def once_only(command: Command[P, R]) -> Command[P, R]:
    """Make a command answer a repeated submission (`Step.key`) with what the first one did.

    The key counts for one actor on one route and is written in the transaction of the effect: a refusal rolls
    it back, so a corrected form may use it again. The same key with another request is SubmissionKeyReused.
    """

    @functools.wraps(command)
    def guarded(step: Step, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if step.key is None:
            return command(step, *args, **kwargs)
        asked = _request(command, args, kwargs)
        if not _take_key(step, asked):
            first = step.session.get_one(Submission, _name_of(step))
            return _answer_of(first, asked, command)
        result = command(step, *args, **kwargs)
        _remember(step, msgspec.to_builtins(result))
        return result

    return _timed(guarded)


def once_by_nature(*repeated: type[AmendsError]) -> Callable[[Command[P, R]], Command[P, R]]:
    """The same for a command that refuses its own repetition, by one of these errors and before it writes.

    Then the key need not be taken beforehand: a repetition waits for the case, is refused, and finds the key
    with the answer. That saves the most frequent command a statement.
    """

    def guard(command: Command[P, R]) -> Command[P, R]:
        @functools.wraps(command)
        def guarded(step: Step, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if step.key is None:
                return command(step, *args, **kwargs)
            asked = _request(command, args, kwargs)
            try:
                result = command(step, *args, **kwargs)
            except repeated:
                first = step.session.get(Submission, _name_of(step))
                if first is None:
                    raise
                return _answer_of(first, asked, command)
            if not _take_key(step, asked, msgspec.to_builtins(result)):
                raise SubmissionKeyReused  # for something else, and rolled back with everything done here
            return result

        return _timed(guarded)

    return guard


def _timed(command: Command[P, R]) -> Command[P, R]:
    """Count how long each call takes, for `/metrics`; the commit comes after it."""

    name = command.__module__.rpartition(".")[2]  # one verb, one file

    @functools.wraps(command)
    def timed(step: Step, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with STEPS.taken(name):
            return command(step, *args, **kwargs)

    return timed


def spend_key(step: Step) -> None:
    """Take the key for an effect whose answer is kept nowhere, such as a secret; a repeat is SentTwice."""
    if step.key is not None and not _take_key(step, _digest({"spent": step.key})):
        raise SentTwice


def scope_of(step: Step) -> str:
    """Where a key counts: one actor on one route."""
    return f"{step.actor.id} {step.route}"


def _name_of(step: Step) -> tuple[str, str | None]:
    return scope_of(step), step.key


def _request(command: Callable[..., Any], args: Any, named: Any) -> str:
    return _digest({"command": command.__name__, "args": args, "named": named})


def _digest(request: Mapping[str, Any]) -> str:
    # Without `encoding`, files are no text to decode but go to `default` as they are.
    text = simplejson.dumps(
        request, use_decimal=True, sort_keys=True, ensure_ascii=False, default=str, encoding=None
    )
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _take_key(step: Step, asked: str, response: Any = None) -> bool:
    """Whether the key was free and is now this submission's. A rival who has not committed is waited for."""
    row = {
        "scope": scope_of(step),
        "key": step.key,
        "request_hash": asked,
        "response": response,
        "created_at": step.now,
    }
    session = step.session
    return write_and_read(session, _TAKE[dialect_of(session)], row) is not None


def _remember(step: Step, response: Any) -> None:
    given = {"of_scope": scope_of(step), "of_key": step.key, "answer": response}
    write(step.session, _REMEMBER, given)


def _answer_of(first: Submission, asked: str, command: Command[P, R]) -> R:
    """What it was answered with, if it asked for the same."""
    if first.request_hash != asked:
        raise SubmissionKeyReused
    answer: R = msgspec.convert(first.response, get_type_hints(command)["return"])
    return answer
