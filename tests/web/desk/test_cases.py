"""The case page: files, drafts it holds, and its ladder."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from sqlalchemy import select

from engine.cases.models import Case
from engine.library.drafts import keep_draft
from engine.library.live import live_package
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


def test_the_differences_of_a_draft_are_told_and_marked_on_both_drawings(office: Office) -> None:
    reference = office.complain()
    path = "processes/complaint_handling/complaint_handling.bpmn"
    with office.database.write() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        old = live_package(session, "complaint_handling").files[path]
        drawn = {path: old.replace(b'name="Register the complaint"', b'name="Write it down"')}
        assert drawn[path] != old
        by, now = SYSTEM, office.now()
        draft = keep_draft(session, "complaint_handling", drawn, title="", case_id=case.id, by=by, now=now).id
    ana = office.staff("ana")
    task = re.search(r'href="(/tasks/\w+)"', ana.get(f"/cases/{reference}").text)
    assert task is not None

    page = ana.get(f"/cases/{reference}/drafts/{draft}").text

    said = "name was &#39;Register the complaint&#39; and is now &#39;Write it down&#39;"
    assert said in page
    assert said in ana.get(task[1]).text
    assert page.count("&#34;state&#34;: &#34;changed&#34;") == 2
    assert drawn[path] == ana.get(f"/cases/{reference}/drafts/{draft}/complaint_handling.bpmn").data
    assert ana.get(f"/cases/{office.complain()}/drafts/{draft}").status_code == 404
    with zipfile.ZipFile(BytesIO(ana.post(f"/cases/{reference}/evidence", {}).data)) as pack:
        folder = f"drafts/{draft[:8]}-complaint_handling-draft"
        assert "Write it down" in pack.read(f"{folder}/changes.txt").decode()
        assert pack.read(f"{folder}/before/{path}") == old
        assert pack.read(f"{folder}/after/{path}") == drawn[path]


def test_a_link_to_a_current_version_that_does_not_exist_is_not_found(office: Office) -> None:
    reference = office.complain()

    assert office.staff("ana").get(f"/cases/{reference}/current/document_files").status_code == 404
    assert office.customer().get(f"/cases/{reference}/current/document_files").status_code in (302, 303, 403)
