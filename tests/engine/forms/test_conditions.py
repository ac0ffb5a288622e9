from __future__ import annotations

from typing import Any

import pytest

from engine.forms.conditions import hidden_names, required_names, visible_fields
from engine.forms.options import Frame
from tests.engine.forms.builders import AROUND, YES_OR_NO, answered, component, form, mistakes

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


def test_a_hidden_field_is_neither_required_nor_kept() -> None:
    asked = form(
        component("radio", "contact", values=YES_OR_NO),
        component(
            "textfield", "email", validate={"required": True}, conditional={"hide": '=contact != "yes"'}
        ),
    )

    assert answered(asked, {"contact": "no", "email": "kept from before"}) == {"contact": "no"}
    assert mistakes(asked, {"contact": "yes"}) == {"email": ["Please fill this in."]}


def test_a_condition_that_reads_a_hidden_answer_sees_nothing() -> None:
    asked = form(
        component("checkbox", "harm"),
        component("checkbox", "doctor", conditional={"hide": "=harm = false"}),
        component("textfield", "name", conditional={"hide": "=not(doctor = true)"}),
    )

    assert answered(asked, {"doctor": "on", "name": "Who"}) == {"harm": False}
    assert answered(asked, {"harm": "on", "doctor": "on", "name": "Who"})["name"] == "Who"


def test_a_hidden_group_takes_its_fields_along() -> None:
    inner = [component("textfield", "street", validate={"required": True})]
    asked = form(
        component("checkbox", "post"),
        component("group", conditional={"hide": "=post = false"}, components=inner),
    )

    assert answered(asked, {}) == {"post": False}
    assert mistakes(asked, {"post": "on"}) == {"street": ["Please fill this in."]}


def test_a_row_hides_by_its_own_answers() -> None:
    row = [
        component("checkbox", "upheld"),
        component("textfield", "why", validate={"required": True}, conditional={"hide": "=upheld"}),
    ]
    asked = form(component("dynamiclist", "points", components=row))

    kept = answered(asked, {"points": [{"upheld": True, "why": "x"}, {"upheld": False, "why": "no proof"}]})

    assert kept == {"points": [{"upheld": True}, {"upheld": False, "why": "no proof"}]}


def reached_by() -> Any:
    """One of two ways to reach somebody is needed, unless they stay anonymous."""
    said = "Give an e-mail address or a telephone number."
    ways = {"email": "=phone = null", "phone": "=email = null"}
    return form(
        component("checkbox", "anonymous"),
        *(
            component(
                "textfield",
                way,
                validate={"validationType": way},
                conditional={"hide": "=anonymous = true"},
                properties={"required_if": unless, "message.required": said},
            )
            for way, unless in ways.items()
        ),
    )


@pytest.mark.parametrize(
    "raw",
    [
        {"email": ["ana@example.com"], "phone": [" "]},
        {"phone": "+44 20 7946 0123"},
        {"anonymous": ["on"], "email": [""], "phone": [""]},
    ],
)
def test_one_of_several_answers_is_enough(raw: dict[str, Any]) -> None:
    assert answered(reached_by(), raw)


def test_where_none_of_several_is_given_each_field_says_so() -> None:
    said = ["Give an e-mail address or a telephone number."]

    assert mistakes(reached_by(), {"email": [""], "phone": [""]}) == {"email": said, "phone": said}


def test_an_answer_that_does_not_fit_does_not_call_for_another_one() -> None:
    assert list(mistakes(reached_by(), {"email": "nowhere", "phone": ""})) == ["email"]


def test_a_row_requires_by_its_own_answers() -> None:
    row = [
        component("checkbox", "upheld"),
        component("textfield", "cause", properties={"required_if": "=upheld"}),
    ]
    asked = form(component("dynamiclist", "points", components=row))
    raw = {"points": [{"upheld": False, "cause": "x"}, {"upheld": True}]}

    assert mistakes(asked, raw) == {"points[1].cause": ["Please fill this in."]}


def test_a_list_may_be_required_under_a_condition() -> None:
    rows = component("dynamiclist", "points", components=[component("textfield", "text")])
    asked = form(component("checkbox", "upheld"), rows | {"properties": {"required_if": "=upheld"}})

    assert mistakes(asked, {"upheld": True}) == {"points": ["Please give at least 1."]}
    assert answered(asked, {"upheld": False}) == {"upheld": False, "points": []}


def test_history_need_not_hold_what_a_condition_requires() -> None:
    assert answered(reached_by(), {}, history=True) == {"anonymous": False, "email": None, "phone": None}
