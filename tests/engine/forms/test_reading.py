from __future__ import annotations

import json
from typing import Any

import pytest

from engine.errors import PackageError
from engine.forms.reading import MAX_BYTES, read_form
from tests.engine.forms.builders import component, form


def codes(data: bytes) -> list[str]:
    with pytest.raises(PackageError) as refused:
        read_form(data, "bad.form")
    return [finding.code for finding in refused.value.findings]


def refused(*components: Any) -> list[str]:
    return codes(json.dumps({"id": "bad", "components": components}).encode())


def test_a_form_keeps_its_fields_in_order() -> None:
    asked = form(component("textfield", "name"), component("group", components=[component("number", "age")]))

    assert [one.name for one in asked.everything()] == ["name", "Field_group", "age"]
    assert asked.keys == {"name", "age"}


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b"\xff\xfe", b'{"id": NaN}', b"[" * 100_000, b"x" * (MAX_BYTES + 1)],
    ids=["broken", "a list", "not UTF-8", "NaN", "too deep", "too large"],
)
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    assert codes(data) == ["form-not-json"]


def test_a_form_without_components_is_no_form() -> None:
    assert codes(b'{"id": "x"}') == ["form-not-a-form"]


def test_a_form_needs_an_id() -> None:
    assert codes(b'{"components": []}') == ["form-no-id"]


@pytest.mark.parametrize("kind", ["iframe", "html", "image", "documentPreview", "taglist", "carousel", ""])
def test_a_component_outside_the_profile_is_refused_by_name(kind: str) -> None:
    assert refused({"type": kind, "key": "x"}) == ["form-unknown-component"]


@pytest.mark.parametrize(
    "settings",
    [
        {"label": "=name"},
        {"label": "{{name}}"},
        {"readonly": "=true"},
        {"validate": {"required": "yes"}},
        {"validate": {"min": "=1"}},
        {"validate": {"maxLength": -1}},
        {"validate": {"validationType": "iban"}},
        {"validate": []},
        {"key": 5},
    ],
    ids=str,
)
def test_a_setting_of_the_wrong_kind_is_refused(settings: dict[str, Any]) -> None:
    assert refused(component("textfield", "x") | settings) == ["form-setting"]


def test_a_setting_nobody_knows_is_refused() -> None:
    assert refused(component("textfield", "x", colour="red")) == ["form-unknown-setting"]


def test_options_without_values_are_refused() -> None:
    assert refused(component("select", "x", values=[{"label": "A"}])) == ["form-setting"]
    assert refused(component("select", "x", values="A")) == ["form-setting"]


def test_a_button_that_clears_the_form_is_refused() -> None:
    assert refused(component("button", action="reset")) == ["form-setting"]
