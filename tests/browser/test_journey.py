"""A complaint from first word to closed case, walked in a real browser by everybody it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.commands.due import run_until
from engine.work.travel import present, travel_to
from tests.browser.conftest import PATIENCE, Stage, Watch
from web.security import LARGEST_BODY, TOO_LARGE

REFERENCE = re.compile(r"CMP-\d{4}-\d{6}-[0-9A-Z]")
SECRET = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")


@dataclass
class People:
    """Everybody has a browser of their own."""

    browser: Browser
    stage: Stage
    watch: Watch
    sign_in: Callable[..., None]
    pages: dict[str, Page]

    def __getitem__(self, login: str) -> Page:
        """The browser of one of the demo's people, signed in; "customer" has no account."""
        if login not in self.pages:
            page = self.browser.new_context(base_url=self.stage.url).new_page()
            page.set_default_timeout(PATIENCE)
            self.watch.over(page, self.stage.url)
            if login != "customer":
                self.sign_in(page, login)
            self.pages[login] = page
        return self.pages[login]

    def open_task(self, login: str, reference: str, name: str) -> Page:
        """Find a task of this case in the inbox and go to it."""
        page = self[login]
        page.goto("/desk")
        row = page.locator("tbody tr", has_text=reference).filter(has_text=name)
        claim = row.get_by_role("button", name=re.compile("^Claim"))
        if claim.count():
            claim.first.click()
        else:
            row.get_by_role("link", name=name).first.click()
        expect(page.locator("h1")).to_contain_text(name)
        return page

    def today(self) -> str:
        """The present day of the story, as a date field wants it."""
        return self.in_days(0)

    def in_days(self, days: int) -> str:
        """The day so many days after the present one of the story."""
        with self.stage.database.read() as session:
            return (present(session, self.stage.settings) + timedelta(days=days)).date().isoformat()

    def wait(self, **amount: float) -> None:
        """Let time pass for everybody; what is due happens on the way."""
        with self.stage.database.read() as session:
            then = present(session, self.stage.settings) + timedelta(**amount)
        run_until(self.stage.database, self.stage.settings, then)
        with self.stage.database.write() as session:
            travel_to(session, self.stage.settings, then)


@pytest.fixture
def people(browser: Browser, stage: Stage, watch: Watch, sign_in: Callable[..., None]) -> Iterator[People]:
    """The cast of one story."""
    cast = People(browser, stage, watch, sign_in, {})
    yield cast
    for page in cast.pages.values():
        page.context.close()


def send(page: Page) -> None:
    """Send the form of the page."""
    page.locator("main form .buttons .btn-primary").first.click()


def accepted(page: Page) -> None:
    """Send the form of the page, which must be taken."""
    send(page)
    expect(page.locator("body")).not_to_contain_text("need your attention")
    expect(page.locator("body")).not_to_contain_text("needs your attention")


def complain(page: Page, description: str) -> tuple[str, str]:
    """Fill in the public form; gives reference and secret."""
    page.goto("/")
    page.locator("a[href='/begin/complaint_handling/arrived']").click()
    page.locator("[name=product]").select_option("internet")
    page.locator("[name=description]").fill(description)
    page.locator("[name=desired_outcome][value=apology]").check()
    page.locator("[name=complainant_name]").fill("Nadia Rahman")
    page.locator("[name=complainant_email]").fill("nadia@customers.example")
    page.locator("[name=consent_contact]").check()
    send(page)
    told = page.locator("main").inner_text()
    reference, secret = REFERENCE.search(told), SECRET.search(told)
    assert reference is not None, told
    assert secret is not None, told
    return reference.group(0), secret.group(0)


def register(people: People, reference: str, *, solvable: str = "no") -> None:
    """The front line registers the rest."""
    page = people.open_task("ana", reference, "Register the complaint")
    page.locator("[name=kind][value=complaint]").check()
    page.locator("[name=category]").select_option("delivery")
    page.locator("[name=unit]").select_option("field_service")
    page.locator(f"[name=solvable_now][value={solvable}]").check()
    send(page)


