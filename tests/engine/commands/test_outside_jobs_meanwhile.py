"""What becomes of a fetched job when its case is cancelled, corrected, migrated, merged or timed out."""

from __future__ import annotations

import pytest

from engine.commands.cancel_case import cancel_case
from engine.commands.correct_answer import correct_answer
from engine.commands.merge_cases import merge_cases
from engine.commands.reopen_case import reopen_case
from engine.commands.unmerge_cases import unmerge_cases
from engine.jobs.errors import JobOver, LeaseLost, NotOfGroup
from engine.jobs.models import OutsideJob
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.migration import migrated
from tests.engine.commands.package import PackageBuilder, text
from tests.engine.commands.program import GIVEN, TYPE, WORKER, Program, credit


def asked_first(*, source: str = "=name") -> PackageBuilder:
    """A person says a name, then a worker is asked."""
    return (
        PackageBuilder()
        .settings(workers={TYPE: WORKER})
        .form("naming", text("name"), text("town"))
        .start()
        .user("say", form="naming")
        .service("ask", TYPE, takes={"who": source})
        .user("after")
        .end()
        .flow("start", "say", "ask", "after", "end")
    )


def test_the_job_of_a_cancelled_case_is_over(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)
    job = program.one()

    desk.do("sue", cancel_case, opened.case_id, "a mistake")

    assert desk.rows(OutsideJob) == []
    with pytest.raises(JobOver):
        program.complete(job)
    assert desk.verbs(opened)[-1] == "case cancelled"


def test_a_timer_that_interrupts_the_task_takes_the_job_back(desk: Desk, program: Program) -> None:
    package = credit().on_timer("late", "ask", "PT2H").user("chase").flow("late", "chase", "end")
    desk.deploy(package.build())
    desk.open(name="Zoe", amount=1)
    job = program.one()

    desk.wait(hours=2)

    assert desk.open_tasks() == ["chase"]
    assert desk.rows(OutsideJob) == []
    with pytest.raises(JobOver):
        program.complete(job)


def test_a_correction_of_what_was_handed_over_takes_the_job_back(desk: Desk, program: Program) -> None:
    desk.deploy(asked_first().build())
    desk.open()
    desk.complete("ana", "say", name="Zoe", town="Ulm")
    before = program.one()

    _correct(desk, name="Zoë", town="Ulm")

    with pytest.raises(LeaseLost):
        program.complete(before)
    again = program.one()
    assert (again.id, again.variables) == (before.id, {"who": "Zoë"})
    program.complete(again)
    assert desk.open_tasks() == ["after"]


def test_a_correction_of_something_else_leaves_the_job_with_its_program(desk: Desk, program: Program) -> None:
    desk.deploy(asked_first().build())
    desk.open()
    desk.complete("ana", "say", name="Zoe", town="Ulm")
    job = program.one()

    _correct(desk, name="Zoe", town="Bonn")

    program.complete(job)
    assert desk.open_tasks() == ["after"]


def test_a_correction_that_cannot_be_handed_over_is_an_incident(desk: Desk, program: Program) -> None:
    endless = "count(for i in 1..1000000000 return i)"
    desk.deploy(asked_first(source=f'=if name = "Zoe" then 1 else {endless}').build())
    desk.open()
    desk.complete("ana", "say", name="Zoe", town="Ulm")
    job = program.one()

    _correct(desk, name="Ben", town="Ulm")

    assert desk.incidents() == [("stuck", "expression")]
    with pytest.raises(JobOver):
        program.complete(job)


def test_a_migrated_case_whose_task_asks_the_same_keeps_the_lease(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    job = program.one()

    migrated(desk, credit().user("more").flow("after", "more").build())

    program.complete(job)
    assert desk.open_tasks() == ["after"]


def test_a_migrated_case_whose_task_asks_otherwise_takes_the_job_back(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    job = program.one()
    other = (
        PackageBuilder()
        .settings(workers={"other.type": {**WORKER, "title": "Another", "group": "lead"}})
        .start()
        .service("ask", "other.type", takes={"customer": "=name"})
        .user("after")
        .end()
        .flow("start", "ask", "after", "end")
    )

    migrated(desk, other.build())

    with pytest.raises(NotOfGroup):
        program.complete(job)
    with pytest.raises(LeaseLost):
        Program(desk, person="sue").complete(job)
    assert program.fetch() == []
    (fresh,) = Program(desk, person="sue").fetch("other.type")
    assert (fresh.id, fresh.title, fresh.variables) == (job.id, "Another", {"customer": "Zoe"})


def test_a_version_that_does_the_task_itself_goes_on_at_once(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    job = program.one()
    ours = (
        PackageBuilder()
        .start()
        .service("ask", "cases.count", process="demo", days="30")
        .user("after")
        .end()
        .flow("start", "ask", "after", "end")
    )

    migrated(desk, ours.build())

    assert desk.open_tasks() == ["after"]
    assert desk.rows(OutsideJob) == []
    with pytest.raises(JobOver):
        program.complete(job)


def test_a_merged_case_asks_no_worker_until_the_merge_is_undone(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    first, second = desk.open(name="Zoe", amount=1), desk.open(name="Ben", amount=2)
    before = {job.case: job for job in program.fetch()}[second.reference]

    desk.do("sue", merge_cases, second.case_id, first.case_id, "the same")
    with pytest.raises(JobOver):
        program.complete(before)
    desk.do("sue", unmerge_cases, second.case_id, "not the same")

    again = program.one()
    assert (again.id, again.token) != (before.id, before.token)
    assert again.id == before.id
    program.complete(again)
    assert desk.open_tasks() == ["after"]


def test_the_next_run_of_a_case_has_jobs_of_its_own(desk: Desk, program: Program) -> None:
    package = (
        PackageBuilder()
        .settings(workers={TYPE: WORKER})
        .start()
        .start("again", message="reopen")
        .service("ask", TYPE)
        .end()
        .flow("start", "ask", "end")
        .flow("again", "ask")
    )
    desk.deploy(package.build())
    opened = desk.open()
    first = program.one()
    program.complete(first)
    assert desk.case(opened).state == "ended"

    desk.do("sue", reopen_case, opened.case_id, "there is more", {})

    second = program.one()
    assert second.id != first.id
    with pytest.raises(JobOver):
        program.fail(first)
    program.complete(second, GIVEN)
    assert desk.case(opened).state == "ended"


def _correct(desk: Desk, **answers: str) -> None:
    (done,) = (row for row in desk.rows(Task) if row.element == "say")
    desk.do("ana", correct_answer, done.id, answers, "misheard")
