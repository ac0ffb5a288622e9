from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import Flask, render_template_string
from lxml import html

from engine.forms.form import Form
from tests.engine.forms.builders import AROUND, YES_OR_NO, component, form, mistakes
from web.forms import form_view

PAGE = '{% from "forms/fields.html" import form_fields, form_answers %}<form>{{ MACRO(view) }}</form>'
app = Flask("web")


def page(
    asked: Form,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    **more: Any,
) -> html.HtmlElement:
    """The form as HTML."""
    view = form_view(asked, values, errors, around=AROUND, **more)
    macro = "form_answers" if more.get("readonly") else "form_fields"
    with app.app_context():
        return html.fromstring(render_template_string(PAGE.replace("MACRO", macro), view=view))


def one(found: html.HtmlElement, path: str) -> html.HtmlElement:
    elements = found.xpath(path)
    assert len(elements) == 1, (path, html.tostring(found).decode())
    return elements[0]


def words(found: html.HtmlElement) -> str:
    return " ".join(found.text_content().split())


def test_each_field_has_label_hint_and_message_wired_to_it() -> None:
    asked = form(component("textfield", "name", description="As on the bill", validate={"required": True}))

    shown = page(asked, {}, mistakes(asked, {}))

    field = one(shown, "//input[@name='name']")
    assert one(shown, f"//label[@for='{field.get('id')}']").text == "name"
    assert field.get("aria-invalid") == "true"
    assert field.get("required") is not None
    described = [one(shown, f"//*[@id='{part}']").text for part in field.get("aria-describedby").split()]
    assert described == ["As on the bill", "Please fill this in."]


def test_the_summary_links_to_the_fields() -> None:
    asked = form(
        component("radio", "way", values=YES_OR_NO, validate={"required": True}),
        component("dynamiclist", "points", components=[component("number", "cost")]),
    )
    raw = {"points[0].cost": ["dear"]}

    shown = page(asked, raw, mistakes(asked, raw))

    links = shown.xpath("//div[@role='alert']//a")
    assert [words(link) for link in links] == [
        "way: Please choose an answer.",
        "cost: Please give a number such as 12 or 12.5.",
    ]
    for link in links:
        assert one(shown, f"//*[@id='{link.get('href')[1:]}']").tag == "input"


def test_messages_about_no_field_stand_in_the_summary_too() -> None:
    shown = page(form(component("textfield", "x")), {}, {"": ["The form has changed."]})

    assert "The form has changed." in words(one(shown, "//div[@role='alert']"))


def test_everything_typed_is_kept_after_a_refusal() -> None:
    asked = form(
        component("textfield", "name"),
        component("textarea", "story"),
        component("number", "age"),
        component("datetime", "day"),
        component("checkbox", "agree", defaultValue=True),
        component("radio", "way", values=YES_OR_NO),
        component("checklist", "all", values=YES_OR_NO),
        component("select", "pick", values=YES_OR_NO),
    )
    raw = {
        "name": ["Ana <b>"],
        "story": ["\nfirst\n second"],
        "age": ["many"],
        "day": ["31.2.2026"],
        "way": ["no"],
        "all": ["yes", "no"],
        "pick": ["no"],
    }

    shown = page(asked, raw, mistakes(asked, raw))

    assert one(shown, "//input[@name='name']").get("value") == "Ana <b>"
    assert one(shown, "//textarea").text == "\n\nfirst\n second"
    assert one(shown, "//input[@name='age']").get("value") == "many"
    assert (
        one(shown, "//input[@name='day']").get("type"),
        one(shown, "//input[@name='day']").get("value"),
    ) == (
        "text",
        "31.2.2026",
    )
    assert shown.xpath("//input[@name='agree']/@checked") == []
    assert shown.xpath("//input[@name='way'][@checked]/@value") == ["no"]
    assert shown.xpath("//input[@name='all'][@checked]/@value") == ["yes", "no"]
    assert shown.xpath("//option[@selected]/@value") == ["no"]


