"""The evidence pack: whole, checkable, without the customer's secret, with what the case ran on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import simplejson

from engine.cases.errors import CaseNotFound, NotStaff
from engine.cases.models import Attachment
from engine.commands.export_evidence import export_evidence
from engine.commands.open_case import Opened
from engine.commands.record_promise import record_promise
from engine.evidence.chain import first_false
from engine.evidence.errors import EvidenceUnreadable
from engine.evidence.pack import check_pack
from engine.step import CUSTOMER
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder, text


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A fresh store with people."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


def told(desk: Desk) -> Opened:
    """A case with answers, a letter, a promise and a file."""
    builder = (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"})
        .start()
        .user("look", form="look")
        .service("send", "letter.send", letter="hello")
        .user("close")
        .end()
        .flow("start", "look", "send", "close", "end")
        .form("look", text("finding"))
        .letter("hello", "Your secret: {{ case.secret }}")
    )
    desk.deploy(builder.build())
    opened = desk.open(name="Rosa", email="rosa@example.org")
    desk.complete("ana", "look", finding=["<b>Upheld</b>"])
    desk.do("ana", record_promise, opened.case_id, "A call", desk.now.replace(year=2027))
    with desk.database.write() as session:
        session.add(
            Attachment(
                id="f" * 32,
                case_id=opened.case_id,
                name="../bill of May.pdf",
                media_type="application/pdf",
                size=3,
                sha256="",
                uploaded_at=MONDAY,
                uploaded_by="customer",
                content=b"PDF",
            )
        )
    return opened


def pack(desk: Desk, opened: Opened) -> dict[str, bytes]:
    """What the evidence pack holds."""
    content = desk.do("ana", export_evidence, opened.reference)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def entries(desk: Desk, opened: Opened) -> list[dict[str, Any]]:
    """The links of the chain in it."""
    found: list[dict[str, Any]] = simplejson.loads(pack(desk, opened)["timeline.json"], use_decimal=True)[
        "entries"
    ]
    return found


def test_it_holds_everything_about_the_case(desk: Desk) -> None:
    opened = told(desk)
    version = desk.case(opened).version[:12]

    files = pack(desk, opened)

    assert set(files) >= {"index.html", "case.json", "timeline.json", "README.txt", "checksums.json"}
    assert files["files/ffffffff-.._bill_of_May.pdf"] == b"PDF"
    assert "letters/001-hello.en.txt" in files
    assert f"process/{version}/processes/demo/demo.bpmn" in files
    assert f"process/{version}/forms/demo/look.form" in files
    assert simplejson.loads(files["case.json"])["promises"][0]["what"] == "A call"


def test_the_page_stands_alone_and_shows_answers_as_text(desk: Desk) -> None:
    shown = pack(desk, told(desk))["index.html"].decode()

    assert "&lt;b&gt;Upheld&lt;/b&gt;" in shown
    assert "The chain of" in shown
    assert "http" not in shown.replace("http://localhost", "")
    assert "<script" not in shown


def test_the_secret_of_the_customer_is_nowhere(desk: Desk) -> None:
    opened = told(desk)

    assert not [name for name, content in pack(desk, opened).items() if opened.secret.encode() in content]


def test_the_export_is_the_last_line_of_the_timeline(desk: Desk) -> None:
    opened = told(desk)

    last = entries(desk, opened)[-1]

    assert last["verb"] == "evidence exported"
    assert last["hash"] == desk.timeline(opened)[-1].hash


def test_the_chain_can_be_followed_from_the_file_alone(desk: Desk) -> None:
    links = entries(desk, told(desk))

    assert first_false(links) is None


@pytest.mark.parametrize(
    ("field", "value"), [("verb", "task claimed"), ("content", '{"by":"Nobody"}'), ("actor_id", "x")]
)
def test_a_changed_entry_is_found(desk: Desk, field: str, value: str) -> None:
    links = entries(desk, told(desk))
    links[1] = {**links[1], field: value}

    assert first_false(links) == 2


def test_a_missing_entry_is_found(desk: Desk) -> None:
    links = entries(desk, told(desk))

    assert first_false([links[0], *links[2:]]) == 2


def test_a_whole_pack_is_said_to_be_whole_and_a_changed_one_not(desk: Desk, tmp_path: Path) -> None:
    opened = told(desk)
    file = tmp_path / "case.zip"
    file.write_bytes(desk.do("ana", export_evidence, opened.reference))
    assert check_pack(file) == []

    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("letters/002-more.txt", "Added later.")

    assert check_pack(file) == ["letters/002-more.txt was added."]


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    file.write_bytes(b"no zip")

    with pytest.raises(EvidenceUnreadable):
        check_pack(file)


def test_only_staff_take_evidence_of_a_case_that_exists(desk: Desk) -> None:
    opened = told(desk)

    with pytest.raises(NotStaff):
        desk.do(CUSTOMER, export_evidence, opened.reference)
    with pytest.raises(CaseNotFound):
        desk.do("ana", export_evidence, "DMO-2026-000009-X")
