"""Multi-instance activities and the standard loop."""

from __future__ import annotations

from tests.engine.bpmn.drawing import Drawing, many, mapping, zeebe
from tests.engine.bpmn.walk import Walk


def many_tasks(**loop: object) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("ask", mapping(outputs={"answer": "=reply"}), many("=people", "person", **loop))  # type: ignore[arg-type]
    drawing.user("after")
    drawing.path("start", "ask", "after")
    return drawing


def collecting() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("ask", body=many("=people", "person", into="answers", result="=reply"))
    drawing.user("after")
    drawing.path("start", "ask", "after")
    return drawing


PEOPLE = {"people": ["ana", None, "cai"]}


def test_parallel_instances_answer_in_any_order_and_are_collected_in_theirs(restart: bool) -> None:
    walk = Walk(collecting(), variables=PEOPLE, restart=restart)

    assert [(task.instance, task.variables["person"]) for task in walk.position.tasks] == [
        (1, "ana"),
        (2, None),
        (3, "cai"),
    ]
    walk.done("ask", 3, reply="c")
    walk.done("ask", 1, reply="a")
    walk.done("ask", 2, reply="b")

    assert walk.open == ["after"]
    assert walk.file == {**PEOPLE, "answers": ["a", "b", "c"]}


def test_sequential_instances_come_one_after_the_other(restart: bool) -> None:
    walk = Walk(many_tasks(sequential=True), variables=PEOPLE, restart=restart)

    for number in (1, 2, 3):
        assert [task.instance for task in walk.position.tasks] == [number]
        walk.done("ask", reply=number)

    assert walk.open == ["after"]
    assert walk.file["answer"] == 3


def test_an_empty_collection_gives_an_empty_list(restart: bool) -> None:
    walk = Walk(collecting(), variables={"people": []}, restart=restart)

    assert (walk.open, walk.file["answers"]) == (["after"], [])
    assert walk.traced() == ["start", "ask", "after"]


def test_something_else_than_a_list_is_an_incident(restart: bool) -> None:
    walk = Walk(collecting(), restart=restart)

    assert walk.stuck == [("ask", "collection")]
    walk.case.correct({"people": ["x"]})
    walk.retry("ask")
    assert walk.open == ["ask"]


