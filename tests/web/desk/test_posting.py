"""Letters on paper: the queue, the sheets, what was posted and what came back."""

from __future__ import annotations

import pytest

from engine.cases.models import Case
from engine.cases.queries import case_id_of
from engine.correspondence.models import HELD, WAITING, Letter
from engine.correspondence.spelling import SPELLINGS
from tests.web.furnished import Office


def lay_down(office: Office, reference: str, *, letter_id: str = "paper", state: str = WAITING) -> str:
    """Put a letter for the post into a case; gives its id."""
    with office.database.write() as session:
        case = session.get_one(Case, case_id_of(session, reference))
        session.add(
            Letter(
                id=letter_id,
                case_id=case.id,
                key="acknowledgement",
                language="de",
                version=case.version,
                audience="customer",
                channel="post",
                recipient="Nadia Rahman\n1 Mill Lane\nLeeds",
                subject="Your <complaint>",
                text="We have it.",
                html='<!doctype html>\n<html lang="de"><body>\n<p>We <em>have</em> it.</p></body></html>\n',
                message_id=f"<{letter_id}@localhost>",
                dedup_key=letter_id,
                state=state,
                created_at=office.now(),
            )
        )
    return letter_id


def test_a_letter_waits_in_the_queue_until_somebody_says_it_is_posted(office: Office) -> None:
    reference, ana = office.complain(), office.staff("ana")
    lay_down(office, reference)

    inbox, queue = ana.get("/desk").text, ana.get("/desk/post").text
    answer = ana.post("/letters/paper/posted")

    assert "Letters to post" in inbox
    assert "Your &lt;complaint&gt;" in queue
    assert "1 Mill Lane" in queue
    assert answer.status_code == 303
    assert "No letter waits to be posted" in ana.get("/desk/post").text
    assert "Letters to post" not in ana.get("/desk").text
    assert "posted the letter" in ana.get(f"/cases/{reference}").text


def test_the_sheet_holds_address_reference_and_words(office: Office) -> None:
    reference, ana = office.complain(), office.staff("ana")
    lay_down(office, reference)

    for path in ("/letters/paper", "/desk/post/print"):
        sheet = ana.get(path).text
        assert '<article class="sheet" lang="de"' in sheet
        assert "Nadia Rahman\n1 Mill Lane\nLeeds" in sheet
        assert reference in sheet
        assert "<p>We <em>have</em> it.</p>" in sheet
        assert SPELLINGS["de"].day_of(office.now().date()) in sheet


def test_held_letters_are_not_offered_for_the_post(office: Office) -> None:
    lay_down(office, office.complain(), state=HELD)
    ana = office.staff("ana")

    assert "No letter waits to be posted" in ana.get("/desk/post").text
    assert ana.post("/letters/paper/posted").status_code == 409


def test_a_long_queue_goes_on_where_the_page_before_ended(office: Office) -> None:
    reference, ana = office.complain(), office.staff("ana")
    for number in range(51):
        lay_down(office, reference, letter_id=f"paper{number:02}")

    first = ana.get("/desk/post").text
    after = first.split("?after=")[-1].split('"')[0]
    second = ana.get(f"/desk/post?after={after}").text

    assert first.count("/posted") == 50
    assert second.count("/posted") == 1
    assert ana.get("/desk/post?after=rubbish").status_code == 400


def test_a_letter_that_came_back_needs_a_reason_and_shows_it(office: Office) -> None:
    reference, ana = office.complain(), office.staff("ana")
    lay_down(office, reference)
    ana.post("/letters/paper/posted")

    ana.post("/letters/paper/came-back", {"reason": ""})
    still = ana.get(f"/cases/{reference}").text
    ana.post("/letters/paper/came-back", {"reason": "Moved away."})

    assert "Failed" not in still
    assert "Moved away." in ana.get(f"/cases/{reference}").text


@pytest.mark.parametrize("path", ["/letters/none", "/letters/none/posted", "/letters/none/came-back"])
def test_an_unknown_letter_is_not_found(office: Office, path: str) -> None:
    ana = office.staff("ana")
    answer = ana.get(path) if path == "/letters/none" else ana.post(path, {"reason": "Gone"})

    assert answer.status_code == 404


def test_only_staff_see_letters(office: Office) -> None:
    lay_down(office, office.complain())

    for path in ("/desk/post", "/desk/post/print", "/letters/paper"):
        assert office.customer().get(path).status_code == 303
        assert office.staff("admin").get(path).status_code == 403
