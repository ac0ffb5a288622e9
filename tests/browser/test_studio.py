"""The process owner's work in a real browser: look, change, see findings, deploy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from engine.library.live import live_package, versions
from engine.library.models import OWNER

KEY = "complaint_handling"
TIMER = "not_so_quick"


@pytest.fixture
def owner(page: Page, sign_in) -> Page:
    """The process owner, signed in."""
    sign_in(page, "owner")
    return page


@pytest.fixture
def editor(owner: Page) -> Iterator[Page]:
    """The editor, opened and checked; a draft left behind is thrown away."""
    owner.on("dialog", lambda dialog: dialog.accept())
    open_editor(owner)
    yield owner
    owner.evaluate("localStorage.clear()")


def open_editor(page: Page) -> None:
    page.goto(f"/studio/{KEY}/edit")
    page.wait_for_selector("[data-editor][data-ready]")
    expect(page.locator("[data-status]")).to_contain_text("Checked")


def choose(page: Page, element: str, group: str) -> None:
    """Go to an element by the list and open one group of its properties."""
    page.get_by_label("Go to an element").select_option(value=element)
    page.locator(f"[data-group-id=group-{group}] .bio-properties-panel-group-header-title").click()


def answer(page: Page, entry: str, value: str) -> None:
    """Type into a property and leave it."""
    field = page.locator(f"[data-entry-id={entry}] [name={entry}]")
    field.fill(value)
    field.blur()


def deploy(page: Page) -> None:
    page.get_by_role("button", name="Deploy …").click()
    page.get_by_role("dialog").get_by_role("button", name="Deploy", exact=True).click()


def live(stage) -> str:
    with stage.database.read() as session:
        return live_package(session, KEY).version


def logo(page: Page):
    return page.locator(".bjs-powered-by").first


def test_the_list_and_a_process_have_no_barrier(owner: Page, axe):
    owner.goto("/studio")
    assert axe(owner) == []

    owner.goto(f"/studio/{KEY}")
    expect(logo(owner)).to_be_visible()
    assert axe(owner) == []


def test_the_outline_leads_to_the_shape(owner: Page):
    owner.goto(f"/studio/{KEY}")
    expect(logo(owner)).to_be_visible()
    owner.get_by_text("steps in words").first.click()
    owner.get_by_role("button", name="Register the complaint").first.click()

    expect(owner.locator(".djs-element.place-pointed[data-element-id=register]")).to_have_count(1)


def test_the_editor_opens_checked_and_with_its_logo(editor: Page):
    expect(editor.locator("[data-status]")).to_contain_text("ready to deploy")
    expect(logo(editor)).to_be_visible()


def test_our_part_of_the_editor_has_no_barrier(editor: Page, axe):
    assert axe(editor, ".editor-tools") == []
    assert axe(editor, ".editor-findings") == []


def test_what_we_do_not_execute_is_not_offered(editor: Page):
    editor.get_by_label("Go to an element").select_option(value="register")

    expect(editor.locator("[data-group-id=group-form]")).to_be_visible()
    expect(editor.locator("[data-group-id=group-amends]")).to_be_visible()
    expect(editor.locator("[data-group-id*=Listeners]")).to_have_count(0)


def test_a_finding_is_shown_on_its_element_and_leads_to_it(editor: Page):
    choose(editor, "register", "form")
    answer(editor, "formId", "no_such_form")

    expect(editor.locator("[data-status]")).to_contain_text("1 error")
    expect(editor.locator(".finding-error[data-element-id=register]")).to_have_count(1)
    editor.get_by_label("Go to an element").select_option(value=TIMER)
    editor.locator("[data-findings] button").first.click()
    expect(editor.locator(".bio-properties-panel-header-label")).to_have_text("Register the complaint")


def test_findings_refuse_the_deployment_and_keep_the_work(editor: Page, stage):
    before = live(stage)
    choose(editor, "register", "form")
    answer(editor, "formId", "no_such_form")
    deploy(editor)

    expect(editor.locator("[data-status]")).to_contain_text("error")
    expect(editor.locator("[data-entry-id=formId] [name=formId]")).to_have_value("no_such_form")
    assert live(stage) == before


def test_an_unfinished_drawing_survives_a_closed_tab(editor: Page):
    choose(editor, "register", "general")
    answer(editor, "name", "Take down the complaint")
    expect(editor.locator("[data-editor]")).to_have_attribute("data-unsaved", "kept")
    editor.goto("about:blank")
    open_editor(editor)
    editor.get_by_role("button", name="Go on with it").click()

    editor.get_by_label("Go to an element").select_option(value="register")
    expect(editor.locator(".bio-properties-panel-header-label")).to_have_text("Take down the complaint")


def test_undoing_everything_leaves_no_draft(editor: Page):
    choose(editor, "register", "general")
    answer(editor, "name", "Take down the complaint")
    expect(editor.locator("[data-editor]")).to_have_attribute("data-unsaved", "kept")
    editor.get_by_role("button", name="Undo").click()

    expect(editor.locator("[data-editor]")).not_to_have_attribute("data-unsaved", "kept")
    assert editor.evaluate("localStorage.length") == 0


def test_a_name_of_ours_is_written_as_an_extension_property(editor: Page):
    choose(editor, "close", "amends")
    editor.locator("[data-entry-id=amends-notBy] input").fill("register")
    editor.locator("[data-entry-id=amends-notBy] input").blur()
    expect(editor.locator("[data-editor]")).to_have_attribute("data-unsaved", "kept")

    (kept,) = editor.evaluate("Object.values(localStorage)")
    assert '<zeebe:property name=\\"notBy\\" value=\\"register\\" />' in kept


def test_an_ended_session_loses_nothing_of_the_drawing(editor: Page, sign_in):
    choose(editor, "register", "general")
    editor.context.clear_cookies()
    answer(editor, "name", "Write it down")
    expect(editor.locator("[data-status]")).to_contain_text("Your session has ended")

    sign_in(editor.context.new_page(), "owner")
    answer(editor, "name", "Write it all down")

    expect(editor.locator("[data-status]")).to_contain_text("Checked")
    expect(editor.locator("[data-entry-id=name] textarea")).to_have_value("Write it all down")


def test_a_changed_timer_is_deployed_as_the_owners_version(editor: Page, stage):
    before = live(stage)
    choose(editor, TIMER, "timer")
    expression = editor.locator("[data-entry-id=timerEventDefinitionValue] [contenteditable=true]")
    expression.fill('add working days(now(), 2, "office")')
    expression.blur()
    expect(editor.locator("[data-status]")).to_contain_text("Checked")
    deploy(editor)

    editor.wait_for_url(f"**/studio/{KEY}")
    expect(editor.get_by_text("is live. New cases run on it")).to_be_visible()
    with stage.database.read() as session:
        newest = versions(session, KEY)[0]
        assert newest.files_origin == OWNER
        assert newest.hash != before
        event = live_package(session, KEY).model.processes[KEY].elements[TIMER].event
        assert event is not None
        assert event.text == '=add working days(now(), 2, "office")'


def test_the_notices_of_the_libraries_are_shipped(page: Page):
    page.goto("/sign-in")
    page.get_by_role("link", name="Licences").click()

    for library in ("bpmn-js 18", "bootstrap 5", "htmx.org 4", "@fontsource-variable/inter"):
        expect(page.locator("body")).to_contain_text(library)
