"""Signing in with a real browser, with and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_the_sign_in_page_has_no_barrier(page: Page, axe):
    page.goto("/sign-in")

    assert axe(page) == []


def test_a_wrong_password_is_announced_and_the_login_kept(page: Page, axe):
    page.goto("/sign-in")
    page.get_by_label("Login").fill("ana")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Login or password is wrong")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Login")).to_have_value("ana")
    assert axe(page) == []


def test_the_account_page_has_no_barrier(page: Page, sign_in, axe):
    sign_in(page, "owner")
    page.goto("/account")

    assert axe(page) == []


def test_the_keyboard_reaches_content_first(page: Page, sign_in):
    sign_in(page, "owner")
    page.goto("/account")
    page.keyboard.press("Tab")

    expect(page.get_by_text("Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_signing_out_works_without_scripts(plain_page: Page, sign_in):
    sign_in(plain_page, "owner")
    plain_page.goto("/account")
    plain_page.locator("summary").filter(has_text="Petra").click()
    plain_page.get_by_role("button", name="Sign out").click()

    expect(plain_page.get_by_text("You are signed out.")).to_be_visible()


def test_what_was_typed_is_sent_after_signing_in_again(page: Page, sign_in):
    sign_in(page, "owner")
    page.goto("/account")
    page.get_by_label("Present password").fill("not carried along")
    page.get_by_label("New password", exact=True).fill("not carried either")
    page.get_by_label("New password again").fill("nor this")
    page.context.clear_cookies()
    page.get_by_role("button", name="Change password").click()

    expect(page.get_by_role("heading", name="Nothing is lost")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(re.compile("not carried|nor this"))


def test_dark_stays_dark(page: Page):
    page.goto("/sign-in")
    page.get_by_role("button", name="Dark").click()

    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(17, 23, 28)"


def test_instants_are_told_in_the_readers_zone(browser, base_url, sign_in):
    context = browser.new_context(base_url=base_url, timezone_id="Asia/Tokyo")
    page = context.new_page()
    sign_in(page, "owner")
    page.goto("/studio/complaint_handling")

    told, exact = page.locator("#versions time").first.evaluate("e => [e.textContent, e.dateTime]")

    shown = page.evaluate(
        "exact => new Date(exact).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit'})", exact
    )
    assert told.endswith(shown)
    context.close()


def test_nothing_scrolls_sideways_on_a_small_phone(page: Page, sign_in):
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, "owner")
    for path in ("/account", "/studio", "/studio/complaint_handling", "/no-such-page"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
