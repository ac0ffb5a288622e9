"""What a case keeps when it is carried to another version, what is reckoned again, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from engine.bpmn.execution import Execution
from engine.bpmn.migrating.faults import CannotMigrate
from engine.bpmn.reading import read_model
from tests.engine.bpmn.drawing import Drawing, many, mapping, zeebe
from tests.engine.bpmn.walk import MONDAY, Walk


def carry(walk: Walk, *drawings: Drawing, names: Mapping[str, str] | None = None) -> None:
    """Have the case go on by another drawing; everything was entered on Monday at nine."""
    model = read_model({f"{drawing.process}.bpmn": drawing.xml() for drawing in drawings})
    state, file = walk.case.dump(), dict(walk.case.file)
    case = Execution.load(walk.model, walk.process, state, file, walk.around, walk.constants)
    case.migrate(model, names or {}, lambda *_: MONDAY)
    walk.case, walk.model = case, model
    assert Execution.load(model, walk.process, case.dump(), file, walk.around, {}).dump() == case.dump()


def refused(walk: Walk, *drawings: Drawing, names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Element and code of every fault; the case stays where it was."""
    before = walk.case.dump()
    with pytest.raises(CannotMigrate) as refusal:
        carry(walk, *drawings, names=names)
    assert walk.case.dump() == before
    return [(fault.element, fault.code) for fault in refusal.value.faults]


def one_task(element: str = "a", extension: str = "", body: str = "", **timers: str) -> Drawing:
    """start -> task -> end, with a reminder for each timer named."""
    drawing = Drawing()
    drawing.start()
    drawing.user(element, extension, body)
    drawing.end()
    drawing.path("start", element, "end")
    for name, duration in timers.items():
        drawing.boundary(name, element, interrupting=False, timer=("duration", duration))
        drawing.user(f"after_{name}")
        drawing.end(f"end_{name}")
        drawing.path(name, f"after_{name}", f"end_{name}")
    return drawing


def dues(walk: Walk) -> dict[str, timedelta]:
    """How long after Monday at nine each timer is due."""
    return {timer.element: timer.due - MONDAY for timer in walk.position.timers}


def assigned(**attributes: str) -> str:
    return zeebe("assignmentDefinition", **attributes)


def test_a_task_keeps_its_place_and_takes_the_new_name() -> None:
    walk = Walk(one_task())
    place = walk.place("a").id

    carry(walk, one_task("b"), names={"a": "b"})

    assert walk.place("b").id == place
    walk.done("b")
    assert walk.finished


def test_an_element_that_is_gone_has_to_be_mapped() -> None:
    assert refused(Walk(one_task()), one_task("b")) == [("a", "no-counterpart")]


def test_a_mapping_that_names_nothing_is_refused() -> None:
    walk = Walk(one_task())

    assert refused(walk, one_task(), names={"nowhere": "a"}) == [("nowhere", "mapping")]
    assert refused(walk, one_task(), names={"a": "nowhere"}) == [("a", "mapping"), ("a", "no-counterpart")]


def test_a_timer_written_as_before_keeps_its_instant() -> None:
    walk = Walk(one_task(late="P3D"))
    walk.now += timedelta(days=1)

    carry(walk, one_task(late="P3D"))

    assert dues(walk) == {"late": timedelta(days=3)}


def test_a_timer_written_otherwise_counts_from_when_the_wait_began() -> None:
    walk = Walk(one_task(late="P3D"))
    place = walk.position.timers[0].id
    walk.now += timedelta(days=1)

    carry(walk, one_task(late="P5D"))

    assert dues(walk) == {"late": timedelta(days=5)}
    assert walk.position.timers[0].id == place


def test_a_new_timer_counts_from_when_the_wait_began_too_and_may_be_due_at_once() -> None:
    walk = Walk(one_task())
    walk.now += timedelta(days=4)

    carry(walk, one_task(late="P3D"))

    walk.wait(hours=0)
    assert walk.open == ["a", "after_late"]


