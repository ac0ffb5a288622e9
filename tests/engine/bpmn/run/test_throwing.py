"""Errors, escalations, signals and messages: who hears what is thrown."""

from __future__ import annotations

from tests.engine.bpmn.drawing import Drawing, many, mapping
from tests.engine.bpmn.run.figures import with_reaction
from tests.engine.bpmn.walk import Walk


def test_escalations_from_outside_are_caught_any_number_of_times(restart: bool) -> None:
    drawing = with_reaction(interrupting=False, escalation="late")
    with drawing.reacting("other"):
        drawing.start("other_begin", isInterrupting="false", escalation="other")
        drawing.user("director")
        drawing.path("other_begin", "director")
    walk = Walk(drawing, restart=restart)

    assert [walk.escalate(code) for code in ("late", "other", "late", "unknown")] == [True, True, True, False]

    assert walk.open == ["a", "director", "react", "react"]
    walk.done("a")
    walk.done("react")
    walk.done("react")
    walk.done("director")
    assert walk.finished


def test_what_was_thrown_is_told_with_whether_it_was_caught(restart: bool) -> None:
    walk = Walk(with_reaction(interrupting=False, escalation="late"))

    walk.escalate("late")
    walk.escalate("unknown")

    assert [(t.kind, t.name, t.caught) for t in walk.position.thrown] == [
        ("escalation", "late", True),
        ("escalation", "unknown", False),
    ]


