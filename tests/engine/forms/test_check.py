from __future__ import annotations

from typing import Any

import pytest

from engine.forms.check import check_form
from tests.engine.forms.builders import component, form

A = {"label": "A", "value": "a"}


def found(*components: Any, **more: Any) -> list[tuple[str, str]]:
    return [(finding.element, finding.code) for finding in check_form(form(*components), **more)]


def test_a_good_form_has_no_finding() -> None:
    asked = [
        component("textfield", "name", validate={"required": True, "pattern": "^[A-Z]"}),
        component("radio", "way", values=[A], conditional={"hide": '=name = "x"'}),
        component("text", id="dear", text="Dear {{ name }}"),
        component("dynamiclist", "points", components=[component("textarea", "text")]),
    ]

    assert found(*asked) == []


def test_the_same_key_twice_is_found_also_across_groups_without_path() -> None:
    again = component("number", "x", id="another")
    twice = [component("textfield", "x"), component("group", components=[again])]

    assert found(*twice) == [("x", "form-duplicate-key")]


def test_an_id_that_two_components_share_is_found_wherever_they_stand() -> None:
    inner = component("textfield", "x", id="one")
    shared = [component("textfield", "y", id="one"), component("dynamiclist", "l", components=[inner])]

    assert found(*shared) == [("x", "form-duplicate-id")]


def test_the_same_key_in_a_list_is_another_place() -> None:
    inner = component("number", "x", id="another")

    assert found(component("textfield", "x"), component("dynamiclist", "l", components=[inner])) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (component("textfield"), "form-no-key"),
        (component("dynamiclist", components=[]), "form-no-key"),
        (component("textfield", "no spaces"), "form-bad-key"),
        (component("textfield", "a.b"), "form-bad-key"),
        (component("textfield", "csrf_token"), "form-reserved-key"),
        (component("textfield", "x", label="", validate={"required": True}), "form-no-label"),
        (component("textfield", "x", label=""), "form-no-label"),
        (component("textfield", "x", conditional={"hide": "=a >"}), "form-expression"),
        (component("expression", "x", expression="=1 +"), "form-expression"),
        (component("expression", "x", expression="=coutn(points)"), "form-unknown-function"),
        (component("text", text="{{ 1 + }}"), "form-expression"),
        (component("textfield", "x", validate={"pattern": "("}), "form-bad-pattern"),
        (component("select", "x"), "form-no-options"),
        (component("radio", "x", values=[A, A]), "form-duplicate-option"),
        (component("number", "x", validate={"min": 2, "max": 1}), "form-bad-limit"),
        (component("textfield", "x", validate={"minLength": 2, "maxLength": 1}), "form-bad-limit"),
        (component("filepicker", "x", properties={"max_files": "many"}), "form-bad-limit"),
        (component("textfield", "x", properties={"colour": "red"}), "form-unknown-property"),
        (component("textfield", "x", properties={"required_if": "=a >"}), "form-expression"),
        (component("textfield", "x", properties={"required_if": "=coutn(a) > 1"}), "form-unknown-function"),
        (component("textfield", "x", label="", properties={"required_if": "=a"}), "form-no-label"),
        (component("radio", "x", values=[A], properties={"within": "a"}), "form-idle-condition"),
        (component("text", properties={"required_if": "=a"}), "form-idle-condition"),
        (component("textfield", "x", readonly=True, properties={"required_if": "=a"}), "form-idle-condition"),
        (
            component("textfield", "x", validate={"required": True}, properties={"required_if": "=a"}),
            "form-idle-condition",
        ),
    ],
)
def test_each_fault_has_its_code(asked: dict[str, Any], code: str) -> None:
    assert [one for _, one in found(asked)] == [code]


def test_a_catalogue_that_does_not_exist_is_found_where_catalogues_are_known() -> None:
    asked = component("select", "product", valuesKey="catalogue.products")

    assert found(asked) == []
    assert found(asked, catalogues={"units"}) == [("product", "form-unknown-catalogue")]
    assert found(asked, catalogues={"products"}) == []