def test_a_timer_that_is_gone_rings_no_more() -> None:
    walk = Walk(one_task(late="P3D"))

    carry(walk, one_task())

    assert dues(walk) == {}


def test_a_timer_that_has_rung_does_not_ring_again() -> None:
    walk = Walk(one_task(late="P3D"))
    walk.wait(days=3)

    carry(walk, one_task(late="P9D"))

    assert dues(walk) == {}
    assert walk.open == ["a", "after_late"]


def cycle(text: str) -> Drawing:
    drawing = one_task()
    drawing.boundary("again", "a", interrupting=False, timer=("cycle", text))
    drawing.end("rung")
    drawing.path("again", "rung")
    return drawing


def test_what_a_new_cycle_would_have_rung_is_not_made_up_for() -> None:
    walk = Walk(one_task())
    walk.now += timedelta(days=2, hours=1)

    carry(walk, cycle("R/P1D"))

    assert dues(walk) == {"again": timedelta(days=3)}


def test_whom_to_ask_is_kept_where_it_is_written_as_before() -> None:
    text = assigned(assignee="=who", candidateGroups="=groups")
    walk = Walk(one_task("a", text), variables={"who": "ana", "groups": ["desk"]})
    walk.case.correct({"who": "ben", "groups": ["lab"]})

    carry(walk, one_task("a", assigned(assignee="=who", candidateGroups='=["office"]')))

    task = walk.position.tasks[0]
    assert (task.assignee, task.groups) == ("ana", ("office",))


def test_a_due_date_written_otherwise_counts_from_when_the_task_began() -> None:
    walk = Walk(one_task("a", zeebe("taskSchedule", dueDate='=now() + duration("P1D")')))
    walk.now += timedelta(days=3)

    carry(walk, one_task("a", zeebe("taskSchedule", dueDate='=now() + duration("P5D")')))

    assert walk.position.tasks[0].due == MONDAY + timedelta(days=5)


def test_what_cannot_be_reckoned_for_this_case_is_refused() -> None:
    walk = Walk(one_task())

    assert refused(walk, one_task("a", assigned(assignee="=1"))) == [("a", "expression")]


def test_inputs_that_are_new_are_given_to_the_task() -> None:
    walk = Walk(one_task("a", mapping({"kept": "=x"})), variables={"x": 1})
    walk.case.correct({"x": 2})

    carry(walk, one_task("a", mapping({"kept": "=x", "fresh": "=x"})))

    assert walk.position.tasks[0].variables == {"kept": 1, "fresh": 2}


