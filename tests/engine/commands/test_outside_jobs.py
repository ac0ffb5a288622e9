"""Tasks that programs outside do: fetched under a lease, answered once, tried again, handed to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.cases.errors import SubmissionKeyReused
from engine.commands.activate_jobs import activate_jobs
from engine.errors import InvalidSubmission
from engine.jobs.errors import JobNotFound, JobOver, LeaseLost, NotOfGroup
from engine.jobs.models import OutsideJob
from engine.jobs.queries import jobs_of, queues
from engine.library.package import Package
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import text
from tests.engine.commands.program import GIVEN, TYPE, Program, credit, let_leases_run_out


def test_a_job_brings_what_its_mappings_hand_over_and_nothing_else(desk: Desk, program: Program) -> None:
    desk.deploy(credit(within="2 working hours").build())
    opened = desk.open(name="Zoe", amount=10, email="zoe@example.org")

    job = program.one()

    assert (job.case, job.type, job.element, job.process) == (opened.reference, TYPE, "ask", "demo")
    assert job.variables == {"who": "Zoe", "sum": Decimal(20)}
    assert job.headers == {"kind": "refund"}
    assert (job.retries, job.since, job.due) == (3, MONDAY, MONDAY + timedelta(hours=2))


def test_the_answer_carries_the_case_on_and_stands_on_the_timeline(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=10)

    program.complete(program.one())

    assert desk.open_tasks() == ["after"]
    assert desk.file(opened) == {"name": "Zoe", "amount": 20, "note": "G-17"}
    assert desk.rows(OutsideJob) == []
    entry = desk.timeline(opened)[-1]
    assert (entry.verb, entry.by, entry.content["worker"]) == ("job completed", "Oli", "erp-1")
    assert entry.content["answers"] == GIVEN


def test_the_same_answer_twice_has_one_effect(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=10)
    job = program.one()

    program.complete(job)
    program.complete(job)

    assert desk.verbs(opened) == ["case opened", "job completed"]
    with pytest.raises(SubmissionKeyReused):
        program.complete(job, {"note": "another", "amount": 1})
    with pytest.raises(JobOver):
        program.fail(job)


def test_what_one_program_has_no_other_is_given(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    for number in range(3):
        desk.open(name=f"Zoe {number}", amount=number)

    mine = program.fetch(most=2)
    yours = Program(desk, name="erp-2").fetch()

    assert [job.variables["who"] for job in mine] == ["Zoe 0", "Zoe 1"]
    assert [job.variables["who"] for job in yours] == ["Zoe 2"]


def test_a_fetch_that_is_repeated_gives_the_same_jobs(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)

    assert program.one(key="once") == program.one(key="once")


def test_a_lease_that_ran_out_goes_to_whoever_asks_next(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    late = program.one(lease=timedelta(seconds=1))
    let_leases_run_out(desk)

    taken = Program(desk, name="erp-2").one()

    with pytest.raises(LeaseLost):
        program.complete(late)
    assert taken.id == late.id
    Program(desk, name="erp-2").complete(taken)
    assert desk.open_tasks() == ["after"]


def test_a_lease_that_ran_out_is_good_while_nobody_else_has_the_job(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    late = program.one(lease=timedelta(seconds=1))
    let_leases_run_out(desk)

    program.complete(late)

    assert desk.open_tasks() == ["after"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"note": "G-1"}, "amount"),
        ({"note": "G-1", "amount": "much"}, "amount"),
        ({"note": ["G-1"], "amount": 1}, "note"),
        ({"note": "G-1", "amount": True}, "amount"),
        ({**GIVEN, "owner": "me"}, "owner"),
    ],
)
def test_an_answer_unlike_the_example_is_refused_and_the_job_stays(
    desk: Desk, program: Program, answers: dict[str, object], field: str
) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)
    job = program.one()

    with pytest.raises(InvalidSubmission) as refused:
        program.complete(job, answers)

    assert list(refused.value.errors) == [field]
    assert desk.verbs(opened) == ["case opened"]
    program.complete(job)
    assert desk.open_tasks() == ["after"]


def test_an_answer_may_leave_open_what_it_does_not_know(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)

    program.complete(program.one(), {"note": None, "amount": None})

    assert desk.file(opened)["note"] is None


def test_an_answer_goes_through_the_form_that_declares_it(desk: Desk, program: Program) -> None:
    note = {**text("note"), "validate": {"required": True, "maxLength": 5}}
    desk.deploy(credit(example=None, form="made").form("made", note).build())
    opened = desk.open(name="Zoe", amount=1)
    job = program.one()

    with pytest.raises(InvalidSubmission):
        program.complete(job, {"note": "too long"})
    program.complete(job, {"note": "G-1", "more": "is dropped"})

    assert desk.file(opened) == {"name": "Zoe", "amount": 1, "note": "G-1"}


def test_only_programs_of_the_group_are_given_jobs_or_may_answer(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    desk.open(name="Zoe", amount=1)
    stranger = Program(desk, person="sue")

    assert stranger.fetch() == []
    job = program.one()
    with pytest.raises(NotOfGroup):
        stranger.complete(job)


def test_without_a_group_of_its_own_a_worker_belongs_to_the_owner(desk: Desk) -> None:
    desk.deploy(credit(group=None).build())
    desk.open(name="Zoe", amount=1)

    assert Program(desk, person="oli").fetch() == []
    assert len(Program(desk, person="mia").fetch()) == 1


def test_a_job_that_never_was_is_not_found(desk: Desk, program: Program) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)
    job = program.one()
    for unknown in ("", "nothing", "1", opened.reference, "DMO-2026-999999-0.1.1"):
        with pytest.raises(JobNotFound):
            program.complete(replace(job, id=unknown))
    with pytest.raises(JobOver):
        program.complete(replace(job, id=f"{opened.reference}.1.99"))
    with pytest.raises(LeaseLost):
        program.complete(replace(job, token="guessed"))


@pytest.mark.parametrize(
    ("types", "name", "more", "field"),
    [
        ([], "w", {}, "types"),
        ([TYPE], " ", {}, "worker"),
        ([TYPE], "w", {"most": 0}, "most"),
        ([TYPE], "w", {"most": 101}, "most"),
        ([TYPE], "w", {"lease": timedelta(0)}, "lease_seconds"),
        ([TYPE], "w", {"lease": timedelta(days=2)}, "lease_seconds"),
    ],
)
def test_a_fetch_without_sense_is_refused_in_words(
    desk: Desk, types: list[str], name: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        desk.do("oli", activate_jobs, types, name, **more)

    assert list(refused.value.errors) == [field]


def test_each_of_several_instances_is_a_job_with_its_item(desk: Desk, program: Program) -> None:
    package = credit()
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
        'inputCollection="=parts" inputElement="part"/></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    built = package.build()
    path = "processes/demo/demo.bpmn"
    diagram = built.files[path].decode()
    start = diagram.index('<bpmn:serviceTask id="ask"')
    end = diagram.index("</bpmn:serviceTask>", start)
    desk.deploy(
        Package.from_files("demo", {**built.files, path: (diagram[:end] + loop + diagram[end:]).encode()})
    )
    desk.open(name="Zoe", amount=1, parts=["a", "b"])

    jobs = program.fetch()

    assert [job.variables["part"] for job in jobs] == ["a", "b"]
    for job in jobs:
        program.complete(job)
    assert desk.open_tasks() == ["after"]


def test_pages_are_told_what_waits_and_who_has_it(desk: Desk, program: Program) -> None:
    desk.deploy(credit(within="1 working hour").build())
    opened = desk.open(name="Zoe", amount=1)

    with desk.database.read() as session:
        (told,) = jobs_of(session, opened.case_id)
        (queue,) = queues(session, MONDAY + timedelta(minutes=16))
    assert (told.title, told.since, told.worker) == ("Credit note", MONDAY, None)
    assert (queue.waiting, queue.leased, queue.overdue) == (1, 0, 0)
    assert "has not been fetched for 16 minutes" in queue.alarms[0]
    program.one()
    with desk.database.read() as session:
        (told,) = jobs_of(session, opened.case_id)
        (queue,) = queues(session, MONDAY + timedelta(minutes=61))
    assert told.worker == "erp-1"
    assert (queue.leased, queue.age) == (1, timedelta(minutes=61))
    assert queue.alarms == ("Jobs that the worker 'Credit note' should have done by now: 1.",)
