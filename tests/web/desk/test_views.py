"""The desk of staff."""

from __future__ import annotations

import re
from uuid import uuid4

from sqlalchemy import select

from engine.cases.queries import case_view
from engine.tasks.models import Task
from tests.web.furnished import REGISTERED, Office
from tests.web.visitor import Visitor


def first_task(visitor: Visitor) -> str:
    """The address of the first task in the inbox."""
    found = re.search(r'href="(/tasks/\w+)"', visitor.get("/desk").text)
    assert found is not None
    return found.group(1)


def registered(office: Office, **more: str) -> tuple[str, Visitor]:
    """A complaint that Ana registered."""
    reference, ana = office.complain(), office.staff("ana")
    answer = ana.post(first_task(ana), {**REGISTERED, **more})
    assert answer.status_code == 303, answer.text
    return reference, ana


def test_a_new_complaint_is_in_the_inbox_of_the_front_line_only(office: Office) -> None:
    reference = office.complain()

    assert reference in office.staff("ana").get("/desk").text
    assert reference not in office.staff("dev").get("/desk").text


def test_a_claimed_task_leaves_the_inboxes_of_the_others(office: Office) -> None:
    reference = office.complain()
    ana, ben = office.staff("ana"), office.staff("ben")
    task = first_task(ana)

    claimed = ana.post(f"{task}/claim")

    assert claimed.status_code == 303
    assert reference not in ben.get("/desk").text
    assert reference in ana.get("/desk?view=mine").text


def test_the_second_to_claim_is_told_who_has_it(office: Office) -> None:
    office.complain()
    ana, ben = office.staff("ana"), office.staff("ben")
    task = first_task(ana)
    ana.post(f"{task}/claim")

    answer = ben.post(f"{task}/claim")

    assert answer.status_code == 409


def test_completing_moves_the_case_to_the_next_people(office: Office) -> None:
    reference, _ = registered(office)

    assert "Plan the investigation" in office.staff("dev").get("/desk").text
    page = office.staff("ana").get(f"/cases/{reference}").text
    assert "We have your complaint" in page
    assert "completed Register the complaint" in page


def test_answers_that_are_missing_show_the_task_again(office: Office) -> None:
    office.complain()
    ana = office.staff("ana")
    task = first_task(ana)

    answer = ana.post(task, {**REGISTERED, "category": ""})

    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_a_completed_task_says_who_completed_it(office: Office) -> None:
    office.complain()
    ana, ben = office.staff("ana"), office.staff("ben")
    task = first_task(ana)
    ana.post(task, REGISTERED)

    shown, sent = ben.get(task), ben.post(task, REGISTERED)

    assert "Ana Ferreira completed this task already." in shown.text
    assert sent.status_code == 409
    assert "Ana Ferreira" in sent.text


def test_a_task_of_another_group_is_shown_and_refused(office: Office) -> None:
    office.complain()
    task = first_task(office.staff("ana"))
    dev = office.staff("dev")

    assert "Front line" in dev.get(task).text
    assert dev.post(task, REGISTERED).status_code == 403


