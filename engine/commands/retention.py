"""What is thrown away after its time: each rule is one line in `RULES`, with a setting that says how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from engine.cases.models import Attachment, Submission
from engine.commands.classify_records import classify_records
from engine.settings import Settings
from engine.step import Step
from engine.work.models import Work

A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One kind of thing that is not kept for ever; `days` reads the setting, 0 keeps it for ever."""

    name: str
    days: Callable[[Settings], int]
    throw_away: Callable[[Session, datetime], int]  # what is older than the instant; says how many


def _files_without_a_case(session: Session, before: datetime) -> int:
    """Files whose form was never sent: they belong to no case, and nobody can reach them any more."""
    return _delete(session, Attachment, Attachment.case_id.is_(None), Attachment.uploaded_at < before)


def _keys_of_submissions(session: Session, before: datetime) -> int:
    """Idempotency keys: nobody sends a request again after so long."""
    return _delete(session, Submission, Submission.created_at < before)


RULES = (
    Rule(
        name="files without a case",
        days=lambda settings: settings.keep_uploads_days,
        throw_away=_files_without_a_case,
    ),
    Rule(
        name="keys of submissions",
        days=lambda settings: settings.keep_keys_days,
        throw_away=_keys_of_submissions,
    ),
)


def throw_away_old(step: Step, _work: Work) -> None:
    """Apply every rule, and see to it that every ended case has a class.

    What a case, its timeline or its letters hold is thrown away by `dispose_of_records`, with an approval.
    """
    for rule in RULES:
        days = rule.days(step.settings)
        if days:
            rule.throw_away(step.session, step.now - days * A_DAY)
    classify_records(step)


def _delete(session: Session, model: type[Any], *which: Any) -> int:
    statement = delete(model).where(*which).execution_options(synchronize_session=False)
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
