from __future__ import annotations

import json

from engine.library.source import shipped_root
from tools.camunda_modeler.sameness import differences, form_differences

TABLE = b"""<definitions xmlns="urn:d"><decision id="d">
  <rule id="a"><text>1</text></rule><rule id="b"><text>2</text></rule>
</decision></definitions>"""


def test_order_of_attributes_layout_and_spelling_of_numbers_make_no_difference() -> None:
    before = b'<a xmlns="urn:d"><b x="100" id="one"/></a>'
    after = b'<?xml version="1.0"?>\n<n:a xmlns:n="urn:d">\n  <n:b id="one" x="100.0" />\n</n:a>'

    assert differences(before, after) == []


def test_a_rule_that_an_editor_dropped_is_named() -> None:
    after = TABLE.replace(b'<rule id="b"><text>2</text></rule>', b"")

    lost = differences(TABLE, after)

    assert [line.split(" {")[0] for line in lost] == [
        "- /definitions/decision[d]/rule",
        "- /definitions/decision[d]/rule[b]/text",
    ]


def test_a_changed_value_is_said_as_lost_and_gained() -> None:
    lost, gained = differences(TABLE, TABLE.replace(b"<text>2", b"<text>3"))

    assert (lost[0], lost[-1], gained[0], gained[-1]) == ("-", "2", "+", "3")


def test_a_form_is_the_same_but_for_what_the_editor_writes_of_its_own_accord() -> None:
    before = {"schemaVersion": 18, "components": [{"type": "dynamiclist", "path": "points"}]}
    after = {
        "components": [{"path": "points", "isRepeating": True, "type": "dynamiclist"}],
        "schemaVersion": 19,
    }

    assert form_differences(json.dumps(before).encode(), json.dumps(after).encode()) == []


def test_what_a_form_lost_and_gained_is_named_by_its_place() -> None:
    def form(**field: object) -> bytes:
        return json.dumps({"components": [{"id": "why", "label": "Why", **field}]}).encode()

    with_rule = form(properties={"required_if": '=kind = "emergency"'})

    assert form_differences(with_rule, form(properties={})) == [
        '- /components[why]/properties/required_if "=kind = \\"emergency\\""',
        "+ /components[why]/properties {}",
    ]
    assert form_differences(form(), form(label="What for")) == [
        '- /components[why]/label "Why"',
        '+ /components[why]/label "What for"',
    ]
    assert form_differences(form(), b'{"components": []}')[0] == '- /components[] ["why"]'


def test_the_order_of_fields_is_a_difference() -> None:
    before, after = (json.dumps({"components": [{"id": i} for i in ids]}).encode() for ids in ("ab", "ba"))

    assert form_differences(before, after) == ['- /components[] ["a", "b"]', '+ /components[] ["b", "a"]']


def test_shipped_files_bring_what_the_modeler_would_add() -> None:
    undrawn = [
        path for path in shipped_root().glob("processes/*/*.dmn") if b"DMNDI>" not in path.read_bytes()
    ]
    unframed = [
        f"{path.name} {field['id']}"
        for path in shipped_root().glob("forms/*/*.form")
        for field in _fields(json.loads(path.read_bytes()))
        if field["type"] in ("group", "dynamiclist") and "showOutline" not in field
    ]

    assert undrawn == []
    assert unframed == []


def _fields(form: dict) -> list[dict]:
    return [deep for field in form.get("components", []) for deep in (field, *_fields(field))]
