from __future__ import annotations

import json

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
    other = {**after, "components": []}

    assert form_differences(json.dumps(before).encode(), json.dumps(after).encode()) == []
    assert len(form_differences(json.dumps(before).encode(), json.dumps(other).encode())) == 2
