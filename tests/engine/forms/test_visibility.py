from __future__ import annotations

from engine.forms.options import Frame
from engine.forms.visibility import hidden_names, visible_fields
from tests.engine.forms.builders import AROUND, component, form

FRAME = Frame(around=AROUND, context={"severity": "high"})


def hide(feel: str) -> dict[str, str]:
    return {"hide": feel}


def test_conditions_see_the_case_and_the_answers() -> None:
    asked = form(
        component("textfield", "a", conditional=hide('=severity = "high"')),
        component("textfield", "b", conditional=hide('=c = "x"')),
        component("textfield", "c"),
    )

    assert hidden_names(asked, {"c": "x"}, FRAME) == {"a", "b"}
    assert [one.key for one in visible_fields(asked, {}, AROUND, {"severity": "low"})] == ["a", "b", "c"]


def test_fields_of_a_row_are_hidden_by_row_list_and_form() -> None:
    row = [
        component("textfield", "why", conditional=hide("=upheld")),
        component("textfield", "first", conditional=hide("=i > 1")),
        component("textfield", "alone", conditional=hide("=count(parent.points) > 1")),
        component("textfield", "whole", conditional=hide('=this.upheld and severity = "high"')),
    ]
    asked = form(component("dynamiclist", "points", components=row))

    hidden = hidden_names(asked, {"points": [{"upheld": True}, {"upheld": False}]}, FRAME)

    assert hidden == {
        "points[0].why",
        "points[0].alone",
        "points[0].whole",
        "points[1].first",
        "points[1].alone",
    }


def test_components_without_key_are_hidden_by_id() -> None:
    asked = form(component("text", text="Hello", conditional=hide("=true")))

    assert hidden_names(asked, {}, FRAME) == {"Field_text"}


def test_two_fields_that_hide_each_other_come_to_rest() -> None:
    asked = form(
        component("checkbox", "a", conditional=hide("=b = true")),
        component("checkbox", "b", conditional=hide("=a = true")),
    )

    assert hidden_names(asked, {"a": True, "b": True}, FRAME) <= {"a", "b"}


def test_a_condition_that_cannot_be_computed_hides_nothing() -> None:
    asked = form(
        component("textfield", "a", conditional=hide("=1 +")),
        component("textfield", "b", conditional=hide('="yes"')),
    )

    assert hidden_names(asked, {}, FRAME) == frozenset()
