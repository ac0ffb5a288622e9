from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.forms.submission import RowsAsked, validate
from tests.engine.forms.builders import AROUND, YES_OR_NO, answered, component, form, mistakes, one


@pytest.mark.parametrize(
    ("kind", "settings", "raw", "kept"),
    [
        ("textfield", {}, ["  Ana "], "Ana"),
        ("textfield", {}, "Ana", "Ana"),
        ("textfield", {"validate": {"validationType": "email"}}, ["a@example.com"], "a@example.com"),
        ("textfield", {"validate": {"validationType": "phone"}}, ["+44 20 7946 0123"], "+44 20 7946 0123"),
        ("textfield", {"validate": {"pattern": "^[A-Z]{2}"}}, ["ABc"], "ABc"),
        ("textarea", {}, ["  one\r\n\r\n two\r "], "  one\n\n two\n "),
        ("number", {}, ["12.50"], Decimal("12.50")),
        ("number", {}, 7, Decimal(7)),
        ("number", {}, 0, Decimal(0)),
        ("number", {}, Decimal("1E+2"), Decimal(100)),
        ("number", {"validate": {"min": 1, "max": 3}}, ["3"], Decimal(3)),
        ("datetime", {}, ["2026-03-02"], "2026-03-02"),
        ("datetime", {"subtype": "time"}, ["14:30"], "14:30:00"),
        ("datetime", {"subtype": "datetime"}, ["2026-03-02T14:30"], "2026-03-02T14:30:00Z"),
        (
            "datetime",
            {"subtype": "datetime", "properties": {"latest": "=today()", "earliest": "=today()"}},
            ["2026-03-02T23:30"],
            "2026-03-02T23:30:00Z",
        ),
        ("datetime", {"subtype": "datetime"}, "2026-03-02T14:30:00+02:00", "2026-03-02T12:30:00Z"),
        (
            "datetime",
            {"subtype": "datetime", "timeSerializingFormat": "no_timezone"},
            ["2026-03-02T14:30"],
            "2026-03-02T14:30:00",
        ),
        ("checkbox", {}, ["on"], True),
        ("checkbox", {}, False, False),
        ("radio", {"values": YES_OR_NO}, ["yes"], "yes"),
        ("select", {"values": YES_OR_NO}, ["no"], "no"),
        ("checklist", {"values": YES_OR_NO}, ["no", "yes"], ["yes", "no"]),
        ("checklist", {"values": YES_OR_NO}, "yes", ["yes"]),
    ],
)
def test_a_good_answer_is_kept(kind: str, settings: dict[str, Any], raw: Any, kept: Any) -> None:
    assert answered(one(kind, **settings), {"x": raw}) == {"x": kept}


