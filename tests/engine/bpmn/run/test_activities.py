"""User tasks, jobs, scripts, sub-processes and called processes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.bpmn.errors import CannotMove, CannotStart, NoSuchElement, NoSuchPlace
from tests.engine.bpmn.drawing import Drawing, mapping, zeebe
from tests.engine.bpmn.run.figures import called, line
from tests.engine.bpmn.walk import MONDAY, Walk


def test_a_user_task_says_who_is_asked_and_until_when(restart: bool) -> None:
    drawing = line("ask")
    drawing.lanes["Front line"] = ["ask"]
    drawing.user(
        "ask",
        zeebe("formDefinition", formId="question")
        + zeebe("assignmentDefinition", assignee="=boss", candidateGroups="a, b", candidateUsers='=["x","y"]')
        + zeebe(
            "taskSchedule",
            dueDate='=date and time("2026-03-04T12:00:00Z")',
            followUpDate="2026-03-03T00:00:00Z",
        )
        + zeebe("priorityDefinition", priority="=10 + 5")
        + zeebe("properties", zeebe("property", name="notBy", value="other")),
        name="Ask the customer",
    )
    walk = Walk(drawing, variables={"boss": "ana"}, restart=restart)
    walk._step()

    task = walk.position.tasks[0]

    assert (task.element, task.name, task.lane, task.form) == (
        "ask",
        "Ask the customer",
        "Front line",
        "question",
    )
    assert (task.assignee, task.groups, task.users, task.priority) == ("ana", ("a", "b"), ("x", "y"), 15)
    assert task.due == MONDAY + timedelta(days=2, hours=3)
    assert task.follow_up == MONDAY + timedelta(hours=15)
    assert dict(task.properties) == {"notBy": "other"}


def test_an_assignment_that_gives_no_names_is_an_incident() -> None:
    drawing = line("ask")
    drawing.user("ask", zeebe("assignmentDefinition", candidateGroups="=1"))

    assert Walk(drawing).stuck == [("ask", "assignment")]


def test_a_job_carries_type_headers_and_mapped_inputs(restart: bool) -> None:
    drawing = line("send")
    headers = zeebe("taskHeaders", zeebe("header", key="letter", value="welcome"))
    drawing.service("send", "letter.send", headers + mapping({"to": "=customer.email"}))
    walk = Walk(drawing, variables={"customer": {"email": "a@b.c"}}, restart=restart)

    job = walk.position.jobs[0]
    assert (job.type, dict(job.headers), dict(job.variables)) == (
        "letter.send",
        {"letter": "welcome"},
        {"to": "a@b.c"},
    )
    assert job.retries == 3
    walk.done("send", sent=True)

    assert walk.finished
    assert walk.file == {"customer": {"email": "a@b.c"}, "sent": True}


def test_a_decision_is_a_job_that_names_decision_and_result(restart: bool) -> None:
    drawing = line("rate")
    drawing.node(
        "businessRuleTask", "rate", zeebe("calledDecision", decisionId="severity", resultVariable="level")
    )
    walk = Walk(drawing, restart=restart)

    job = walk.position.jobs[0]
    assert (job.type, job.decision, job.result) == ("decision", "severity", "level")
    walk.done("rate", level="high")

    assert walk.file == {"level": "high"}


def test_a_script_writes_its_result(restart: bool) -> None:
    drawing = line("count")
    drawing.script("count", "=a + 0.2", "sum")

    assert Walk(drawing, variables={"a": Decimal("0.1")}).file["sum"] == Decimal("0.3")


def test_manual_and_plain_tasks_are_passed(restart: bool) -> None:
    drawing = line("call", "think")
    drawing.node("manualTask", "call")
    drawing.node("task", "think")

    walk = Walk(drawing, restart=restart)

    assert walk.finished
    assert walk.traced() == ["start", "call", "think", "end"]


def test_a_sub_process_ends_when_nothing_in_it_is_live(restart: bool) -> None:
    drawing = line("sub", "after")
    drawing.lanes["Office"] = ["sub"]
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.gateway("parallel", "split")
        drawing.user("a")
        drawing.user("b")
        drawing.path("inner", "split", "a")
        drawing.path("split", "b")
    drawing.user("after")
    walk = Walk(drawing, restart=restart)

    assert [task.lane for task in walk.position.tasks] == ["Office", "Office"]
    walk.done("a")
    assert walk.open == ["b"]
    walk.done("b")
    assert walk.open == ["after"]


def test_a_process_that_is_not_there_is_an_incident() -> None:
    drawing = line("call")
    drawing.node("callActivity", "call", zeebe("calledElement", processId="=which"))

    assert Walk(drawing, variables={"which": "nowhere"}).stuck == [("call", "missing-process")]


def test_an_error_leaves_a_called_process_through_the_boundary_of_its_call(restart: bool) -> None:
    drawing, _ = called()
    drawing.boundary("edge", "call", error="bad")
    drawing.user("repair")
    drawing.path("edge", "repair")
    inner = Drawing("q")
    inner.start("q_start")
    inner.user("work")
    inner.end("fail", error="bad")
    inner.path("q_start", "work", "fail")
    walk = Walk(drawing, inner, restart=restart)

    walk.done("work")

    assert walk.open == ["repair"]


def test_a_receive_task_waits_for_its_message(restart: bool) -> None:
    drawing = line("receive", "after")
    drawing.roots["m"] = (
        '<bpmn:message id="m" name="reply"><bpmn:extensionElements>'
        + zeebe("subscription", correlationKey="=case.reference")
        + "</bpmn:extensionElements></bpmn:message>"
    )
    drawing.node(
        "receiveTask",
        "receive",
        zeebe("properties", zeebe("property", name="form", value="f")),
        messageRef="m",
    )
    drawing.user("after")
    walk = Walk(drawing, restart=restart, constants={"case": {"reference": "R1"}})

    subscription = walk.position.subscriptions[0]
    assert (subscription.kind, subscription.message, subscription.key) == ("message", "reply", "R1")
    assert dict(subscription.properties) == {"form": "f"}
    walk.message("reply", "R1", text="hi")

    assert (walk.open, walk.file) == (["after"], {"text": "hi"})


def test_constants_are_read_and_never_written(restart: bool) -> None:
    drawing = line("ask", "show")
    drawing.user("ask")
    drawing.script("show", "=case.reference", "seen")
    walk = Walk(drawing, restart=restart, constants={"case": {"reference": "R1"}})

    walk.done("ask", case="mine")

    assert walk.file["seen"] == "R1"


def test_a_task_is_sent_back_within_its_scope(restart: bool) -> None:
    drawing = line("a", "b")
    drawing.user("a")
    drawing.user("b")
    walk = Walk(drawing, restart=restart)
    walk.done("a")

    walk.case.move(walk.place("b").id, "a")

    assert walk.open == ["a"]
    with pytest.raises(NoSuchElement):
        walk.case.move(walk.place("a").id, "nowhere")
    with pytest.raises(CannotMove):
        walk.case.move(walk.place("a").id, "end")


def test_a_place_that_is_left_cannot_be_completed_again() -> None:
    drawing = line("a", "b")
    drawing.user("a")
    drawing.user("b")
    walk = Walk(drawing)
    place = walk.place("a").id
    walk.done("a")

    for wrong in (place, "999", "x"):
        with pytest.raises(NoSuchPlace):
            walk.case.complete_task(wrong, {})


def test_a_case_begins_with_the_start_event_that_is_named(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.start("arrived", message="complaint", extension=mapping(outputs={"text": "=words"}))
    drawing.user("a")
    drawing.user("b")
    drawing.path("start", "a")
    drawing.path("arrived", "b")

    walk = Walk(drawing, start="arrived", payload={"words": "bad", "noise": 1}, restart=restart)

    assert (walk.open, walk.file) == (["b"], {"text": "bad"})
    assert Walk(drawing, payload={"words": "bad"}).file == {"words": "bad"}
    with pytest.raises(CannotStart):
        Walk(drawing, start="a")


def test_cancelling_leaves_nothing(restart: bool) -> None:
    walk = Walk(*called(), restart=restart)

    walk.case.cancel()

    assert walk.position.finished
    assert walk.position.places == ()
    assert walk.traced("cancelled") == ["work", "call"]