def nested() -> Drawing:
    """A service task in a sub-process with boundaries on both, beside a sibling with the same boundaries."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.end()
    drawing.path("start", "split")
    for name in ("left", "right"):
        with drawing.inside(name):
            drawing.start(f"{name}_start")
            drawing.service(f"{name}_work")
            drawing.boundary(f"{name}_known", f"{name}_work", error="known")
            drawing.user(f"{name}_repair")
            drawing.path(f"{name}_start", f"{name}_work")
            drawing.path(f"{name}_known", f"{name}_repair")
        drawing.boundary(f"{name}_any", name, error="")
        drawing.user(f"{name}_help")
        drawing.path("split", name, "end")
        drawing.path(f"{name}_any", f"{name}_help")
    return drawing


def test_an_error_goes_to_the_innermost_catcher_and_nowhere_else(restart: bool) -> None:
    walk = Walk(nested(), restart=restart)

    assert walk.error("left_work", "known")
    assert walk.open == ["left_repair", "right_work"]
    assert walk.error("right_work", "strange")
    assert walk.open == ["left_repair", "right_help"]


def test_an_error_nobody_catches_is_an_incident_and_the_job_can_be_offered_again(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.service("work")
    drawing.path("start", "work")
    walk = Walk(drawing, restart=restart)

    assert walk.error("work", "broken") is False
    assert walk.stuck == [("work", "uncaught-error")]
    walk.retry("work")
    walk.done("work")

    assert walk.finished


def test_an_error_end_event_reaches_the_boundary_of_its_sub_process(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.gateway("parallel", "split")
        drawing.user("other")
        drawing.user("decide")
        drawing.end("fail", error="bad")
        drawing.path("inner", "split", "other")
        drawing.path("split", "decide", "fail")
    drawing.boundary("caught", "sub", error="bad")
    drawing.user("help")
    drawing.path("start", "sub")
    drawing.path("caught", "help")
    walk = Walk(drawing, restart=restart)

    walk.done("decide")

    assert walk.open == ["help"]
    assert walk.traced("cancelled") == ["other", "sub"]


def test_an_uncaught_error_end_event_is_an_incident(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.end("fail", error="bad")
    drawing.path("start", "fail")

    walk = Walk(drawing, restart=restart)

    assert walk.stuck == [("fail", "uncaught-error")]
    assert not walk.finished


def test_an_escalation_inside_its_own_handler_goes_further_out(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.path("start", "a")
    with drawing.reacting("reaction"):
        drawing.start("begin", isInterrupting="false", escalation="late")
        drawing.throw("again", escalation="late")
        drawing.user("react")
        drawing.path("begin", "again", "react")
    walk = Walk(drawing, restart=restart)

    walk.escalate("late")

    assert walk.open == ["a", "react"]
    assert [thrown.caught for thrown in walk.position.thrown] == [True, False]


def test_a_late_task_tells_the_team_leader_by_an_escalation_end_event(restart: bool) -> None:
    drawing = with_reaction(interrupting=False, escalation="late")
    drawing.boundary("two_days", "a", interrupting=False, timer=("duration", "P2D"))
    drawing.end("tell", escalation="late")
    drawing.path("two_days", "tell")
    walk = Walk(drawing, restart=restart)

    walk.wait(days=2)

    assert walk.open == ["a", "react"]


def test_a_signal_reaches_every_place_that_waits(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.catch("one", signal="go")
    drawing.catch("two", signal="go")
    drawing.user("a")
    drawing.user("b")
    drawing.path("start", "split", "one", "a")
    drawing.path("split", "two", "b")
    walk = Walk(drawing, restart=restart)

    assert walk.signal("nobody") is False
    assert walk.signal("go", loud=True) is True

    assert walk.open == ["a", "b"]
    assert walk.file == {"loud": True}


def test_a_signal_thrown_inside_is_heard_inside_and_told_outside(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.catch("ear", signal="go")
    drawing.user("heard")
    drawing.user("a")
    drawing.end("shout", signal="go")
    drawing.path("start", "split", "ear", "heard")
    drawing.path("split", "a", "shout")
    walk = Walk(drawing, restart=restart)

    walk.done("a")

    assert walk.open == ["heard"]
    assert [(t.kind, t.name, t.caught, t.element) for t in walk.position.thrown] == [
        ("signal", "go", True, "shout")
    ]


def test_messages_are_thrown_to_the_outside_with_key_and_mapped_variables(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.throw("tell", message="answer", key="=customer", extension=mapping({"text": '="hi " + customer'}))
    drawing.end()
    drawing.path("start", "tell", "end")
    walk = Walk(drawing, variables={"customer": "c7"}, restart=restart)

    thrown = walk.position.thrown[0]
    assert (thrown.kind, thrown.name, thrown.key, dict(thrown.variables)) == (
        "message",
        "answer",
        "c7",
        {"text": "hi c7"},
    )
    assert walk.finished
    assert walk.file == {"customer": "c7"}


def test_an_interrupting_escalation_stops_the_one_who_threw_it(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.user("a")
        drawing.throw("give_up", escalation="help")
        drawing.user("never")
        drawing.path("inner", "a", "give_up", "never")
    drawing.boundary("edge", "sub", escalation="help")
    drawing.user("b")
    drawing.path("start", "sub")
    drawing.path("edge", "b")
    walk = Walk(drawing, restart=restart)

    walk.done("a")

    assert walk.open == ["b"]
    assert "never" not in walk.traced()
    assert walk.traced("left")[-3:] == ["a", "give_up", "edge"]


def test_an_error_in_one_instance_ends_them_all(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.service("work", body=many("=[1,2,3]"))
    drawing.boundary("edge", "work", error="bad")
    drawing.user("repair")
    drawing.path("start", "work")
    drawing.path("edge", "repair")
    walk = Walk(drawing, restart=restart)

    assert walk.error("work", "bad", why="broken")

    assert walk.open == ["repair"]
    assert walk.file == {"why": "broken"}


def test_an_escalation_reaches_a_handler_of_the_case_from_inside_a_called_process(restart: bool) -> None:
    drawing = with_reaction(interrupting=False, escalation="late")
    drawing.node("callActivity", "call", '<zeebe:calledElement processId="q"/>')
    drawing.path("a", "call")
    inner = Drawing("q")
    inner.start("q_start")
    inner.end("q_end", escalation="late")
    inner.path("q_start", "q_end")
    walk = Walk(drawing, inner, restart=restart)

    walk.done("a")

    assert walk.open == ["react"]