@pytest.mark.parametrize(
    ("kind", "settings", "raw", "said"),
    [
        ("textfield", {}, ["a\nb"], "This must be a single line."),
        ("textfield", {}, ["a\0b"], "This holds a character that cannot be stored."),
        ("textfield", {}, ["a", "b"], "This must be text."),
        ("textfield", {}, {"a": 1}, "This must be text."),
        ("textfield", {"validate": {"validationType": "email"}}, ["ana"], "Please give an e-mail address"),
        (
            "textfield",
            {"validate": {"validationType": "phone"}},
            ["call me"],
            "Please give a telephone number",
        ),
        ("textfield", {"validate": {"pattern": "^[A-Z]"}}, ["a"], "This does not have the form"),
        (
            "textfield",
            {"validate": {"pattern": "^(a+)+$"}},
            ["a" * 3000 + "!"],
            "This does not have the form",
        ),
        ("textarea", {"validate": {"maxLength": 3}}, ["abcd"], "at most 3 characters; you have used 4"),
        ("textarea", {"validate": {"minLength": 3}}, ["ab"], "at least 3 characters"),
        ("number", {}, ["twelve"], "Please give a number such as 12 or 12.5."),
        ("number", {}, ["1e5"], "Please give a number"),
        ("number", {}, ["1,000"], "Please give a number"),
        ("number", {}, ["9" * 40], "Please give a number"),
        ("number", {}, True, "Please give a number"),
        ("number", {}, float("nan"), "Please give a number"),
        ("number", {}, float("inf"), "Please give a number"),
        ("number", {"validate": {"min": 1}}, ["0.5"], "at least 1."),
        ("number", {"validate": {"max": 3}}, ["4"], "at most 3."),
        ("number", {"decimalDigits": 0}, ["4.5"], "Please give a whole number."),
        ("number", {"decimalDigits": 2}, ["4.567"], "at most 2 decimals"),
        ("datetime", {}, ["2026-02-31"], "Please give a real date"),
        ("datetime", {}, ["31.02.2026"], "Please give a real date"),
        ("datetime", {"disallowPassedDates": True}, ["2026-03-01"], "must not be in the past"),
        ("datetime", {"properties": {"latest": "=today()"}}, ["2026-03-03"], "must not be after 2026-03-02"),
        (
            "datetime",
            {"subtype": "datetime", "properties": {"latest": "=now()"}},
            ["2026-03-02T23:59"],
            "must not be after 2026-03-02",
        ),
        (
            "datetime",
            {"subtype": "datetime", "properties": {"earliest": "=today()"}},
            ["2026-03-01T23:59"],
            "must not be before 2026-03-02.",
        ),
        ("datetime", {"subtype": "time"}, ["25:00"], "Please give a time of day"),
        ("datetime", {"subtype": "datetime"}, ["2026-03-02"], "Please give a date and time"),
        ("datetime", {"subtype": "datetime"}, ["0001-01-01T00:00+14:00"], "Please give a date and time"),
        ("checkbox", {}, ["maybe"], "This is answered with yes or no."),
        ("radio", {"values": YES_OR_NO}, ["maybe"], "Please choose one of the answers offered."),
        ("radio", {"values": YES_OR_NO}, {"key": ["yes"]}, "Please choose one of the answers offered."),
        ("checklist", {"values": YES_OR_NO}, ["yes", "maybe"], "Please choose one of the answers offered."),
        ("filepicker", {}, ["name"], "Please choose the file again."),
        ("dynamiclist", {"components": []}, "text", "This is answered with a list."),
    ],
)
def test_a_bad_answer_is_refused_in_plain_words(
    kind: str, settings: dict[str, Any], raw: Any, said: str
) -> None:
    messages = mistakes(one(kind, **settings), {"x": raw})["x"]

    assert len(messages) == 1
    assert said in messages[0]


def test_a_bound_may_be_an_answer_further_up_in_the_form() -> None:
    begin = component("datetime", "begin", subtype="datetime")
    end = component("datetime", "end", subtype="datetime", properties={"earliest": "=begin"})
    typed = {"begin": ["2026-03-02T10:00"], "end": ["2026-03-02T09:59"]}

    said = mistakes(form(begin, end), typed)
    fitting = answered(form(begin, end), {**typed, "end": ["2026-03-02T10:00"]})

    assert said == {"end": ["This must not be before 2026-03-02 10:00."]}
    assert fitting["end"] == "2026-03-02T10:00:00Z"


@pytest.mark.parametrize(
    ("kind", "nothing"),
    [
        ("textfield", None),
        ("textarea", None),
        ("number", None),
        ("datetime", None),
        ("radio", None),
        ("checkbox", False),
        ("checklist", []),
        ("filepicker", []),
        ("dynamiclist", []),
    ],
)
def test_what_is_left_blank_is_kept_as_nothing(kind: str, nothing: Any) -> None:
    for raw in ({}, {"x": [""]}, {"x": None}, {"x": []}):
        assert answered(one(kind, values=YES_OR_NO, components=[]), raw) == {"x": nothing}


@pytest.mark.parametrize(
    "kind", ["textfield", "textarea", "number", "datetime", "radio", "checkbox", "checklist"]
)
def test_a_required_field_left_blank_is_refused(kind: str) -> None:
    asked = one(kind, values=YES_OR_NO, validate={"required": True})

    for raw in ({}, {"x": ["  "]}, {"x": None}):
        assert mistakes(asked, raw)["x"][0].startswith("Please ")


def test_a_required_box_must_be_ticked() -> None:
    assert "tick" in mistakes(one("checkbox", validate={"required": True}), {"x": "off"})["x"][0]


def test_a_field_speaks_with_its_own_words() -> None:
    own = {"message.required": "We need your name.", "message": "That is no name."}
    asked = one("textfield", validate={"required": True, "pattern": "^[A-Z]"}, properties=own)

    assert mistakes(asked, {}) == {"x": ["We need your name."]}
    assert mistakes(asked, {"x": "a"}) == {"x": ["That is no name."]}


