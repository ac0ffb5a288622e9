"""Options: of a catalogue, of the case, and those that another answer leaves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.forms.builders import answered, component, form, mistakes, one

PRODUCTS = {"products": {"loan": "Consumer loan", "card": "Credit card"}}


def test_a_catalogue_entry_is_kept_with_its_label() -> None:
    asked = one("select", valuesKey="catalogue.products")

    assert answered(asked, {"x": ["loan"]}, catalogues=PRODUCTS) == {
        "x": {"key": "loan", "label": "Consumer loan"}
    }
    again = {"x": {"key": "card", "label": "forged"}}
    assert answered(asked, again, catalogues=PRODUCTS) == {"x": {"key": "card", "label": "Credit card"}}
    assert "x" in mistakes(asked, {"x": "boat"}, catalogues=PRODUCTS)


KINDS = {
    "categories": {"bill": "Bill", "delivery": "Delivery"},
    "finer": {"bill.amount": "Wrong amount", "delivery.late": "Late", "delivery_other.x": "Other"},
}


def finer() -> Any:
    """A category, and a finer one within it."""
    return form(
        component("select", "category", valuesKey="catalogue.categories"),
        component("select", "finer", valuesKey="catalogue.finer", properties={"within": "category"}),
    )


@pytest.mark.parametrize("category", ["delivery", ["delivery"], {"key": "delivery", "label": "Delivery"}])
def test_a_catalogue_is_narrowed_by_another_answer(category: Any) -> None:
    raw = {"category": category, "finer": "delivery.late"}

    assert answered(finer(), raw, catalogues=KINDS)["finer"] == {"key": "delivery.late", "label": "Late"}
    for other in ("bill.amount", "delivery_other.x"):
        said = mistakes(finer(), raw | {"finer": other}, catalogues=KINDS)
        assert said == {"finer": ["Please choose one of the answers offered."]}


def test_what_narrows_a_catalogue_may_be_known_from_the_case_or_not_at_all() -> None:
    asked = form(component("select", "finer", valuesKey="catalogue.finer", properties={"within": "category"}))
    known = {"category": {"key": "delivery", "label": "Delivery"}}

    assert mistakes(asked, {"finer": "bill.amount"}, catalogues=KINDS, context=known)
    assert answered(asked, {"finer": "delivery.late"}, catalogues=KINDS, context=known)
    assert answered(asked, {"finer": "bill.amount"}, catalogues=KINDS)


def test_options_may_come_from_the_case() -> None:
    case = {"units": ["billing", "claims"], "offers": [{"label": "A", "value": "a"}]}

    assert answered(one("checklist", valuesKey="units"), {"x": ["claims"]}, context=case) == {"x": ["claims"]}
    assert answered(one("radio", valuesExpression="=offers"), {"x": ["a"]}, context=case) == {"x": "a"}
    assert "x" in mistakes(one("radio", valuesKey="offers"), {"x": ["b"]}, context=case)
