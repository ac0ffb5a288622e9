"""Undoing finished activities: handlers, whole sub-processes, transactions."""

from __future__ import annotations

from tests.engine.bpmn.drawing import Drawing, many, mapping, zeebe
from tests.engine.bpmn.walk import Walk

COMPENSATE = "<bpmn:compensateEventDefinition/>"


def undoable(drawing: Drawing, name: str, body: str = "") -> None:
    """A user task with a handler `undo_<name>`."""
    drawing.user(name, body=body)
    drawing.boundary(f"back_{name}", name, define=COMPENSATE)
    drawing.user(f"undo_{name}", isForCompensation="true")
    drawing.associate(f"back_{name}", f"undo_{name}")


def booking(activity: str = "") -> Drawing:
    """hotel, flight, then a compensation event, then after."""
    drawing = Drawing()
    drawing.start()
    undoable(drawing, "hotel")
    undoable(drawing, "flight")
    reference = f' activityRef="{activity}"' if activity else ""
    drawing.throw("undo", define=f"<bpmn:compensateEventDefinition{reference}/>")
    drawing.user("after")
    drawing.path("start", "hotel", "flight", "undo", "after")
    return drawing


def test_handlers_run_latest_first_and_one_after_the_other(restart: bool) -> None:
    walk = Walk(booking(), restart=restart)

    walk.done("hotel")
    walk.done("flight")
    assert walk.open == ["undo_flight"]
    walk.done("undo_flight")
    assert walk.open == ["undo_hotel"]
    walk.done("undo_hotel")

    assert walk.open == ["after"]
    walk.done("after")
    assert walk.finished


def test_one_activity_alone_can_be_undone(restart: bool) -> None:
    walk = Walk(booking("hotel"), restart=restart)

    walk.done("hotel")
    walk.done("flight")
    assert walk.open == ["undo_hotel"]
    walk.done("undo_hotel")

    assert walk.open == ["after"]