def test_a_list_of_rows_from_a_browser_and_from_a_program_are_the_same() -> None:
    row = [component("textarea", "text", validate={"required": True}), component("number", "cost")]
    asked = form(component("dynamiclist", "points", components=row))
    posted = {
        "points[0].text": ["a"],
        "points[0].cost": ["5"],
        "points[1].text": [""],
        "points[1].cost": [""],
    }

    assert answered(asked, posted) == {"points": [{"text": "a", "cost": Decimal(5)}]}
    assert answered(asked, {"points": [{"text": "a", "cost": 5}]}) == answered(asked, posted)
    assert mistakes(asked, {"points[0].cost": ["5"]}) == {"points[0].text": ["Please fill this in."]}
    assert mistakes(asked, {"points": ["a"]}) == {"points[0]": ["This row is not readable."]}


def test_the_number_of_rows_has_limits() -> None:
    few = form(
        component(
            "dynamiclist",
            "points",
            properties={"min_rows": "1", "max_rows": "2"},
            components=[component("textfield", "text")],
        )
    )

    assert mistakes(few, {}) == {"points": ["Please give at least 1."]}
    assert mistakes(few, {"points": [{"text": "a"}] * 3}) == {"points": ["Please give at most 2."]}


def test_a_thousand_rows_are_refused_not_stored() -> None:
    asked = form(component("dynamiclist", "points", components=[component("textfield", "text")]))

    assert mistakes(asked, {"points": [{"text": "a"}] * 1000}) == {"points": ["Please give at most 200."]}


def test_pressing_add_is_no_answer() -> None:
    asked = form(component("dynamiclist", "points", components=[component("textfield", "text")]))

    with pytest.raises(RowsAsked):
        validate(asked, {"points[0].text": ["a"], "add": ["points"]}, AROUND)


def test_a_local_time_is_read_in_the_readers_zone() -> None:
    asked = one("datetime", subtype="datetime")

    kept = validate(asked, {"x": ["2026-07-01T14:30"]}, AROUND, zone="Europe/Paris")

    assert kept == {"x": "2026-07-01T12:30:00Z"}


def test_expressions_are_computed_on_the_server() -> None:
    asked = form(
        component("number", "net"),
        component("expression", "gross", expression="=net * 1.2"),
        component("expression", "label", expression='=if gross > 10 then "large" else "small"'),
    )

    assert answered(asked, {"net": "10", "gross": "1"}) == {
        "net": 10,
        "gross": Decimal("12.0"),
        "label": "large",
    }


def test_a_read_only_field_takes_no_answer() -> None:
    assert answered(one("textfield", readonly=True), {"x": "forged"}) == {}
    assert answered(one("textfield", disabled=True, validate={"required": True}), {}) == {}


def test_files_are_checked_by_kind_number_and_size() -> None:
    asked = one(
        "filepicker",
        multiple=True,
        accept=".pdf,image/*",
        properties={"max_files": "2", "max_megabytes": "1"},
    )
    good = {"id": "a1", "name": "Bill.PDF", "type": "application/pdf", "size": 10, "path": "/etc/passwd"}

    assert answered(asked, {"x": [good]}) == {
        "x": [{"id": "a1", "name": "Bill.PDF", "type": "application/pdf", "size": 10}]
    }
    assert "kind" in mistakes(asked, {"x": [good | {"name": "run.exe"}]})["x"][0]
    assert "larger" in mistakes(asked, {"x": [good | {"size": 2_000_000}]})["x"][0]
    assert "at most 2 files" in mistakes(asked, {"x": [good] * 3})["x"][0]


def test_history_is_taken_as_it_is_but_of_the_right_kind() -> None:
    asked = form(
        component("textfield", "name", validate={"required": True, "maxLength": 3}),
        component("radio", "way", values=YES_OR_NO, validate={"required": True}),
    )

    assert answered(asked, {"name": "longer"}, history=True) == {"name": "longer", "way": None}
    assert "way" in mistakes(asked, {"way": "maybe"}, history=True)


def test_unknown_names_are_dropped() -> None:
    assert answered(one("textfield"), {"x": "a", "csrf_token": "t", "role": "administrator"}) == {"x": "a"}