def test_the_same_submission_twice_has_one_effect(office: Office) -> None:
    reference = office.complain()
    ana, key = office.staff("ana"), uuid4().hex
    task = first_task(ana)

    answers = [ana.post(task, {**REGISTERED, "_key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert ana.get(f"/cases/{reference}").text.count("completed Register the complaint") == 1


def test_a_form_that_was_open_while_an_answer_was_corrected_is_refused(office: Office) -> None:
    reference, ana = registered(office)
    dev = office.staff("dev")
    plan = first_task(dev)
    correction = re.search(r'href="(/tasks/\w+/correct)"', ana.get(f"/cases/{reference}").text)
    assert correction is not None
    ana.post(correction.group(1), {**REGISTERED, "category": "bill", "_reason": "It was the bill."})

    answer = dev.post(plan, {"_version": "1"})

    assert answer.status_code == 409


def test_a_correction_keeps_the_old_answer_on_the_timeline(office: Office) -> None:
    reference, ana = registered(office)
    correction = re.search(r'href="(/tasks/\w+/correct)"', ana.get(f"/cases/{reference}").text)
    assert correction is not None

    without_reason = ana.post(correction.group(1), {**REGISTERED, "category": "bill"})
    corrected = ana.post(
        correction.group(1), {**REGISTERED, "category": "bill", "_reason": "It was the bill."}
    )

    assert without_reason.status_code == 422
    assert corrected.status_code == 303
    page = ana.get(f"/cases/{reference}").text
    assert "<del>" in page
    assert "It was the bill." in page


def test_work_is_sent_back_with_a_reason(office: Office) -> None:
    reference, _ = registered(office, solvable_now="yes")
    ana = office.staff("ana")
    task = first_task(ana)

    without_reason = ana.post(f"{task}/send-back", {"element": "register", "reason": " "})
    sent = ana.post(f"{task}/send-back", {"element": "register", "reason": "The unit is missing."})

    assert without_reason.headers["Location"].endswith(task)
    assert sent.headers["Location"].endswith(reference)
    assert "The unit is missing." in ana.get(f"/cases/{reference}").text
    assert "Register the complaint" in ana.get("/desk").text


def test_only_steps_that_can_be_done_again_are_offered(office: Office) -> None:
    registered(office)
    dev = office.staff("dev")
    plan = first_task(dev)

    answer = dev.post(f"{plan}/send-back", {"element": "register", "reason": "The unit is missing."})

    assert "Send it back" not in dev.get(plan).text
    assert answer.status_code == 409


def test_notes_escalations_and_cancelling_need_their_words(office: Office) -> None:
    reference, ana = registered(office)
    leila = office.staff("leila")

    ana.post(f"/cases/{reference}/notes", {"text": " "})
    ana.post(f"/cases/{reference}/notes", {"text": "She calls back on Monday."})
    leila.post(f"/cases/{reference}/cancel", {"reason": ""})
    still_open = leila.get(f"/cases/{reference}").text
    leila.post(f"/cases/{reference}/cancel", {"reason": "Sent in twice."})

    assert "She calls back on Monday." in still_open
    assert "Cancelled" not in still_open
    assert "Sent in twice." in leila.get(f"/cases/{reference}").text


def test_agents_cannot_cancel(office: Office) -> None:
    reference, ana = registered(office)

    assert ana.post(f"/cases/{reference}/cancel", {"reason": "I want to."}).status_code == 403


def test_staff_open_a_case_for_a_caller(office: Office) -> None:
    ana = office.staff("ana")
    doors = ana.get("/desk/open").text
    door = re.search(r'href="(/desk/open/complaint_handling/entered)"', doors)
    assert door is not None

    again = ana.post(door.group(1), {"description": "too short"})

    assert ana.get(door.group(1)).status_code == 200
    assert again.status_code == 422


def test_search_finds_cases_by_words_and_by_reference(office: Office) -> None:
    reference = office.complain(description="The fox ate the router cable in the night.")
    office.complain()
    ana = office.staff("ana")

    by_word = ana.get("/search?q=router").text
    by_reference = ana.get(f"/search?q={reference.lower()}").text

    for page in (by_word, by_reference):
        assert re.findall(r'href="/cases/(CMP-[\w-]+)"', page) == [reference]


def test_an_address_that_was_tampered_with_is_refused_in_words(office: Office) -> None:
    answer = office.staff("ana").get("/desk?after=yesterday")

    assert answer.status_code == 400
    assert "not the address of a page" in answer.text


def test_customers_do_not_get_in(office: Office) -> None:
    reference = office.complain()

    for path in ("/desk", "/search", f"/cases/{reference}", "/desk/open"):
        assert office.customer().get(path).status_code == 303


def test_a_correction_that_no_longer_asks_something_takes_its_answer_back(office: Office) -> None:
    promised = {"promise.what": "A call", "promise.by": "2026-12-07T09:00"}
    reference, ana = registered(office, promise_made="on", **promised)
    correction = re.search(r'href="(/tasks/\w+/correct)"', ana.get(f"/cases/{reference}").text)
    assert correction is not None

    ana.post(correction.group(1), {**REGISTERED, "_reason": "Nothing was promised."})

    with office.database.read() as session:
        file = case_view(session, reference).file
    assert file["promise_made"] is False
    assert file["promise"] is None


def test_staff_enter_what_the_customer_says_on_the_telephone(office: Office) -> None:
    reference, ana = office.complain(), office.staff("ana")
    page = f"/cases/{reference}/enter/withdrawn"

    offered = ana.get(f"/cases/{reference}").text
    unconfirmed = ana.post(page, {"withdrawal_reason": "Settled."})
    entered = ana.post(
        page, {"withdrawal_reason": "Settled.", "withdrawal_confirmed": "on", "_how": "by telephone"}
    )

    assert f'href="{page}"' in offered
    assert unconfirmed.status_code == 422
    assert "Settled." in unconfirmed.text
    assert entered.status_code == 303
    told = ana.get(f"/cases/{reference}").text
    assert "on behalf of the customer, entered:" in told
    assert "by telephone" in told


def test_staff_are_offered_the_ways_in_that_ask_something(office: Office) -> None:
    page = office.staff("ana").get("/desk/open").text

    assert "/desk/open/complaint_handling/entered" in page
    assert "/desk/open/corrective_action/raised" not in page  # a message that other cases send


def test_a_task_offered_to_another_group_than_its_lane_names_that_group(office: Office) -> None:
    reference = office.complain()
    with office.database.write() as session:
        task = session.scalars(select(Task).where(Task.state == "open")).one()
        task.grp = "complaint_officer"
        task_id = task.id

    ana = office.staff("ana")
    assert '<span class="step-by">Complaint officer' in ana.get(f"/cases/{reference}").text
    assert '<span class="muted">Complaint officer' in ana.get("/desk").text
    assert re.search(r"<dt>With</dt>\s*<dd>Complaint officer", ana.get(f"/tasks/{task_id}").text)
