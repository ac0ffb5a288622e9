"""Forms in a browser: what other answers require and narrow, while one types and without scripts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

COMPLAIN = "/begin/complaint_handling/arrived"
ENTER = "/desk/open/complaint_handling/entered"
ONE_OF = "Give an e-mail address, a telephone number or a postal address."
WAYS = ("complainant_email", "complainant_phone", "complainant_address")


def marked(page: Page) -> list[bool]:
    """Which of the three ways to be reached are required now."""
    return [page.locator(f"[name={name}]").evaluate("field => field.required") for name in WAYS]


def optional(page: Page, name: str) -> bool:
    """Whether the label says that the field may stay empty."""
    return page.locator(f"label[for=f-{name}] .optional").is_visible()


def test_a_field_is_marked_as_other_answers_require_it(page: Page) -> None:
    page.goto(COMPLAIN)

    assert marked(page) == [True, True, True]
    assert [optional(page, name) for name in WAYS] == [False, False, False]
    page.locator("[name=complainant_phone]").fill("020 7946 0999")
    assert marked(page) == [False, True, False]
    page.locator("[name=amount_claimed]").fill("40")
    expect(page.locator("[name=currency]")).to_have_attribute("required", "")


def test_whoever_cannot_be_reached_is_told_once_above_and_at_each_field(
    page: Page, axe: Callable[..., list[str]]
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(COMPLAIN)
    page.locator("main form .buttons .btn-primary").click()

    expect(page.locator(".error-summary li", has_text=ONE_OF)).to_have_count(1)
    expect(page.locator(".field-error", has_text=ONE_OF)).to_have_count(3)
    page.locator(".error-summary a", has_text=ONE_OF).click()
    expect(page.locator("[name=complainant_email]")).to_be_focused()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_the_server_says_what_is_required(plain_page: Page) -> None:
    plain_page.goto(COMPLAIN)
    expect(plain_page.locator("label[for=f-complainant_email] .optional")).to_be_hidden()
    plain_page.locator("[name=amount_claimed]").fill("40")
    plain_page.locator("[name=complainant_address]").fill("Main Street 1\nOban")
    plain_page.locator("main form .buttons .btn-primary").click()

    expect(plain_page.locator(".error-summary")).not_to_contain_text(ONE_OF)
    expect(plain_page.locator("#f-currency-error")).to_have_text("Choose the currency of the amount.")


def test_a_list_offers_what_lies_within_the_answer_above(page: Page, sign_in: Callable[..., None]) -> None:
    sign_in(page, "ana")
    page.goto(ENTER)
    finer = page.locator("[name=sub_category]")
    page.locator("[name=category]").select_option("delivery")
    finer.select_option("delivery.late")
    page.locator("[name=category]").select_option("bill")

    expect(finer).to_have_value("")
    offered = finer.locator("option:not([hidden])").evaluate_all("all => all.map(one => one.value)")
    assert offered[0] == ""
    assert {value.partition(".")[0] for value in offered[1:]} == {"bill"}
