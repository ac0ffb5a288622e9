from __future__ import annotations

from engine.forms.answers import arranged, asks_for_rows
from tests.engine.forms.builders import component, form

POINTS = form(
    component("textfield", "title"),
    component(
        "dynamiclist",
        "points",
        components=[component("textarea", "text"), component("checklist", "units", values=[])],
    ),
    component("group", "address", components=[component("textfield", "street")]),
)


def test_names_of_a_browser_become_the_shape_of_the_form() -> None:
    raw = {
        "title": ["T"],
        "points[0].text": ["a"],
        "points[0].units": ["u", "v"],
        "address.street": ["S"],
        "x": ["?"],
    }

    assert arranged(POINTS, raw) == {
        "title": "T",
        "points": [{"text": "a", "units": ["u", "v"]}],
        "address": {"street": "S"},
    }


def test_rows_close_up_where_numbers_are_missing() -> None:
    raw = {"points[7].text": ["b"], "points[2].text": ["a"]}

    assert arranged(POINTS, raw)["points"] == [{"text": "a"}, {"text": "b"}]


def test_json_passes_as_it_is() -> None:
    raw = {"points": [{"text": "a", "other": 1}], "address": {"street": "S"}}

    assert arranged(POINTS, raw) == {"points": [{"text": "a"}], "address": {"street": "S"}}


def test_add_asks_for_another_row() -> None:
    raw = {"points[0].text": ["a"], "add": ["points"]}

    assert asks_for_rows(POINTS, raw)
    assert arranged(POINTS, raw)["points"] == [{"text": "a"}, {}]


def test_remove_takes_the_row_away() -> None:
    raw = {"points[0].text": ["a"], "points[1].text": ["b"], "remove": ["points[0]"]}

    assert asks_for_rows(POINTS, raw)
    assert arranged(POINTS, raw)["points"] == [{"text": "b"}]


def test_add_with_another_name_is_no_wish() -> None:
    for name in ("title", "address", "points[0]", "points.text", "..", "points[0", "", "points[0].text"):
        assert not asks_for_rows(POINTS, {"add": [name]})
        assert not asks_for_rows(POINTS, {"remove": ["points"]})


def test_hostile_names_are_dropped() -> None:
    raw = {"points[99999].text": ["x"], "points[-1].text": ["x"], "__class__": ["x"], "a.__class__.b": ["x"]}

    assert arranged(POINTS, raw) == {}