def waiting(name: str, key: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.catch("wait", message=name, key=key)
    drawing.end()
    drawing.path("start", "wait", "end")
    return drawing


def test_a_message_is_awaited_under_its_new_name_and_key() -> None:
    walk = Walk(waiting("paid", "=order"), variables={"order": "o1", "invoice": "i1"})

    carry(walk, waiting("settled", "=invoice"))

    walk.message("settled", "i1")
    assert walk.finished


def test_another_kind_of_element_is_refused() -> None:
    other = Drawing()
    other.start()
    other.service("a")
    other.end()
    other.path("start", "a", "end")

    assert refused(Walk(one_task()), other) == [("a", "other-kind")]


def test_a_task_that_lies_in_a_sub_process_now_is_refused() -> None:
    other = Drawing()
    other.start()
    with other.inside("box"):
        other.start("in")
        other.user("a")
        other.end("out")
        other.path("in", "a", "out")
    other.end()
    other.path("start", "box", "end")

    assert refused(Walk(one_task()), other) == [("a", "elsewhere")]


def test_instances_go_on_where_their_loop_is_the_same_and_are_refused_where_not() -> None:
    items = {"items": ["x", "y", "z"]}
    walk = Walk(one_task("a", "", many("=items")), variables=items)
    walk.done("a", instance=2)

    assert refused(walk, one_task("a", "", many("=other"))) == [("a", "other-loop")] * 1
    carry(walk, one_task("b", "", many("=items")), names={"a": "b"})

    assert [task.instance for task in walk.position.tasks] == [1, 3]
    walk.done("b")
    walk.done("b")
    assert walk.finished


def called(process: str) -> tuple[Drawing, Drawing]:
    outer, inner = Drawing(), one_task("inside")
    inner.process = process
    outer.start()
    outer.node("callActivity", "call", f'<zeebe:calledElement processId="{process}"/>')
    outer.end()
    outer.path("start", "call", "end")
    return outer, inner


def test_a_called_process_must_stay_the_same() -> None:
    walk = Walk(*called("part"))

    carry(walk, *called("part"))

    assert refused(walk, *called("other")) == [("call", "calls-another")]


def undoable(*, handler: bool) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("book")
    drawing.user("travel")
    drawing.throw("give_up", define="<bpmn:compensateEventDefinition/>")
    drawing.end()
    drawing.path("start", "book", "travel", "give_up", "end")
    if handler:
        drawing.boundary("undo", "book", define="<bpmn:compensateEventDefinition/>")
        drawing.user("cancel", isForCompensation="true")
        drawing.associate("undo", "cancel")
    return drawing


def test_what_was_done_must_still_be_undoable() -> None:
    walk = Walk(undoable(handler=True))
    walk.done("book")

    assert refused(walk, undoable(handler=False)) == [("book", "not-undoable")]
    carry(walk, undoable(handler=True))
    walk.done("travel")
    assert walk.open == ["cancel"]
    assert refused(walk, undoable(handler=True)) == [("cancel", "being-undone"), ("give_up", "being-undone")]


def listening(*names: str) -> Drawing:
    drawing = one_task()
    for name in names:
        with drawing.reacting(f"on_{name}"):
            drawing.start(f"begin_{name}", message=name, key='="k"', isInterrupting="false")
            drawing.user(name)
            drawing.end(f"end_{name}")
            drawing.path(f"begin_{name}", name, f"end_{name}")
    return drawing


def test_the_case_listens_for_what_the_new_version_listens_for() -> None:
    walk = Walk(listening("cancel"))

    carry(walk, listening("hurry"))

    walk.message("hurry")
    assert walk.open == ["a", "hurry"]
    assert [one.message for one in walk.position.subscriptions] == ["hurry"]


def test_a_condition_that_is_new_and_true_happens_at_once() -> None:
    walk = Walk(one_task(), variables={"amount": 900})
    new = one_task()
    new.boundary("big", "a", interrupting=False, when="=amount > 500")
    new.user("look")
    new.end("looked")
    new.path("big", "look", "looked")

    carry(walk, new)

    assert walk.open == ["a", "look"]


def test_a_stuck_step_goes_on_by_the_mended_version() -> None:
    def asking(expression: str) -> Drawing:
        return one_task("a", assigned(assignee=expression))

    walk = Walk(asking("=1"))
    assert walk.stuck

    carry(walk, asking('="ana"'))
    walk.retry("a")

    assert walk.position.tasks[0].assignee == "ana"


def test_a_first_choice_that_waits_for_other_events_waits_for_these() -> None:
    def choice(*names: str) -> Drawing:
        drawing = Drawing()
        drawing.start()
        drawing.gateway("eventBased", "first")
        drawing.flow("start", "first")
        for name in names:
            drawing.catch(name, message=name, key='="k"')
            drawing.end(f"end_{name}")
            drawing.path("first", name, f"end_{name}")
        return drawing

    walk = Walk(choice("one", "two"))

    carry(walk, choice("two", "three"))

    assert sorted(one.message for one in walk.position.subscriptions) == ["three", "two"]
    walk.message("three")
    assert walk.finished
