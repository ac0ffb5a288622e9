"""Copies of files carry their stamp: PDFs on every page, anything else by a cover sheet."""

from __future__ import annotations

import io
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter

from engine.cases.files import StoredFile
from engine.cases.stamping import MOST_PAGES, PDF, ZIP, Stamp, stamped

COPY = Stamp(words="Version 1.0 (bis), copy of 2026-03-02 — valid on this day only")
OLD = Stamp(words="Version 1.0. Withdrawn on 2026-03-02", withdrawn=True)


def pdf(pages: int = 2, *, turned: int = 0, password: str = "") -> StoredFile:
    """A PDF of empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842).rotate(turned)
    if password:
        writer.encrypt(password)
    content = io.BytesIO()
    writer.write(content)
    return StoredFile(name="rule.pdf", media_type=PDF, content=content.getvalue())


def words_of(copy: StoredFile) -> list[str]:
    """The text of each page."""
    return [page.extract_text().strip() for page in PdfReader(io.BytesIO(copy.content)).pages]


@pytest.mark.parametrize("turned", [0, 90, 180])
def test_every_page_of_a_pdf_says_it(turned: int) -> None:
    copy = stamped(pdf(2, turned=turned), COPY)

    assert (copy.name, copy.media_type) == ("rule.pdf", PDF)
    assert words_of(copy) == [COPY.words, COPY.words]


def test_a_withdrawn_version_says_so_across_the_page() -> None:
    (page,) = words_of(stamped(pdf(1), OLD))

    assert OLD.words in page
    assert "WITHDRAWN" in page


def test_letters_the_font_has_not_become_question_marks() -> None:
    assert words_of(stamped(pdf(1), Stamp(words="Wersja 1 € zał."))) == ["Wersja 1 € za?."]


@pytest.mark.parametrize(
    "file",
    [
        StoredFile(name="a <b>.docx", media_type="application/octet-stream", content=b"words"),
        StoredFile(name="broken.pdf", media_type=PDF, content=b"%PDF-1.4 torn"),
        pdf(1, password="secret"),
        pdf(MOST_PAGES + 1),
    ],
    ids=["other", "broken", "locked", "long"],
)
def test_what_cannot_be_written_on_gets_a_cover_sheet(file: StoredFile) -> None:
    copy = stamped(file, COPY)

    assert (copy.name, copy.media_type) == (f"{file.name}.zip", ZIP)
    with zipfile.ZipFile(io.BytesIO(copy.content)) as pack:
        cover, inside = pack.namelist()
        assert COPY.words in pack.read(cover).decode()
        assert "<b>" not in pack.read(cover).decode().replace("<body>", "")
        assert pack.read(inside) == file.content
