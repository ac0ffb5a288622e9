"""Outside jobs that fail: tried again after a pause, given to people, thrown into the diagram."""

from __future__ import annotations

from datetime import timedelta

from engine.cases.models import Incident
from engine.commands.correlate_message import correlate_message
from engine.commands.retry_incident import retry_incident
from engine.commands.skip_incident import skip_incident
from engine.jobs.models import OutsideJob
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder
from tests.engine.commands.program import TYPE, Program, credit


def incident(desk: Desk) -> str:
    """The id of the one open incident."""
    (found,) = (row.id for row in desk.rows(Incident) if row.state == "open")
    return found


def test_a_failure_is_tried_again_after_a_pause_that_grows(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)

    program.fail(program.one(), "the line is down")

    assert program.fetch() == []
    desk.wait(seconds=10)
    job = program.one()
    assert (job.retries, job.failures) == (2, 1)
    program.fail(job)
    desk.wait(seconds=39)
    assert program.fetch() == []
    desk.wait(seconds=1)
    assert program.one().retries == 1
    said = desk.timeline(opened)[1]
    assert (said.verb, said.content["reason"]) == ("job put off", "the line is down")


def test_a_program_may_say_when_and_how_often_to_try_again(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)

    program.fail(program.one(), retry_after=timedelta(hours=1), retries=9)
    desk.wait(minutes=59)
    assert program.fetch() == []
    desk.wait(minutes=1)

    assert program.one().retries == 9


def test_a_failure_reported_twice_counts_once(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    job = program.one()

    program.fail(job)
    program.fail(job)

    assert [row.retries for row in desk.rows(OutsideJob)] == [2]


def test_after_the_last_try_people_have_it_and_may_have_it_tried_again(desk: Desk, program: Program) -> None:
    desk.deploy(credit(retries=1).build())
    opened = desk.open(name="Zoe", amount=1)

    program.fail(program.one(), "no such account")

    assert desk.incidents() == [("job", "worker-failed")]
    assert desk.verbs(opened) == ["case opened", "job failed", "incident opened"]
    desk.wait(days=1)
    assert program.fetch() == []
    desk.do("sue", retry_incident, incident(desk))
    assert program.one().retries == 1
    assert desk.incidents() == []


def test_people_may_go_on_without_the_worker(desk: Desk, program: Program) -> None:
    desk.deploy(credit(retries=1).build())
    desk.open(name="Zoe", amount=1)
    program.fail(program.one())

    desk.do("sue", skip_incident, incident(desk), "done by hand")

    assert desk.open_tasks() == ["after"]
    assert desk.rows(OutsideJob) == []


def test_a_step_elsewhere_in_the_case_leaves_a_given_up_job_with_people(desk: Desk, program: Program) -> None:
    package = (
        PackageBuilder()
        .settings(workers={TYPE: {"title": "Credit note", "group": "officer"}})
        .start()
        .gateway("fork", "parallel")
        .service("ask", TYPE, retries=1)
        .catch("hear", "news")
        .end()
        .flow("start", "fork", "ask", "end")
        .flow("fork", "hear", "end")
    )
    desk.deploy(package.build())
    opened = desk.open(name="Zoe")
    program.fail(program.one())

    assert desk.do(SYSTEM, correlate_message, "news", opened.reference, {}) == 1

    assert [row.retries for row in desk.rows(OutsideJob)] == [0]
    assert program.fetch() == []


def test_an_error_goes_where_the_diagram_catches_it(desk: Desk, program: Program) -> None:
    package = credit().on_error("unknown", "ask", "no_account").user("find").flow("unknown", "find", "end")
    desk.deploy(package.build())
    opened = desk.open(name="Zoe", amount=1)
    job = program.one()

    program.err(job, "no_account", tried="Zoe")
    program.err(job, "no_account", tried="Zoe")

    assert desk.open_tasks() == ["find"]
    assert desk.file(opened)["tried"] == "Zoe"
    assert desk.verbs(opened) == ["case opened", "job ended in error"]
    assert desk.rows(OutsideJob) == []


def test_an_error_nobody_catches_is_an_incident_and_can_be_retried(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)

    program.err(program.one(), "surprise")

    assert desk.incidents() == [("stuck", "uncaught-error")]
    assert desk.rows(OutsideJob) == []
    desk.do("sue", retry_incident, incident(desk))
    program.complete(program.one())
    assert desk.open_tasks() == ["after"]