def test_at_first_defaults_and_the_case_fill_the_form() -> None:
    asked = form(
        component("textfield", "name", defaultValue="nobody"),
        component("number", "age"),
        component("datetime", "met", subtype="datetime"),
        component("select", "product", valuesKey="catalogue.products"),
    )
    case = {
        "age": Decimal("12.50"),
        "met": "2026-07-01T12:30:00Z",
        "product": {"key": "loan", "label": "Loan"},
    }

    shown = page(
        asked,
        context=case,
        catalogues={"products": {"loan": "Loan", "card": "Card"}},
        zone="Europe/Paris",
    )

    assert [one(shown, f"//input[@name='{name}']").get("value") for name in ("name", "age", "met")] == [
        "nobody",
        "12.50",
        "2026-07-01T14:30",
    ]
    assert shown.xpath("//option[@selected]/@value") == ["loan"]
    assert "Time zone: Europe/Paris" in words(shown)


def test_choices_are_grouped_under_their_question() -> None:
    shown = page(
        form(component("radio", "way", values=YES_OR_NO), component("checklist", "all", values=YES_OR_NO))
    )

    assert [words(legend) for legend in shown.xpath("//fieldset/legend")] == ["way optional", "all optional"]
    for control in shown.xpath("//fieldset//input"):
        assert one(shown, f"//label[@for='{control.get('id')}']").text


def test_rows_are_added_and_removed_by_buttons_that_need_no_script() -> None:
    asked = form(component("dynamiclist", "points", components=[component("textfield", "text")]))
    raw = {"points[0].text": ["a"], "points[1].text": ["b"], "remove": ["points[0]"]}

    first, after = page(asked), page(asked, raw, {})

    assert first.xpath("//input/@name") == ["points[0].text"]
    assert one(first, "//button[@name='add']").get("value") == "points"
    assert [(field.get("name"), field.get("value")) for field in after.xpath("//input")] == [
        ("points[0].text", "b")
    ]
    assert after.xpath("//button[@name='remove']/@value") == ["points[0]"]


def test_enter_sends_the_form_and_adds_no_row() -> None:
    shown = page(form(component("dynamiclist", "points", components=[])))

    assert shown.xpath("//button")[0].get("name") is None


def test_conditions_go_to_the_browser_as_trees_with_the_values_they_read() -> None:
    asked = form(
        component("checkbox", "harm"),
        component("textfield", "doctor", conditional={"hide": '=harm = false or severity = "low"'}),
    )

    shown = page(asked, context={"severity": "low", "internal": "not for the page"})

    assert json.loads(shown.xpath("//*[@data-hide]/@data-hide")[0])["node"] == "Logic"
    assert json.loads(shown.xpath("//*[@data-known]/@data-known")[0]) == {"severity": "low"}


def test_what_depends_is_called_neither_optional_nor_required_until_a_browser_knows() -> None:
    needed = {"required_if": '=phone = null and severity = "low"'}
    asked = form(component("textfield", "mail", properties=needed), component("textfield", "phone"))

    shown = page(asked, context={"severity": "low"})

    assert json.loads(one(shown, "//div[@data-required-if]").get("data-required-if"))["node"] == "Logic"
    assert one(shown, "//input[@name='mail']").get("required") is None
    assert one(shown, "//label[@for='f-mail']/span").get("hidden") is not None
    assert one(shown, "//label[@for='f-phone']/span").get("hidden") is None
    assert json.loads(one(shown, "//*[@data-known]").get("data-known")) == {"severity": "low"}


def test_one_of_several_that_is_missing_is_one_line_of_the_summary() -> None:
    properties = {"required_if": "=mail = null and phone = null", "message.required": "Give one of the two."}
    asked = form(
        component("textfield", "mail", properties=properties),
        component("textfield", "phone", properties=properties),
        component("textfield", "name", properties=properties | {"message.required": "Give a name."}),
    )

    shown = page(asked, {}, mistakes(asked, {}))

    links = shown.xpath("//*[@role='alert']//li/a")
    assert [(words(link), link.get("href")) for link in links] == [
        ("Give one of the two.", "#f-mail"),
        ("name: Give a name.", "#f-name"),
    ]
    assert [words(said) for said in shown.xpath("//*[@class='field-error']")] == [
        "Give one of the two.",
        "Give one of the two.",
        "Give a name.",
    ]


