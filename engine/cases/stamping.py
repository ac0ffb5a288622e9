"""Putting a stamp on a copy of a file: on every page of a PDF, on a cover sheet beside anything else."""

from __future__ import annotations

import html
import io
import zipfile
from dataclasses import dataclass
from math import atan2, cos, hypot, sin

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from engine.cases.files import StoredFile

PDF, ZIP = "application/pdf", "application/zip"
MOST_PAGES = 500  # beyond, the stamp goes onto a cover sheet
LONGEST = 110  # characters of a line at the foot of a page
ACROSS = "WITHDRAWN"
COVER = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<style>body {{ font: 14pt/1.5 Georgia, serif; margin: 3cm }} strong {{ color: #ab1f2d }}</style></head>
<body><h1>{name}</h1><p><strong>{words}</strong></p>
<p>This sheet belongs to the file beside it.</p></body></html>
"""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What a copy says of itself; a withdrawn one says so across every page too."""

    words: str
    withdrawn: bool = False


def stamped(file: StoredFile, stamp: Stamp) -> StoredFile:
    """The copy: a PDF with the words at the foot of its pages, else a zip of the file and its cover sheet."""
    if file.media_type == PDF:
        try:
            return StoredFile(name=file.name, media_type=PDF, content=_on_pages(file.content, stamp))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            pass  # broken, locked or too long: what cannot be written on gets its cover sheet
    return _under_cover(file, stamp)


def _on_pages(content: bytes, stamp: Stamp) -> bytes:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted or len(reader.pages) > MOST_PAGES:
        raise ValueError("not to be written on")
    writer = PdfWriter(clone_from=reader)
    for page in writer.pages:
        page.transfer_rotation_to_content()
        page.merge_page(_overlay(page, stamp))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _overlay(page: PageObject, stamp: Stamp) -> PageObject:
    """A page of the same size with nothing but the stamp, in a font every reader has."""
    left, bottom = float(page.cropbox.left), float(page.cropbox.bottom)
    width, height = float(page.cropbox.width), float(page.cropbox.height)
    size = min(9.0, width / 0.55 / max(len(stamp.words[:LONGEST]), 1))
    drawn = ["q 0.67 0.12 0.18 rg BT", f"/Stamp {size:.2f} Tf {left + 18:.2f} {bottom + 10:.2f} Td"]
    drawn += [f"({_escaped(stamp.words[:LONGEST])}) Tj ET Q"]
    if stamp.withdrawn:
        turn = atan2(height, width)
        large = hypot(width, height) / (0.8 * len(ACROSS))
        along = 0.35 * large * len(ACROSS)
        x, y = left + width / 2 - along * cos(turn), bottom + height / 2 - along * sin(turn)
        turned = f"{cos(turn):.4f} {sin(turn):.4f} {-sin(turn):.4f} {cos(turn):.4f} {x:.2f} {y:.2f} Tm"
        drawn += [f"q 0.95 0.75 0.77 rg BT /Stamp {large:.2f} Tf {turned} ({ACROSS}) Tj ET Q"]
    overlay = PageObject.create_blank_page(width=left + width, height=bottom + height)
    stream = DecodedStreamObject()
    stream.set_data(" ".join(drawn).encode("latin-1"))
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica-Bold"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/Stamp"): font})
    overlay[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    overlay[NameObject("/Contents")] = stream
    return overlay


def _escaped(words: str) -> str:
    """A string of a content stream; what the font has no letter for becomes a question mark."""
    plain = words.encode("cp1252", "replace").decode("latin-1")
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _under_cover(file: StoredFile, stamp: Stamp) -> StoredFile:
    return StoredFile(name=f"{file.name}.zip", media_type=ZIP, content=packed([file], stamp))


def packed(files: list[StoredFile], stamp: Stamp) -> bytes:
    """A zip of files with a cover sheet for each."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as pack:
        for number, file in enumerate(files, start=1):
            cover = COVER.format(name=html.escape(file.name), words=html.escape(stamp.words))
            pack.writestr(f"{number:02} READ FIRST {file.name}.html", cover)
            pack.writestr(f"{number:02} {file.name}", file.content)
    return content.getvalue()