def test_enough_answers_end_the_others(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    loop = many(
        "=people", "person", into="answers", result="=reply", until="=numberOfCompletedInstances >= 2"
    )
    drawing.user("ask", body=loop)
    drawing.user("after")
    drawing.path("start", "ask", "after")
    walk = Walk(drawing, variables=PEOPLE, restart=restart)

    walk.done("ask", 3, reply="c")
    assert walk.open == ["ask", "ask"]
    walk.done("ask", 1, reply="a")

    assert (walk.open, walk.file["answers"]) == (["after"], ["a", None, "c"])
    assert walk.traced("cancelled") == ["ask"]


def test_an_interrupting_boundary_ends_every_instance(restart: bool) -> None:
    drawing = collecting()
    drawing.boundary("late", "ask", timer=("duration", "PT1H"))
    drawing.user("decide")
    drawing.path("late", "decide")
    walk = Walk(drawing, variables=PEOPLE, restart=restart)

    walk.done("ask", 1, reply="a")
    walk.wait(hours=1)

    assert walk.open == ["decide"]
    assert "answers" not in walk.file


def test_sub_processes_run_for_each_item_with_their_own_variables(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("each", body=many("=people", "person", into="all", result="=first + second")):
        drawing.start("inner")
        drawing.user("one", mapping({"hello": '="hi " + person'}, {"first": "=reply"}))
        drawing.user("two", mapping(outputs={"second": "=reply"}))
        drawing.path("inner", "one", "two")
    drawing.end()
    drawing.path("start", "each", "end")
    walk = Walk(drawing, variables={"people": ["a", "b"]}, restart=restart)

    assert [dict(task.variables)["hello"] for task in walk.position.tasks] == ["hi a", "hi b"]
    walk.done("one", reply="1")
    walk.done("one", reply="2")
    walk.done("two", reply="x")
    walk.done("two", reply="y")

    assert walk.finished
    assert walk.file["all"][1].endswith("y")


def test_the_variable_that_is_collected_belongs_to_the_instance(restart: bool) -> None:
    walk = Walk(collecting(), variables={"people": ["a", "b"], "reply": "mine"}, restart=restart)

    walk.done("ask", 1, reply="1")
    walk.done("ask", 2)

    assert walk.file["answers"] == ["1", None]
    assert walk.file["reply"] == "mine"


def test_five_hundred_instances_cost_the_same_each() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("each", body=many("=people", "person")):
        drawing.start("inner")
        drawing.script("note", "person", "noted")
        drawing.script("again", "person", "noted")
        drawing.user("ask")
        drawing.path("inner", "note", "again", "ask")
    drawing.path("start", "each")
    walk = Walk(drawing, variables={"people": list(range(500))})

    assert len(walk.open) == 500
    assert walk.stuck == []


def looped(body: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("again", body=f"<bpmn:standardLoopCharacteristics {body}</bpmn:standardLoopCharacteristics>")
    drawing.user("after")
    drawing.path("start", "again", "after")
    return drawing


def test_a_standard_loop_goes_on_while_its_condition_holds(restart: bool) -> None:
    walk = Walk(looped("><bpmn:loopCondition>more</bpmn:loopCondition>"), restart=restart)

    walk.done("again", more=True)
    assert [task.instance for task in walk.position.tasks] == [2]
    walk.done("again", more=False)

    assert walk.open == ["after"]


def test_a_loop_that_tests_first_may_not_run_at_all(restart: bool) -> None:
    drawing = looped('testBefore="true"><bpmn:loopCondition>more</bpmn:loopCondition>')

    assert Walk(drawing, restart=restart).open == ["after"]
    assert Walk(drawing, variables={"more": True}, restart=restart).open == ["again"]


def test_a_loop_stops_at_its_maximum(restart: bool) -> None:
    walk = Walk(looped('loopMaximum="2">'), restart=restart)

    walk.done("again")
    walk.done("again")

    assert walk.open == ["after"]


def test_an_output_mapping_fills_what_the_instance_collects_and_no_other_instances(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    own = mapping(inputs={"facts": "=null"}, outputs={"facts": "=person + reply"})
    drawing.user("ask", own, many("=people", "person", into="answers", result="=facts"))
    drawing.user("after")
    drawing.path("start", "ask", "after")
    walk = Walk(drawing, variables={"people": ["a", "b"]}, restart=restart)

    walk.done("ask", 2, reply="2")
    walk.done("ask", 1, reply="1")

    assert walk.file == {"people": ["a", "b"], "answers": ["a1", "b2"]}


def test_called_diagrams_that_run_side_by_side_bring_each_its_own(restart: bool) -> None:
    drawing, called = Drawing(), Drawing("inner")
    called.start("begin")
    called.user("look")
    called.path("begin", "look")
    drawing.start()
    asked = zeebe("calledElement", processId="inner", propagateAllChildVariables="false")
    mapped = mapping(inputs={"found": "=null"}, outputs={"found": "=seen"})
    drawing.node(
        "callActivity", "call", asked + mapped, many("=units", "unit", into="all_found", result="=found")
    )
    drawing.user("after")
    drawing.path("start", "call", "after")
    walk = Walk(drawing, called, variables={"units": ["x", "y"]}, restart=restart)

    for task, seen in zip(reversed(walk.position.tasks), ("two", "one"), strict=True):
        walk.case.complete_task(task.id, {"seen": seen})

    assert walk.file == {"units": ["x", "y"], "all_found": ["one", "two"]}


def test_what_one_called_diagram_gives_back_is_not_seen_by_the_others(restart: bool) -> None:
    drawing, called = Drawing(), Drawing("inner")
    called.start("begin")
    called.user("look")
    called.path("begin", "look")
    drawing.start()
    drawing.node("callActivity", "call", zeebe("calledElement", processId="inner"), many("=units", "unit"))
    drawing.user("after")
    drawing.path("start", "call", "after")
    walk = Walk(drawing, called, variables={"units": ["x", "y"], "seen": "before"}, restart=restart)

    walk.case.complete_task(walk.position.tasks[0].id, {"seen": "one"})

    (left,) = walk.position.tasks
    assert left.variables["seen"] == "before"


def test_a_send_task_for_each_sends_what_its_mappings_make_and_nothing_of_the_loop(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    key = zeebe("subscription", correlationKey="=person")
    drawing.roots["asked"] = (
        f'<bpmn:message id="asked" name="asked"><bpmn:extensionElements>{key}</bpmn:extensionElements>'
        "</bpmn:message>"
    )
    drawing.node(
        "sendTask",
        "tell",
        mapping(inputs={"about": "=subject"}),
        many("=people", "person", into="told", result="=person"),
        messageRef="asked",
    )
    drawing.user("after")
    drawing.path("start", "tell", "after")

    walk = Walk(drawing, variables={"people": ["ana", "ben"], "subject": "cups"}, restart=restart)

    sent = [(event.key, dict(event.variables)) for event in walk.position.thrown]
    assert sent == [("ana", {"about": "cups"}), ("ben", {"about": "cups"})]
    assert walk.file == {"people": ["ana", "ben"], "subject": "cups", "told": ["ana", "ben"]}
