"""The saved form: small, faithful, readable for ever, and refused in plain words when it does not fit."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.bpmn.errors import StateUnreadable
from engine.bpmn.execution import Execution
from tests.engine.bpmn.drawing import Drawing, many, mapping
from tests.engine.bpmn.walk import MONDAY, Walk


def everything() -> Drawing:
    """A parallel multi-instance sub-process with a timer, beside a waiting join and an event sub-process."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.gateway("parallel", "join")
    drawing.user("quick")
    with drawing.inside("each", extension=mapping({"price": "=amount / 3"}), body=many("=people", "person")):
        drawing.start("inner")
        drawing.user("ask")
        drawing.path("inner", "ask")
    drawing.boundary("late", "each", timer=("cycle", "R3/P1D"), interrupting=False)
    drawing.end("told")
    drawing.user("after")
    drawing.path("start", "split", "quick", "join", "after")
    drawing.path("split", "each", "join")
    drawing.path("late", "told")
    with drawing.reacting("reaction"):
        drawing.start("begin", isInterrupting="false", message="hello", key="=customer")
        drawing.user("react")
        drawing.path("begin", "react")
    return drawing


VARIABLES = {
    "people": ["ana", {"name": "bo", "age": Decimal("41.5")}],
    "amount": Decimal("10"),
    "customer": "c1",
}
# what this drawing's state looked like when format 1 was released; it has to be readable for ever
FORMAT_1 = (
    "01940e94950000c00081a46a6f696e81aa717569636b5f6a6f696e910b920705920806920d0c979503a4656163"
    "68a46d616e790083a7726573756c747380a9636f6d706c6574656400a5746f74616c029805a465616368a57363"
    "6f7065008083ab6c6f6f70436f756e74657201a6706572736f6ea3616e61a57072696365c72301332e33333333"
    "333333333333333333333333333333333333333333333333333333333303019806a465616368a573636f706500"
    "8083ab6c6f6f70436f756e74657202a6706572736f6e82a46e616d65a2626fa3616765d60134312e35a5707269"
    "6365c72301332e33333333333333333333333333333333333333333333333333333333333333333303029409a3"
    "61736ba47461736b07940aa361736ba47461736b08930ca87265616374696f6ea573636f7065940ea572656163"
    "74a47461736b0d929b01a76d657373616765a87265616374696f6e0000a568656c6c6fa26331c0c000c39a04a5"
    "74696d6572a46c6174650003a0c0d6ff69a6a310a350314402"
)


def opened() -> Walk:
    walk = Walk(everything(), variables=VARIABLES)
    walk.done("quick")
    walk.message("hello")
    return walk


def test_a_saved_case_is_loaded_as_it_was() -> None:
    walk = opened()

    loaded = Execution.load(walk.model, "p", walk.case.dump(), dict(walk.file), walk.around, {})

    before, after = walk.position, loaded.position()
    assert after.places == before.places
    assert (after.tasks, after.timers, after.subscriptions) == (
        before.tasks,
        before.timers,
        before.subscriptions,
    )
    assert after.tasks[1].variables["price"] == Decimal("3." + "3" * 33)
    assert (after.trace, after.thrown) == ((), ())


def test_a_state_of_the_first_format_is_still_read() -> None:
    walk = opened()

    loaded = Execution.load(walk.model, "p", bytes.fromhex(FORMAT_1), dict(walk.file), walk.around, {})

    assert loaded.position().places == walk.position.places


def test_a_cycle_saved_before_beginnings_were_kept_goes_on(restart: bool) -> None:
    walk = opened()
    walk.case = Execution.load(walk.model, "p", bytes.fromhex(FORMAT_1), dict(walk.file), walk.around, {})
    walk.restart = restart
    first = walk.position.timers[0].due

    walk.now = first
    walk.fire("late")

    assert walk.position.timers[0].due == first + timedelta(days=1)


def test_the_case_file_is_not_in_the_state() -> None:
    walk = Walk(everything(), variables={**VARIABLES, "secret": "x" * 10_000})

    assert len(walk.case.dump()) < 500


def test_big_numbers_and_decimals_keep_their_value() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a", mapping({"big": "=number", "small": "=0.1"}))
    drawing.path("start", "a")
    walk = Walk(drawing, variables={"number": 10**30})

    loaded = Execution.load(walk.model, "p", walk.case.dump(), {}, walk.around, {})

    assert loaded.position().tasks[0].variables == {"big": 10**30, "small": Decimal("0.1")}


@pytest.mark.parametrize("state", [b"", b"\x02", b"\x01", b"\x01\x94", b"\x01\xc0", b"hello"])
def test_a_broken_state_is_refused(state: bytes) -> None:
    walk = opened()

    with pytest.raises(StateUnreadable):
        Execution.load(walk.model, "p", state, {}, walk.around, {})


def test_a_state_of_a_diagram_without_its_elements_is_refused() -> None:
    other = Drawing()
    other.start()
    other.user("b")
    other.path("start", "b")

    with pytest.raises(StateUnreadable):
        Execution.load(Walk(other).model, "p", opened().case.dump(), {}, Walk(other).around, {})


def test_a_finished_case_is_loaded_as_finished() -> None:
    drawing = Drawing()
    drawing.start()
    walk = Walk(drawing)

    loaded = Execution.load(walk.model, "p", walk.case.dump(), {}, walk.around, {})

    assert loaded.position().finished
    assert loaded.escalate("late") is False
    assert walk.now == MONDAY