def test_what_was_not_finished_is_not_undone(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    undoable(drawing, "hotel")
    undoable(drawing, "flight")
    drawing.end("undo", define=COMPENSATE)
    drawing.path("start", "split", "hotel", "undo")
    drawing.path("split", "flight")
    walk = Walk(drawing, restart=restart)

    walk.done("hotel")
    assert walk.open == ["flight", "undo_hotel"]
    walk.done("flight")
    walk.done("undo_hotel")

    assert walk.finished


def test_an_activity_done_three_times_is_undone_three_times(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("exclusive", "again")
    undoable(drawing, "hotel")
    drawing.gateway("exclusive", "enough", default="enough_undo")
    drawing.end("undo", define=COMPENSATE)
    drawing.path("start", "again", "hotel", "enough", "undo")
    drawing.flow("enough", "again", "rounds < 3")
    walk = Walk(drawing, restart=restart)

    for rounds in (1, 2, 3):
        walk.done("hotel", rounds=rounds)
    for _ in range(3):
        walk.done("undo_hotel")

    assert walk.finished


def test_a_finished_sub_process_is_undone_from_the_inside_with_its_own_variables(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("trip", extension=mapping({"city": "=wanted"})):
        drawing.start("inner")
        undoable(drawing, "hotel")
        undoable(drawing, "flight")
        drawing.path("inner", "hotel", "flight")
    drawing.user("pay")
    drawing.end("undo", define=COMPENSATE)
    drawing.path("start", "trip", "pay", "undo")
    walk = Walk(drawing, variables={"wanted": "Rome"}, restart=restart)

    for name in ("hotel", "flight", "pay"):
        walk.done(name)
    assert walk.open == ["undo_flight"]
    assert walk.position.tasks[0].variables["city"] == "Rome"
    walk.done("undo_flight")
    walk.done("undo_hotel")

    assert walk.finished


def test_a_sub_process_says_itself_how_it_is_undone(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("trip"):
        drawing.start("inner")
        undoable(drawing, "hotel")
        drawing.path("inner", "hotel")
        with drawing.reacting("undoing"):
            drawing.start("begin", define=COMPENSATE)
            drawing.user("inform")
            drawing.throw("rest", define=COMPENSATE)
            drawing.path("begin", "inform", "rest")
    drawing.user("pay")
    drawing.end("undo", define='<bpmn:compensateEventDefinition activityRef="trip"/>')
    drawing.path("start", "trip", "pay", "undo")
    walk = Walk(drawing, restart=restart)

    walk.done("hotel")
    walk.done("pay")
    assert walk.open == ["inform"]
    walk.done("inform")
    assert walk.open == ["undo_hotel"]
    walk.done("undo_hotel")

    assert walk.finished


def test_instances_of_a_sub_process_are_undone_one_by_one(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("trip", body=many("=cities", "city")):
        drawing.start("inner")
        undoable(drawing, "hotel")
        drawing.path("inner", "hotel")
    drawing.end("undo", define=COMPENSATE)
    drawing.path("start", "trip", "undo")
    walk = Walk(drawing, variables={"cities": ["Rome", "Oslo"]}, restart=restart)

    walk.done("hotel")
    walk.done("hotel")
    undone = []
    for _ in range(2):
        undone.append(walk.position.tasks[0].variables["city"])
        walk.done("undo_hotel")

    assert undone == ["Oslo", "Rome"]
    assert walk.finished


def test_an_error_event_sub_process_undoes_what_its_scope_did(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    undoable(drawing, "hotel")
    drawing.service("pay")
    drawing.path("start", "hotel", "pay")
    with drawing.reacting("failed"):
        drawing.start("begin", error="refused")
        drawing.end("undo", define=COMPENSATE)
        drawing.path("begin", "undo")
    walk = Walk(drawing, restart=restart)

    walk.done("hotel")
    walk.error("pay", "refused")
    assert walk.open == ["undo_hotel"]
    walk.done("undo_hotel")

    assert walk.finished


def test_a_cancelled_transaction_is_undone_and_left_by_its_cancel_event(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("deal", "transaction"):
        drawing.start("inner")
        drawing.gateway("parallel", "split")
        undoable(drawing, "hotel")
        drawing.user("decide")
        drawing.user("other")
        drawing.end("give_up", define="<bpmn:cancelEventDefinition/>")
        drawing.path("inner", "split", "hotel")
        drawing.path("split", "decide", "give_up")
        drawing.path("split", "other")
    drawing.boundary("cancelled", "deal", define="<bpmn:cancelEventDefinition/>")
    drawing.user("sorry")
    drawing.user("after")
    drawing.path("start", "deal", "after")
    drawing.path("cancelled", "sorry")
    walk = Walk(drawing, restart=restart)

    walk.done("hotel")
    walk.done("decide")
    assert walk.open == ["undo_hotel"]
    walk.done("undo_hotel")

    assert walk.open == ["sorry"]
    assert walk.traced("cancelled") == ["other", "deal"]


def test_a_handler_may_be_a_job(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("hotel")
    drawing.boundary("back", "hotel", define=COMPENSATE)
    drawing.service("undo_hotel", "hotel.cancel", zeebe("taskHeaders"), isForCompensation="true")
    drawing.associate("back", "undo_hotel")
    drawing.end("undo", define=COMPENSATE)
    drawing.path("start", "hotel", "undo")
    walk = Walk(drawing, restart=restart)

    walk.done("hotel")
    walk.done("undo_hotel")

    assert walk.finished


def test_undoing_a_sub_process_does_not_repeat_its_output_mappings(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside(
        "trip", extension=mapping({"price": "=1"}, {"total": "=price", "count": "=count + 1"})
    ):
        drawing.start("inner")
        undoable(drawing, "hotel")
        drawing.path("inner", "hotel")
    drawing.user("pay")
    drawing.end("undo", define=COMPENSATE)
    drawing.path("start", "trip", "pay", "undo")
    walk = Walk(drawing, variables={"count": 0}, restart=restart)

    walk.done("hotel")
    walk.done("pay", total=5)
    walk.done("undo_hotel")

    assert walk.finished
    assert walk.file == {"count": 1, "total": 5}


def test_a_handler_that_is_interrupted_gives_way_to_the_next(restart: bool) -> None:
    drawing = booking()
    drawing.boundary("too_long", "undo_flight", timer=("duration", "PT1H"))
    drawing.user("call_them")
    drawing.path("too_long", "call_them")
    walk = Walk(drawing, restart=restart)

    walk.done("hotel")
    walk.done("flight")
    walk.wait(hours=1)
    assert walk.open == ["call_them", "undo_hotel"]
    walk.done("undo_hotel")

    assert walk.open == ["after", "call_them"]


def test_boundary_events_of_a_finished_sub_process_do_not_hear_its_handlers(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("trip"):
        drawing.start("inner")
        drawing.user("hotel")
        drawing.boundary("back", "hotel", define=COMPENSATE)
        drawing.service("undo_hotel", isForCompensation="true")
        drawing.associate("back", "undo_hotel")
        drawing.path("inner", "hotel")
    drawing.boundary("failed", "trip", error="refused")
    drawing.end("undo", define=COMPENSATE)
    drawing.user("sorry")
    drawing.path("start", "trip", "undo")
    drawing.path("failed", "sorry")
    walk = Walk(drawing, restart=restart)

    walk.done("hotel")

    assert not walk.error("undo_hotel", "refused")
    assert walk.stuck == [("undo_hotel", "uncaught-error")]


def test_a_transaction_for_each_is_cancelled_and_undone_in_all_its_instances(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("deal", "transaction", body=many("=[1, 2, 3]", "guest")):
        drawing.start("inner")
        undoable(drawing, "hotel")
        drawing.user("decide")
        drawing.gateway("exclusive", "fits", default="fits_done")
        drawing.end("done")
        drawing.end("give_up", define="<bpmn:cancelEventDefinition/>")
        drawing.path("inner", "hotel", "decide", "fits", "done")
        drawing.flow("fits", "give_up", "=bad")
    drawing.boundary("cancelled", "deal", define="<bpmn:cancelEventDefinition/>")
    drawing.user("sorry")
    drawing.path("start", "deal")
    drawing.path("cancelled", "sorry")
    walk = Walk(drawing, restart=restart)

    for _ in range(3):
        walk.done("hotel")
    walk.done("decide", bad=False)
    walk.done("decide", bad=True)
    undone = []
    while walk.open == ["undo_hotel"]:
        undone.append(walk.position.tasks[0].variables["guest"])
        walk.done("undo_hotel")

    assert undone == [2, 3, 1]
    assert walk.open == ["sorry"]
