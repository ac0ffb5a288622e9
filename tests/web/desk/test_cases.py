"""The case page: files, drafts it holds, and its ladder."""

from __future__ import annotations

import re
from io import BytesIO

from sqlalchemy import select

from engine.cases.models import Case
from engine.library.drafts import keep_draft
from engine.step import SYSTEM
from tests.web.furnished import Office


def test_files_are_attached_and_come_back_as_they_were(office: Office) -> None:
    reference = office.complain()
    ana = office.staff("ana")

    sent = ana.post(f"/cases/{reference}/files", {"files": (BytesIO(b"%PDF-1.4 bill"), "bill.pdf")})
    page = ana.get(f"/cases/{reference}").text
    address = re.search(rf"/cases/{reference}/files/\w+", page)

    assert sent.status_code == 303
    assert "attached files" in page
    assert address is not None
    assert ana.get(address.group(0)).data == b"%PDF-1.4 bill"


def test_without_a_file_the_case_page_says_so(office: Office) -> None:
    reference = office.complain()
    ana = office.staff("ana")

    ana.post(f"/cases/{reference}/files")

    assert "Please choose a file." in ana.get(f"/cases/{reference}").text


def test_the_case_page_shows_the_ladder_with_what_comes_by_itself(office: Office) -> None:
    reference = office.complain()

    page = office.staff("ana").get(f"/cases/{reference}").text
    ladder = page[page.index('id="ladder"') : page.index("</table>", page.index('id="ladder"'))]

    assert "1: Team lead" in ladder
    assert "Not asked" in ladder
    assert "75 %" in ladder


def test_a_change_case_shows_the_drafts_it_holds(office: Office) -> None:
    reference = office.complain()
    with office.database.write() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        keep_draft(
            session,
            "complaint_handling",
            {"processes/complaint_handling/README.md": b"# Otherwise\n"},
            title="Otherwise",
            case_id=case.id,
            by=SYSTEM,
            now=case.opened_at,
        )

    page = office.staff("ana").get(f"/cases/{reference}").text

    assert "Drafts of processes" in page
    assert "1 changed file" in page
    assert "processes/complaint_handling/README.md" in page
