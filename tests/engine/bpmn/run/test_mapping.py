"""What mappings let into an activity, a sub-process or a called process, and out of it."""

from __future__ import annotations

from tests.engine.bpmn.drawing import Drawing, mapping, zeebe
from tests.engine.bpmn.run.figures import called, line
from tests.engine.bpmn.walk import Walk


def test_without_output_mappings_every_answer_reaches_the_case_file(restart: bool) -> None:
    drawing = line("ask")
    drawing.user("ask", mapping({"inner": "=1"}))
    walk = Walk(drawing, restart=restart)

    walk.done("ask", answer=2, inner=3)

    assert walk.file == {"answer": 2}  # what was mapped in stays inside


def test_with_output_mappings_only_the_mapped_answers_do(restart: bool) -> None:
    drawing = line("ask")
    drawing.user("ask", mapping(outputs={"contact.email": "=email", "asked": "=true"}))
    walk = Walk(drawing, variables={"contact": {"name": "Ana"}}, restart=restart)

    walk.done("ask", email="a@b.c", noise=1)

    assert walk.file == {"contact": {"name": "Ana", "email": "a@b.c"}, "asked": True}


def test_an_input_that_takes_too_much_is_an_incident_at_the_element(restart: bool) -> None:
    drawing = line("ask")
    drawing.user("ask", mapping({"x": "=for i in 1..size return i"}))
    walk = Walk(drawing, variables={"size": 10**7}, restart=restart)

    assert walk.stuck == [("ask", "expression")]
    walk.case.correct({"size": 2})
    walk.retry("ask")

    assert dict(walk.position.tasks[0].variables) == {"x": [1, 2]}


def test_an_output_that_fails_keeps_the_answers_until_it_is_retried(restart: bool) -> None:
    drawing = line("ask")
    drawing.user("ask", mapping(outputs={"y": "=for i in 1..size return x"}))
    walk = Walk(drawing, variables={"size": 10**7}, restart=restart)

    walk.done("ask", x=5)
    assert walk.stuck == [("ask", "expression")]
    walk.case.correct({"size": 1})
    walk.retry("ask")

    assert walk.finished
    assert walk.file["y"] == [5]


def test_names_mapped_into_a_sub_process_are_gone_afterwards(restart: bool) -> None:
    drawing = line("sub", "after")
    with drawing.inside("sub", extension=mapping({"x": "=file + 1"}, {"result": "=x * 2"})):
        drawing.start("inner")
        drawing.user("a")
        drawing.path("inner", "a")
    drawing.user("after")
    walk = Walk(drawing, variables={"file": 1}, restart=restart)

    walk.done("a", x=20, lost=1)

    assert walk.file == {"file": 1, "lost": 1, "result": 40}


