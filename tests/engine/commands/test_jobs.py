"""Jobs: done within the step; failures are tried again, then given to people; errors go where drawn."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from engine.commands.advance import jobs
from engine.commands.correct_answer import correct_answer
from engine.commands.incidents import NotAMender
from engine.commands.retry_incident import retry_incident
from engine.commands.skip_incident import CannotSkip, skip_incident
from engine.errors import OperationFailed
from engine.operations.catalogue import OPERATIONS
from engine.operations.operation import Call, Done, Operation, OperationError
from engine.work.queries import open_incidents
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

CUSTOMER_KEYS = {"name": "name", "email": "email"}


class Moody:
    """An operation that fails as often as it is told to."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.calls = 0

    def perform(self, _call: Call) -> Done:
        """Fail, or give back how often it was called."""
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return Done(variables={"calls": self.calls})


@pytest.fixture
def moody(monkeypatch: pytest.MonkeyPatch) -> Moody:
    """The operation `test.moody`, in the catalogue for one test."""
    operation = Moody()
    entry = Operation(type="test.moody", title="Moody", perform=operation.perform)
    catalogue: Mapping[str, Operation] = MappingProxyType({**OPERATIONS, "test.moody": entry})
    monkeypatch.setattr(jobs, "OPERATIONS", catalogue)
    return operation


def calling(retries: int | None = None) -> PackageBuilder:
    """A service task, then a user task."""
    return (
        PackageBuilder()
        .start()
        .service("call", "test.moody", retries=retries)
        .user("after")
        .end()
        .flow("start", "call", "after", "end")
    )


def incident(desk: Desk) -> str:
    """The id of the one open incident."""
    with desk.database.read() as session:
        (found,) = open_incidents(session)
        return found.id


def test_a_job_is_done_in_the_step_that_reaches_it(desk: Desk, moody: Moody) -> None:
    desk.deploy(calling().build())

    opened = desk.open()

    assert desk.open_tasks() == ["after"]
    assert desk.file(opened) == {"calls": 1}


def test_a_failing_job_is_tried_again_later(desk: Desk, moody: Moody) -> None:
    moody.failures = [OperationFailed("away")]
    desk.deploy(calling().build())
    opened = desk.open()

    assert desk.open_tasks() == []
    desk.wait(seconds=10)

    assert desk.open_tasks() == ["after"]
    assert "job put off" in desk.verbs(opened)


def test_after_the_last_try_people_are_asked(desk: Desk, moody: Moody) -> None:
    moody.failures = [OperationFailed("away")] * 3
    desk.deploy(calling(retries=3).build())
    desk.open()

    desk.wait(seconds=10)
    desk.wait(seconds=40)
    desk.wait(hours=2)

    assert moody.calls == 3
    assert desk.incidents() == [("job", "gave-up")]


def test_a_retried_incident_goes_on_where_it_stood(desk: Desk, moody: Moody) -> None:
    moody.failures = [OperationFailed("away")]
    desk.deploy(calling(retries=1).build())
    desk.open()

    desk.do("sue", retry_incident, incident(desk))

    assert desk.open_tasks() == ["after"]
    assert desk.incidents() == []


def test_given_up_work_is_retried_from_the_list(desk: Desk, moody: Moody) -> None:
    moody.failures = [OperationFailed("away")] * 2
    desk.deploy(calling(retries=2).build())
    desk.open()
    desk.wait(seconds=10)
    assert desk.incidents() == [("job", "gave-up")]

    desk.do("sue", retry_incident, incident(desk))
    desk.work()

    assert desk.open_tasks() == ["after"]


def test_a_fault_is_an_incident_at_once_and_keeps_the_step(desk: Desk, moody: Moody) -> None:
    moody.failures = [ValueError("a fault of ours")]
    desk.deploy(calling().build())

    opened = desk.open()

    assert desk.incidents() == [("job", "job-failed")]
    assert desk.case(opened).state == "open"


def test_a_skipped_job_counts_as_finished(desk: Desk, moody: Moody) -> None:
    moody.failures = [ValueError("a fault of ours")]
    desk.deploy(calling().build())
    opened = desk.open()

    desk.do("sue", skip_incident, incident(desk), "Done by telephone.")

    assert desk.open_tasks() == ["after"]
    assert "incident skipped" in desk.verbs(opened)


def test_only_those_answerable_deal_with_incidents(desk: Desk, moody: Moody) -> None:
    moody.failures = [ValueError("a fault of ours")]
    desk.deploy(calling().build())
    desk.open()

    with pytest.raises(NotAMender):
        desk.do("ana", retry_incident, incident(desk))


def test_an_error_goes_where_it_is_drawn(desk: Desk, moody: Moody) -> None:
    moody.failures = [OperationError("no_credit", "The limit is reached.")]
    builder = calling().on_error("no_credit", "call", "no_credit").user("ask").end("asked")
    desk.deploy(builder.flow("no_credit", "ask", "asked").build())

    opened = desk.open()

    assert desk.open_tasks() == ["ask"]
    assert "error raised" in desk.verbs(opened)


def test_an_error_that_nobody_catches_is_an_incident(desk: Desk, moody: Moody) -> None:
    moody.failures = [OperationError("no_credit")]
    desk.deploy(calling().build())

    desk.open()

    assert desk.incidents() == [("stuck", "uncaught-error")]
    with pytest.raises(CannotSkip):
        desk.do("sue", skip_incident, incident(desk), "Never mind.")


def test_a_failed_job_takes_back_what_it_wrote_and_no_more(desk: Desk, moody: Moody) -> None:
    moody.failures = [OperationFailed("away")]
    builder = (
        PackageBuilder()
        .settings(customer=CUSTOMER_KEYS)
        .start()
        .service("write", "letter.send", letter="hello")
        .service("call", "test.moody")
        .end()
        .flow("start", "write", "call", "end")
        .letter("hello", "Dear {{ name }}")
    )
    desk.deploy(builder.build())

    desk.open(name="Kim", email="kim@example.org")

    assert desk.letters() == ["hello"]


def test_a_stuck_case_goes_on_once_the_answer_is_corrected(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .user("answer", form="answer")
        .gateway("which")
        .user("small")
        .user("big")
        .end()
        .flow("start", "answer", "which")
        .flow("which", "small", "end", when='=size = "small"')
        .flow("which", "big", "end", when='=size = "big"')
        .form("answer", text("size"))
    )
    desk.deploy(builder.build())
    desk.open()
    done = desk.task("answer").id
    desk.complete("ana", "answer", size="middle")
    assert desk.incidents() == [("stuck", "no-flow-is-true")]

    desk.do("ana", correct_answer, done, {"size": "big"}, "A slip.")
    desk.do("sue", retry_incident, incident(desk))

    assert desk.open_tasks() == ["big"]
    assert desk.incidents() == []


def test_a_loop_without_end_becomes_an_incident_not_a_hang(desk: Desk, moody: Moody) -> None:
    builder = (
        PackageBuilder()
        .start()
        .gateway("again")
        .service("call", "test.moody")
        .flow("start", "again", "call", "again")
    )
    desk.deploy(builder.build())

    desk.open()

    assert [code for _, code in desk.incidents()] == ["step-budget"]
    assert moody.calls == 1000
