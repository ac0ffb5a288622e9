"""The outbox as whoever looks after the mail reads it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from engine.cases.models import Case, Incident
from engine.correspondence.models import FAILED, WAITING, Letter
from engine.correspondence.outbox import mark_failed, mark_sent, write_letter
from engine.correspondence.queries import outbox, outbox_counts
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.step import Step
from engine.work.models import DEAD, Work


@pytest.fixture
def letters(step: Step, case: Case, package: Package, around: Surroundings) -> list[Letter]:
    """Three letters: one sent, one failed for good with an incident, one waiting."""
    context = {"name": "Ines", "case": {"reference": case.reference, "secret_link": "https://x.example"}}
    written = [
        write_letter(
            step, case, package, "welcome", context, f"c{n}@customers.example", around=around, occasion=str(n)
        )
        for n in range(3)
    ]
    mark_sent(step.session, written[0].id, step.now)
    mark_failed(step.session, written[1].id, "no such mailbox", for_good=True)
    work = step.session.scalars(select(Work).where(Work.ref == written[1].id)).one()
    work.state, work.attempts = DEAD, 5
    given_up = {"code": "gave-up", "reason": "no such mailbox", "opened_at": step.now}
    step.session.add(Incident(id=uuid4().hex, case_id=case.id, kind="letter", work_id=work.id, **given_up))
    step.session.flush()
    return written


def test_a_failed_letter_says_why_how_often_and_what_retries_it(step: Step, letters: list[Letter]) -> None:
    (line,) = outbox(step.session, state=FAILED)

    assert (line.recipient, line.error, line.attempts) == ("c1@customers.example", "no such mailbox", 5)
    assert line.incident_id == step.session.scalars(select(Incident.id)).one()
    assert line.next_try_at is None


def test_a_waiting_letter_says_when_it_goes(step: Step, letters: list[Letter]) -> None:
    (line,) = outbox(step.session, state=WAITING)

    assert line.next_try_at == step.now
    assert line.incident_id is None


def test_pages_follow_one_another_without_gap(step: Step, letters: list[Letter]) -> None:
    whole = outbox(step.session)

    first = outbox(step.session, limit=2)
    rest = outbox(step.session, after=first[-1].cursor)

    assert first + rest == whole
    assert {line.id for line in whole} == {letter.id for letter in letters}


def test_every_state_is_counted(step: Step, letters: list[Letter]) -> None:
    assert outbox_counts(step.session) == {"waiting": 1, "held": 0, "sent": 1, "failed": 1}
