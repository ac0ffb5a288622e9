"""The customers' front door."""

from __future__ import annotations

import io
import re
from uuid import uuid4

from engine.cases.queries import case_view
from tests.web.furnished import COMPLAINT, WRITTEN, Office


def test_the_home_page_offers_what_the_live_diagrams_open_to_customers(office: Office) -> None:
    page = office.customer().get("/").text

    assert COMPLAINT in page
    assert "Follow your case" in page


def test_a_complaint_gets_its_reference_and_secret_at_once(office: Office) -> None:
    customer = office.customer()

    sent = customer.post(COMPLAINT, WRITTEN)
    page = customer.get(sent.headers["Location"]).text

    assert sent.status_code == 303
    assert re.search(r"CMP-20\d\d-000001-[0-9A-Z]", page)
    assert re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", page)


def test_a_customer_reads_where_to_ring(office: Office) -> None:
    customer = office.customer()

    received = customer.get(customer.post(COMPLAINT, WRITTEN).headers["Location"])
    followed = customer.get(received.request.path.removesuffix("/received"))

    assert "ring us: 020 7946 0142, Monday to Friday" in received.text
    assert "020 7946 0142" in followed.text


def test_a_wrong_or_missing_answer_shows_the_form_again_with_everything_typed(office: Office) -> None:
    written = {**WRITTEN, "complainant_email": "nadia at home", "product": ""}

    answer = office.customer().post(COMPLAINT, written)

    assert answer.status_code == 422
    assert "2 answers need your attention" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert "nadia at home" in answer.text
    assert "Three appointments, three times nobody came." in answer.text
    with office.database.read() as session:
        assert session.connection().exec_driver_sql('SELECT count(*) FROM "case"').scalar() == 0


def test_a_double_click_opens_one_case(office: Office) -> None:
    customer, key = office.customer(), uuid4().hex

    first = customer.post(COMPLAINT, {**WRITTEN, "_key": key})
    second = customer.post(COMPLAINT, {**WRITTEN, "_key": key})

    assert first.headers["Location"] == second.headers["Location"]


def test_a_file_survives_a_refused_form_and_joins_the_case(office: Office) -> None:
    customer = office.customer()
    wrong = {**WRITTEN, "product": "", "attachments": (io.BytesIO(b"%PDF-1.4 letter"), "bill.pdf")}
    refused = customer.post(COMPLAINT, wrong, content_type="multipart/form-data")
    found = re.search(r'name="attachments" value="(\w+)" checked', refused.text)
    assert found is not None

    sent = customer.post(COMPLAINT, {**WRITTEN, "attachments": found.group(1)})

    reference = re.search(r"CMP-[\w-]+", sent.headers["Location"])
    assert reference is not None
    with office.database.read() as session:
        files = case_view(session, reference.group(0)).files
    assert [(file.name, file.media_type) for file in files] == [("bill.pdf", "application/pdf")]


def test_a_stranger_cannot_follow_a_case_without_its_secret(office: Office) -> None:
    reference = office.complain()

    followed = office.customer().get(f"/track/{reference}")
    shown = office.customer().get(f"/track/{reference}/received")
    guessed = office.customer().post("/track", {"reference": reference, "secret": "AAAA-AAAA-AAAA"})
    unknown = office.customer().post("/track", {"reference": "CMP-2026-999999-9", "secret": "AAAA-AAAA-AAAA"})

    assert (followed.status_code, shown.status_code) == (303, 403)
    assert (guessed.status_code, unknown.status_code) == (422, 422)
    for answer in (guessed, unknown):
        assert "Reference and secret do not belong together" in answer.text


def test_reference_and_secret_open_the_case_however_they_are_spelled(office: Office) -> None:
    customer = office.customer()
    sent = customer.post(COMPLAINT, WRITTEN)
    page = customer.get(sent.headers["Location"]).text
    reference = re.search(r"CMP-20\d\d-\d+-[0-9A-Z]", page)
    secret = re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", page)
    assert reference is not None
    assert secret is not None

    other = office.customer()
    entered = other.post(
        "/track", {"reference": reference.group(0).lower(), "secret": secret.group(0).replace("-", " ")}
    )

    assert entered.status_code == 303
    assert "Received" in other.get(entered.headers["Location"]).text


def test_a_customer_takes_the_complaint_back_on_the_page(office: Office) -> None:
    customer = office.customer()
    sent = customer.post(COMPLAINT, WRITTEN)
    case = sent.headers["Location"].removesuffix("/received")

    unconfirmed = customer.post(f"{case}/tell/withdrawn", {"withdrawal_reason": "Settled."})
    taken_back = customer.post(
        f"{case}/tell/withdrawn", {"withdrawal_reason": "Settled.", "withdrawal_confirmed": "on"}
    )

    assert unconfirmed.status_code == 422
    assert taken_back.status_code == 303
    assert "Check for remaining risk" in office.staff("dev").get("/desk").text
    assert customer.post(f"{case}/tell/withdrawn", {"withdrawal_confirmed": "on"}).status_code == 409


def test_what_is_not_awaited_cannot_be_told(office: Office) -> None:
    customer = office.customer()
    sent = customer.post(COMPLAINT, WRITTEN)
    case = sent.headers["Location"].removesuffix("/received")

    assert customer.get(f"{case}/tell/answered_by_customer").status_code == 409


def test_only_public_starts_are_open_to_customers(office: Office) -> None:
    customer = office.customer()

    assert customer.get("/begin/complaint_handling/entered").status_code == 404
    assert customer.post("/begin/complaint_handling/entered", WRITTEN).status_code == 404
    assert customer.get("/begin/gardening/arrived").status_code == 404


def test_the_first_page_begins_with_what_its_owners_put_first(office: Office) -> None:
    page = office.customer().get("/").text

    titles = ["Tell us what went wrong", "Tell us your idea", "Announce a change to what you supply"]
    assert sorted(titles, key=page.index) == titles
    assert "For suppliers:" in page
