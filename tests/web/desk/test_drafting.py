"""Draft letters on the task page."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.models import Case
from engine.correspondence.models import LetterDraft
from tests.web.desk.test_views import first_task
from tests.web.furnished import Office


def drafted(office: Office) -> tuple[str, str]:
    """A complaint with a draft; gives reference and the draft's id."""
    reference = office.complain()
    with office.database.write() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        draft = LetterDraft(
            id="d1",
            case_id=case.id,
            run=1,
            key="decision",
            language="en",
            recipient="rosa@example.org",
            subject="About it",
            text="Dear <Rosa>,",
            html="",
            drafted_at=case.opened_at,
        )
        session.add(draft)
    return reference, "d1"


def test_whoever_has_the_task_reads_and_changes_the_draft(office: Office) -> None:
    _, draft = drafted(office)
    ana = office.staff("ana")
    task = first_task(ana)
    assert "Dear &lt;Rosa&gt;," in ana.get(task).text

    answer = ana.post(f"{task}/drafts/{draft}", {"subject": "Sorry", "text": "Dear Rosa, sorry."})

    assert answer.status_code == 303
    shown = ana.get(task).text
    assert "Dear Rosa, sorry." in shown
    assert "changed by Ana" in shown


def test_an_empty_letter_is_refused_in_words(office: Office) -> None:
    _, draft = drafted(office)
    ana = office.staff("ana")
    task = first_task(ana)

    ana.post(f"{task}/drafts/{draft}", {"subject": "Sorry", "text": " "})

    shown = ana.get(task).text
    assert "and some." in shown
    assert "Dear &lt;Rosa&gt;," in shown