def test_a_complaint_goes_from_first_word_to_closed_case(people: People) -> None:
    customer = people["customer"]
    reference, secret = complain(customer, "Three appointments, three times nobody came.")

    register(people, reference)
    people["ana"].goto(f"/cases/{reference}")
    expect(people["ana"].locator("#letters")).to_contain_text(f"We have your complaint {reference}")
    expect(people["ana"].locator("#drawing-1 [data-places]")).to_be_visible()
    expect(people["ana"].locator("#clocks")).to_contain_text("working days")

    plan = people.open_task("dev", reference, "Plan the investigation")
    plan.locator("[name='points[0].text']").fill("Three appointments were missed.")
    plan.locator("[name='units_asked[0].unit']").select_option("field_service")
    plan.locator("[name='units_asked[0].question']").fill("Who was planned for these dates?")
    plan.locator("[name=ask_customer][value=yes]").check()
    plan.locator("[name=question_to_customer]").fill("On which days did you wait?")
    plan.locator("[name=conflict_of_interest][value=no]").check()
    plan.locator("[name='promise.what']").fill("I call you when I know who was planned.")
    plan.locator("[name='promise.by']").fill(f"{people.in_days(3)}T12:00")
    accepted(plan)

    customer.goto("/track")
    customer.locator("[name=reference]").fill(reference)
    customer.locator("[name=secret]").fill(secret)
    accepted(customer)
    expect(customer.locator("main")).to_contain_text("We are waiting for you")
    customer.get_by_role("link", name="Answer").click()
    expect(customer.locator("main")).to_contain_text("On which days did you wait?")
    customer.locator("[name=customer_answer]").fill("On the 16th, 18th and 20th.")
    accepted(customer)
    expect(customer.locator("main")).to_contain_text("Thank you, we have your answer")

    facts = people.open_task("erik", reference, "Give the facts")
    facts.locator("[name=facts_given]").fill("The planner had no technician and closed the job.")
    accepted(facts)

    find = people.open_task("dev", reference, "Record the findings")
    expect(find.locator("main")).to_contain_text("On the 16th, 18th and 20th.")
    find.locator("[name='points[0].finding']").select_option("upheld")
    find.locator("[name='points[0].reason']").fill(
        "The tickets show that all three jobs were closed without anybody being sent."
    )
    find.locator("[name='points[0].root_cause']").select_option("process_missing")
    accepted(find)

    decide = people.open_task("dev", reference, "Decide and draft answer")
    decide.locator("[name=outcome][value=upheld]").check()
    decide.locator("[name=apology]").check()
    for name in ("explanation", "done", "prevention"):
        decide.locator(f"[name={name}]").fill("You waited in vain. We are sorry and have mended it.")
    decide.locator("[name='remedies[0].type']").select_option("goodwill")
    decide.locator("[name='remedies[0].what']").fill("Three lost days")
    decide.locator("[name='remedies[0].amount']").fill("400")
    decide.locator("[name='remedies[0].due']").fill("2027-03-31")
    accepted(decide)

    people["dev"].goto("/desk")
    expect(people["dev"].locator("main")).not_to_contain_text("Approve the answer")
    approve = people.open_task("mara", reference, "Approve the answer")
    approve.locator("[name=approval][value=approved]").check()
    accepted(approve)

    customer.goto(f"/track/{reference}")
    expect(customer.locator("main")).to_contain_text("We are waiting for you: Accept our answer")
    customer.get_by_role("link", name="Answer", exact=True).first.click()
    customer.locator("[name=accept_confirmed]").check()
    accepted(customer)

    remedy = people.open_task("finn", reference, "Carry out the remedy")
    remedy.locator("[name=done_on]").fill(people.today())
    remedy.locator("[name=paid]").fill("400")
    remedy.locator("[name=proof]").fill("Payment 20261201-2")
    accepted(remedy)

    close = people.open_task("dev", reference, "Close the complaint")
    for box in close.locator("[name=checklist]").all():
        box.check()
    close.locator("[name=root_cause]").select_option("process_missing")
    close.locator("[name=lessons]").fill("A job must not be closed without a call.")
    close.locator("[name=retention]").first.check()
    close.locator("[name=right_first_time][value=yes]").check()
    accepted(close)

    people.wait(days=15)
    customer.goto(f"/track/{reference}")
    expect(customer.locator("main")).to_contain_text("Closed")
    expect(customer.locator("#letters")).to_contain_text(f"Our answer to your complaint {reference}")
    page = people["mara"]
    page.goto(f"/cases/{reference}")
    expect(page.locator("#timeline")).to_contain_text("completed Approve the answer")


def test_a_late_complaint_reaches_the_supervisor_who_takes_it_over(people: People) -> None:
    reference, _ = complain(people["customer"], "The fox ate the router cable in the night.")

    people.wait(days=4)

    queue = people["leila"]
    queue.goto("/supervise")
    row = queue.locator("main", has_text=reference)
    expect(row).to_contain_text("Acknowledge the complaint")
    queue.goto(f"/cases/{reference}")
    expect(queue.locator("#escalations")).to_contain_text("Level 1")


def test_a_wrong_form_comes_back_whole_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.locator("a[href='/begin/complaint_handling/arrived']").click()
    plain_page.locator("[name=description]").fill("Two lines:\nthe bill is wrong again.")
    plain_page.locator("[name=complainant_email]").fill("nadia at home")
    send(plain_page)

    expect(plain_page.locator(".error-summary")).to_be_visible()
    expect(plain_page.locator("[name=description]")).to_have_value("Two lines:\nthe bill is wrong again.")
    expect(plain_page.locator("[name=complainant_email]")).to_have_value("nadia at home")
    assert plain_page.locator("[aria-invalid=true]").count() >= 3


def test_a_file_too_large_is_told_before_it_travels_and_everything_typed_stays(
    page: Page, tmp_path: Path
) -> None:
    film = tmp_path / "film.pdf"
    film.write_bytes(b"%PDF-1.4\n" + bytes(LARGEST_BODY))
    page.goto("/begin/complaint_handling/arrived")
    page.locator("[name=description]").fill("See the film of the meter.")
    page.locator("[name=attachments]").set_input_files(film)
    send(page)

    told = page.locator("[name=attachments]").evaluate("field => field.validationMessage")
    assert told == TOO_LARGE
    expect(page).to_have_url(re.compile("/begin/complaint_handling/arrived$"))
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("[name=description]")).to_have_value("See the film of the meter.")


@pytest.mark.parametrize("path", ["/", "/begin/complaint_handling/arrived", "/track"])
def test_axe_finds_nothing_on_the_customers_pages(
    page: Page, axe: Callable[..., list[str]], path: str
) -> None:
    page.goto(path)

    assert axe(page) == []


def test_axe_finds_nothing_on_the_desk(people: People, axe: Callable[..., list[str]]) -> None:
    reference, _ = complain(people["customer"], "The meter was never read, only estimated.")
    ana = people["ana"]
    ana.goto("/desk")
    assert axe(ana) == []
    people.open_task("ana", reference, "Register the complaint")
    assert axe(ana) == []
    send(ana)
    expect(ana.locator(".error-summary")).to_be_visible()
    assert axe(ana) == []
    ana.goto(f"/cases/{reference}")
    expect(ana.locator("[data-places] svg").first).to_be_visible()
    assert axe(ana) == []
    ana.goto("/search?q=meter")
    assert axe(ana) == []
