"""Which element can only come after which."""

from __future__ import annotations

import pytest

from engine.bpmn.graph.order import ahead, comes_only_after
from engine.bpmn.reading import read_model
from tests.engine.bpmn.drawing import Drawing

ONLY_AFTER = [("late", "gate"), ("inner", "gate"), ("late", "inner"), ("gate", "first"), ("sub", "first")]
NOT_ONLY_AFTER = [
    ("gate", "late"),  # it comes before
    ("first", "gate"),
    ("again", "gate"),  # leads back
    ("gate", "again"),
    ("beside", "gate"),  # another branch
    ("gate", "beside"),
    ("inner", "sub"),  # lies in it
    ("sub", "inner"),
    ("told", "gate"),  # may happen at any time
    ("gate", "told"),
    ("rescue", "gate"),
    ("gate", "gate"),
]


def drawn() -> Drawing:
    """A branch beside; first, a gateway that can go round by again, a sub-process, late."""
    drawing = Drawing()
    drawing.start()
    for name in ("first", "again", "late", "beside", "rescue"):
        drawing.user(name)
    drawing.gateway("exclusive", "merge")
    drawing.gateway("exclusive", "gate")
    with drawing.inside("sub"):
        drawing.start("in")
        drawing.path("in", drawing.user("inner"))
    with drawing.reacting("reaction"):
        drawing.start("heard", message="m", key="=1")
        drawing.path("heard", drawing.user("told"))
    drawing.path("start", "beside")
    drawing.path("start", "merge", "first", "gate")
    drawing.flow("gate", "again", "=x")
    drawing.flow("gate", "sub", "=y")
    drawing.path("again", "gate")
    drawing.path("sub", "late")
    drawing.boundary("over", "first", timer=("duration", "PT1H"))
    drawing.path("over", "rescue")
    return drawing


@pytest.mark.parametrize(
    ("later", "earlier", "expected"),
    [*((*pair, True) for pair in ONLY_AFTER), *((*pair, False) for pair in NOT_ONLY_AFTER)],
)
def test_an_element_comes_only_after_another(later: str, earlier: str, expected: bool) -> None:
    nodes = read_model({"x.bpmn": drawn().xml()}).processes["p"].area.everywhere

    assert comes_only_after(nodes[later], nodes[earlier]) is expected


@pytest.mark.parametrize(
    ("standing", "coming"),
    [
        ("late", {"told", "heard", "reaction"}),  # what an event may begin is never behind a case
        ("beside", {"told", "heard", "reaction"}),
        ("gate", {"again", "gate", "sub", "in", "inner", "late", "told", "heard", "reaction"}),
    ],
)
def test_what_lies_ahead_is_what_a_drawn_way_leads_to(standing: str, coming: set[str]) -> None:
    area = read_model({"x.bpmn": drawn().xml()}).processes["p"].area

    assert ahead([area.nodes[standing]], [area], {}) == coming
