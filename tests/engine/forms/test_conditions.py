from __future__ import annotations

from engine.forms.conditions import hidden_names, required_names, visible_fields
from engine.forms.options import Frame
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


def required(feel: str) -> dict[str, dict[str, str]]:
    return {"properties": {"required_if": feel}}


def test_a_condition_requires_by_case_and_answers() -> None:
    asked = form(
        component("textfield", "a", **required('=severity = "high"')),
        component("textfield", "b", **required('=c = "x"')),
        component("textfield", "c"),
    )

    assert required_names(asked, {"c": "x"}, FRAME, frozenset()) == {"a", "b"}
    assert required_names(asked, {}, FRAME, frozenset()) == {"a"}


def test_fields_of_a_row_are_required_by_row_list_and_form() -> None:
    row = [
        component("textfield", "why", **required("=upheld")),
        component("textfield", "first", **required("=i = 1")),
        component("textfield", "many", **required("=count(parent.points) > 1")),
    ]
    asked = form(component("dynamiclist", "points", components=row))

    needed = required_names(asked, {"points": [{"upheld": False}, {"upheld": True}]}, FRAME, frozenset())

    assert needed == {"points[0].first", "points[0].many", "points[1].why", "points[1].many"}


def test_what_is_hidden_is_never_required_and_its_answer_requires_nothing() -> None:
    asked = form(
        component("textfield", "a", conditional=hide("=true"), **required("=true")),
        component("group", label="g", conditional=hide("=true"), components=[
            component("textfield", "b", **required("=true")),
        ]),
        component("textfield", "c", **required('=a = "said"')),
    )  # fmt: skip
    values = {"a": "said"}

    assert required_names(asked, values, FRAME, hidden_names(asked, values, FRAME)) == frozenset()


def test_a_condition_that_cannot_be_computed_requires_nothing() -> None:
    asked = form(
        component("textfield", "a", **required("=1 +")),
        component("textfield", "b", **required('="yes"')),
    )

    assert required_names(asked, {}, FRAME, frozenset()) == frozenset()