def test_texts_are_markdown_with_values_of_the_case_and_no_tags_of_strangers() -> None:
    asked = form(component("text", text="# Dear {{ name }}\n<script>x</script> [link](javascript:x)"))

    shown = page(asked, context={"name": "**Ana** <img src=x>"})

    assert words(one(shown, "//h2")) == "Dear **Ana** <img src=x>"
    assert shown.xpath("//script | //img | //a[@href]") == []


def test_tokens_for_autocomplete_come_from_the_field() -> None:
    asked = form(component("textfield", "mail", properties={"autocomplete": "email"}))

    assert one(page(asked), "//input").get("autocomplete") == "email"


def test_read_only_answers_are_a_list_of_names_and_words() -> None:
    asked = form(
        component("textarea", "story"),
        component("checkbox", "harm"),
        component("select", "product", valuesKey="catalogue.products"),
        component("checklist", "all", values=YES_OR_NO),
        component("textfield", "never", conditional={"hide": "=harm"}),
        component("dynamiclist", "points", components=[component("number", "cost")]),
    )
    payload = {
        "story": "The line\nThe line",
        "harm": True,
        "product": {"key": "old", "label": "Old loan"},
        "all": ["yes", "no"],
        "points": [{"cost": Decimal("5")}],
    }

    shown = page(asked, payload, readonly=True)

    assert dict(
        zip((words(e) for e in shown.xpath("//dt")), (words(e) for e in shown.xpath("//dd")), strict=True)
    ) == {
        "story": "The line The line",
        "harm": "yes",
        "product": "Old loan",
        "all": "Yes, No",
        "cost": "5",
    }
    assert shown.xpath("//input | //button | //textarea") == []


def test_read_only_answers_are_those_of_their_time() -> None:
    asked = form(
        component("textfield", "name"),
        component("expression", "cost", expression="=rate * 2"),
        component("textfield", "later"),
    )
    payload = {"name": "Ana", "cost": Decimal(4)}

    shown = page(asked, payload, readonly=True, context={"name": "Bob", "rate": 9, "later": "today"})

    assert [words(one) for one in shown.xpath("//dd")] == ["Ana", "4"]


def test_what_is_reckoned_without_a_label_is_for_the_case_and_not_shown() -> None:
    asked = form(
        component("expression", "days", expression="=1 + 1", label=None),
        component("expression", "total", expression="=2 + 2", label="Total"),
    )

    assert [words(one) for one in page(asked, {}).xpath("//dd")] == ["4"]


def test_answers_of_another_shape_are_no_crash() -> None:
    asked = form(
        component("dynamiclist", "points", components=[component("textfield", "text")]),
        component("group", "address", components=[component("textfield", "street")]),
        component("filepicker", "proof"),
        component("checklist", "all", values=YES_OR_NO),
        component("datetime", "met", subtype="datetime"),
    )

    for wrong in ("x", 5, ["x"], {"x": 1}, [{"x": 1}], "2026-99-99T00:00:00Z"):
        for readonly in (True, False):
            shown = page(asked, dict.fromkeys(asked.keys, wrong), readonly=readonly)

            for label in ("points", "address", "proof", "all", "met"):
                assert label in words(shown), (wrong, readonly)


def test_files_kept_from_before_can_be_kept_or_left_out() -> None:
    asked = form(component("filepicker", "proof", accept=".pdf", multiple=True))
    kept = {"id": "a1", "name": "bill.pdf", "type": "application/pdf", "size": 1}

    shown = page(asked, {"proof": [kept]}, {})

    assert one(shown, "//input[@type='checkbox']").get("value") == "a1"
    assert one(shown, "//input[@type='file']").get("accept") == ".pdf"
    assert form_view(asked, around=AROUND).has_files


def test_a_table_shows_rows_of_the_case() -> None:
    asked = form(
        component("table", dataSource="=similar", columns=[{"key": "reference", "label": "Reference"}])
    )

    shown = page(asked, context={"similar": [{"reference": "CMP-1"}, {"reference": "CMP-2"}]})

    assert [words(cell) for cell in shown.xpath("//td")] == ["CMP-1", "CMP-2"]
