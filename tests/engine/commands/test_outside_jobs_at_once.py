"""Many programs at once: each job is given to one, answered once, and nobody waits in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cases.models import Case
from engine.commands.cancel_case import cancel_case
from engine.commands.correct_answer import correct_answer
from engine.errors import AmendsError
from engine.jobs.errors import LeaseLost
from engine.jobs.models import OutsideJob
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.program import Program, credit, let_leases_run_out
from tests.engine.commands.test_outside_jobs_meanwhile import asked_first
from tests.together import together

PROGRAMS, JOBS = 8, 200


@pytest.fixture(params=["embedded", "served"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk on each database: what locks differs."""
    url = request.getfixturevalue("postgresql_url") if request.param == "served" else None
    here = Desk(tmp_path, url)
    yield here
    here.database.dispose()


def test_eight_programs_share_two_hundred_jobs_without_a_double(desk: Desk) -> None:
    desk.deploy(credit().build())
    for number in range(JOBS):
        desk.open(name=f"N{number}", amount=number)

    def fetch(name: str) -> list[str]:
        found: list[str] = []
        program = Program(desk, name=name)
        while jobs := program.fetch(most=7):
            found += [job.id for job in jobs]
        return found

    taken = together(*(lambda name=f"erp-{number}": fetch(name) for number in range(PROGRAMS)))

    assert [one for one in taken if isinstance(one, AmendsError)] == []
    counted = Counter(job for one in taken if isinstance(one, list) for job in one)
    assert set(counted.values()) == {1}
    assert len(counted) == JOBS


def test_programs_that_fetch_and_answer_at_once_end_every_case_once(desk: Desk) -> None:
    desk.deploy(credit().build())
    cases = [desk.open(name=f"N{number}", amount=number) for number in range(24)]

    def work(name: str) -> int:
        program, count = Program(desk, name=name), 0
        while jobs := program.fetch(most=2):
            for job in jobs:
                program.complete(job)
                count += 1
        return count

    done = together(*(lambda name=f"erp-{number}": work(name) for number in range(PROGRAMS)))

    assert sum(one for one in done if isinstance(one, int)) == len(cases)
    assert desk.rows(OutsideJob) == []
    assert desk.open_tasks() == ["after"] * len(cases)
    assert all(desk.verbs(one).count("job completed") == 1 for one in cases)


def test_an_answer_sent_by_eight_hands_at_once_counts_once(desk: Desk) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)
    program = Program(desk)
    job = program.one()

    answered = together(*[lambda: program.complete(job)] * PROGRAMS)

    assert answered == [None] * PROGRAMS
    assert desk.verbs(opened) == ["case opened", "job completed"]


def test_an_answer_and_a_cancellation_at_once_leave_one_of_the_two(desk: Desk) -> None:
    desk.deploy(credit().build())
    program = Program(desk)
    for number in range(6):
        opened = desk.open(name=f"N{number}", amount=number)
        job = program.one()

        together(
            lambda job=job: program.complete(job),
            lambda case=opened.case_id: desk.do("sue", cancel_case, case, "a mistake"),
            lambda: program.fetch(),
        )

        verbs = desk.verbs(opened)
        assert verbs in (
            ["case opened", "job completed", "case cancelled"],
            ["case opened", "case cancelled"],
        )
    assert desk.rows(OutsideJob) == []
    assert {case.state for case in desk.rows(Case)} == {"cancelled"}


def test_a_fetch_at_the_moment_of_a_correction_brings_the_new_values_or_loses_its_lease(desk: Desk) -> None:
    desk.deploy(asked_first().build())
    program = Program(desk)
    for number in range(8):
        desk.open()
        desk.complete("ana", "say", name="Zoe", town="Ulm")
        done = max((row for row in desk.rows(Task) if row.element == "say"), key=lambda row: row.case_id)

        def correct(task: str = done.id) -> None:
            desk.do("ana", correct_answer, task, {"name": "Zoë", "town": "Ulm"}, "misheard")

        _, found = together(correct, program.fetch)

        assert isinstance(found, list)
        for job in found or program.fetch():
            if job.variables != {"who": "Zoë"}:
                with pytest.raises(LeaseLost):
                    program.complete(job)
                (job,) = program.fetch()
            assert job.variables == {"who": "Zoë"}
            program.complete(job)
        assert len(desk.open_tasks()) == number + 1


def test_a_lease_that_ran_out_uses_one_try_however_many_ask_at_once(desk: Desk) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    Program(desk).one()
    let_leases_run_out(desk)

    taken = together(
        *(lambda name=f"erp-{number}": Program(desk, name=name).fetch() for number in range(PROGRAMS))
    )

    assert sorted(len(one) for one in taken if isinstance(one, list)) == [0] * (PROGRAMS - 1) + [1]
    assert [(row.retries, row.failures) for row in desk.rows(OutsideJob)] == [(2, 1)]


def test_an_answer_at_the_moment_a_job_is_given_up_either_counts_or_finds_it_with_people(desk: Desk) -> None:
    desk.deploy(credit(retries=1).build())
    program = Program(desk)
    for number in range(6):
        opened = desk.open(name=f"N{number}", amount=number)
        late = program.one()
        let_leases_run_out(desk)
        program.fetch()

        answered, *_ = together(lambda job=late: program.complete(job), desk.work, program.fetch)

        heard = answered is None
        assert heard or isinstance(answered, LeaseLost)
        assert desk.verbs(opened) == (
            ["case opened", "job completed"] if heard else ["case opened", "job failed", "incident opened"]
        )