def test_branches_that_append_to_one_list_keep_both_entries(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.gateway("parallel", "join")
    drawing.end()
    drawing.path("start", "split")
    drawing.path("join", "end")
    for name in ("a", "b"):
        drawing.user(name, mapping(outputs={"entries": "=append(entries, entry)"}))
        drawing.path("split", name, "join")
    walk = Walk(drawing, variables={"entries": []}, restart=restart)

    walk.done("b", entry="second")
    walk.done("a", entry="first")

    assert walk.file["entries"] == ["second", "first"]


def test_a_called_process_gives_back_what_it_wrote(restart: bool) -> None:
    walk = Walk(*called(), variables={"a": 1, "b": 2}, restart=restart)

    task = walk.position.tasks[0]
    assert (task.process, dict(task.variables)) == ("q", {"a": 1, "b": 2})
    walk.case.correct({"a": 10})
    walk.done("work", b=3, c=4)

    assert walk.finished
    assert walk.file == {"a": 10, "b": 3, "c": 4}


def beside(mapped: str = "", **calling: str) -> Drawing:
    """A case with a task beside a call that takes its time."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.user("note")
    drawing.node("callActivity", "call", zeebe("calledElement", processId="q", **calling) + mapped)
    drawing.path("start", "split", "note")
    drawing.path("split", "call")
    return drawing


def test_a_called_process_sees_what_becomes_of_variables_it_did_not_write(restart: bool) -> None:
    inner = Drawing("q")
    inner.start("begin")
    inner.user("first")
    inner.user("second")
    inner.path("begin", "first", "second")
    walk = Walk(beside(), inner, variables={"address": "old", "points": 1}, restart=restart)

    walk.done("first", points=2)
    walk.done("note", address="new", points=9, care=True)

    (task,) = walk.position.tasks
    assert dict(task.variables) == {"address": "new", "points": 2, "care": True}
    assert walk.file == {"address": "new", "points": 9, "care": True}


def test_what_it_called_in_turn_sees_it_too(restart: bool) -> None:
    middle = Drawing("q")
    middle.start("begin")
    middle.node("callActivity", "deeper", zeebe("calledElement", processId="r"))
    middle.path("begin", "deeper")
    inner = Drawing("r")
    inner.start("start_inside")
    inner.user("work")
    inner.path("start_inside", "work")
    walk = Walk(beside(), middle, inner, variables={"address": "old"}, restart=restart)

    walk.done("note", address="new")

    (task,) = walk.position.tasks
    assert (task.process, dict(task.variables)) == ("r", {"address": "new"})


def test_what_a_mapping_gave_it_and_what_it_was_not_given_stay_as_they_are(restart: bool) -> None:
    mapped = mapping(inputs={"address": "=null"})
    given = Walk(beside(mapped), called()[1], variables={"address": "old"}, restart=restart)
    closed = beside(propagateAllParentVariables="false")
    apart = Walk(closed, called()[1], variables={"address": "old"}, restart=restart)

    for walk in (given, apart):
        walk.done("note", address="new")

    assert dict(given.position.tasks[0].variables) == {"address": None}
    assert dict(apart.position.tasks[0].variables) == {}


def test_with_both_propagations_off_nothing_leaks(restart: bool) -> None:
    drawing, inner = called(propagateAllParentVariables="false", propagateAllChildVariables="false")
    walk = Walk(drawing, inner, variables={"a": 1}, restart=restart)

    assert dict(walk.position.tasks[0].variables) == {}
    walk.done("work", a=5, b=6)

    assert walk.file == {"a": 1}


def test_call_mappings_name_what_goes_in_and_out(restart: bool) -> None:
    drawing = line("call")
    drawing.node(
        "callActivity",
        "call",
        zeebe("calledElement", processId="=which", propagateAllParentVariables="false")
        + mapping({"question": "=text"}, {"answer": "=reply"}),
    )
    inner = called()[1]
    walk = Walk(drawing, inner, variables={"text": "why?", "which": "q"}, restart=restart)

    assert dict(walk.position.tasks[0].variables) == {"question": "why?"}
    walk.done("work", reply="because", noise=1)

    assert walk.file == {"text": "why?", "which": "q", "answer": "because"}


def test_a_job_that_waits_is_handed_what_was_corrected(restart: bool) -> None:
    drawing = line("ask")
    handed = mapping({"double": "=size * 2", "size": "=size + 1", "more": "=double + size"})
    drawing.node("serviceTask", "ask", zeebe("taskDefinition", type="outside") + handed)
    walk = Walk(drawing, variables={"size": 5, "other": 1}, restart=restart)
    assert dict(walk.position.jobs[0].variables) == {"double": 10, "size": 6, "more": 16}

    walk.case.correct({"size": 7})
    walk.case.correct({"other": 2})

    assert dict(walk.position.jobs[0].variables) == {"double": 14, "size": 8, "more": 22}
    assert walk.file == {"size": 7, "other": 2}


def test_a_job_whose_corrected_inputs_cannot_be_mapped_is_an_incident_until_they_can(restart: bool) -> None:
    drawing = line("ask")
    handed = mapping({"x": "=for i in 1..size return i"})
    drawing.node("serviceTask", "ask", zeebe("taskDefinition", type="outside") + handed)
    walk = Walk(drawing, variables={"size": 1}, restart=restart)

    walk.case.correct({"size": 10**7})
    assert walk.stuck == [("ask", "expression")]
    walk.case.correct({"size": 2})
    walk.retry("ask")

    assert [dict(job.variables) for job in walk.position.jobs] == [{"x": [1, 2]}]
