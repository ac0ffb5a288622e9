"""Programs that take a job and are never heard of again: each time is a try used, the last is for people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases.models import Incident
from engine.commands.cancel_case import cancel_case
from engine.commands.retry_incident import retry_incident
from engine.jobs.errors import LeaseLost
from engine.jobs.models import OutsideJob
from engine.jobs.queries import jobs_of
from engine.work.models import Work
from tests.engine.commands.desk import Desk
from tests.engine.commands.program import Program, credit, let_leases_run_out

SILENT = "The program 'erp-1' took the job and did not answer in time."


def tries(desk: Desk) -> list[tuple[int, int, str | None]]:
    """What is left, what was used, and why."""
    return [(row.retries, row.failures, row.reason) for row in desk.rows(OutsideJob)]


def test_a_lease_that_ran_out_is_a_try_used_when_the_job_is_given_again(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)
    program.one()
    let_leases_run_out(desk)
    assert tries(desk) == [(3, 0, None)]

    again = program.one()

    assert (again.retries, again.failures) == (2, 1)
    with desk.database.read() as session:
        assert [one.reason for one in jobs_of(session, opened.case_id)] == [SILENT]


def test_a_job_that_kills_every_program_is_left_to_people_with_the_reason(
    desk: Desk, program: Program
) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)

    given = 0
    while program.fetch():
        given += 1
        let_leases_run_out(desk)
    desk.work()

    assert given == 3
    assert desk.incidents() == [("job", "worker-failed")]
    assert [row.reason for row in desk.rows(Incident)] == [SILENT]
    assert desk.verbs(opened) == ["case opened", "job failed", "incident opened"]
    assert program.fetch() == []
    desk.do("sue", retry_incident, desk.rows(Incident)[0].id)
    assert program.one().retries == 3


def test_whoever_answers_before_it_is_left_to_people_is_heard(desk: Desk, program: Program) -> None:
    desk.deploy(credit(retries=1).build())
    opened = desk.open(name="Zoe", amount=1)
    late = program.one()
    let_leases_run_out(desk)
    assert Program(desk, name="erp-2").fetch() == []

    program.complete(late)
    desk.work()

    assert desk.incidents() == []
    assert desk.verbs(opened) == ["case opened", "job completed"]


def test_whoever_answers_after_it_is_told_that_people_have_it(desk: Desk, program: Program) -> None:
    desk.deploy(credit(retries=1).build())
    desk.open(name="Zoe", amount=1)
    late = program.one()
    let_leases_run_out(desk)
    program.fetch()
    desk.work()

    with pytest.raises(LeaseLost):
        program.complete(late)

    assert desk.incidents() == [("job", "worker-failed")]


def test_a_failure_told_late_counts_once(desk: Desk, program: Program) -> None:
    desk.deploy(credit(retries=2).build())
    desk.open(name="Zoe", amount=1)
    late = program.one()
    let_leases_run_out(desk)

    program.fail(late, "the line is down", retry_after=timedelta(0))

    assert tries(desk) == [(1, 1, "the line is down")]
    assert program.one().retries == 1


def test_asking_again_and_again_has_it_given_up_once(desk: Desk, program: Program) -> None:
    desk.deploy(credit(retries=1).build())
    desk.open(name="Zoe", amount=1)
    program.one()
    let_leases_run_out(desk)

    for _ in range(3):
        assert program.fetch() == []

    assert [row.kind for row in desk.rows(Work)] == ["job_lease"]
    desk.work()
    assert desk.incidents() == [("job", "worker-failed")]


def test_what_was_cancelled_meanwhile_is_no_incident(desk: Desk, program: Program) -> None:
    desk.deploy(credit(retries=1).build())
    opened = desk.open(name="Zoe", amount=1)
    program.one()
    let_leases_run_out(desk)
    program.fetch()

    desk.do("sue", cancel_case, opened.case_id, "a mistake")
    desk.work()

    assert desk.incidents() == []
