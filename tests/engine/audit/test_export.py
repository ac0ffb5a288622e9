"""An export is checked with the public key alone, names what was changed in it, and binds later ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete, text

from engine.audit.errors import ExportUnreadable, ExportUnwritable
from engine.audit.export import Export, write_export
from engine.audit.models import TreeHead, TreeLeaf
from engine.audit.verifying import Report, verify_export, verify_store
from tests.engine.audit.ledger import Ledger
from tests.engine.audit.tampering import edit_and_rehash

Line = dict[str, object]


def export(ledger: Ledger, file: Path, *, entries: bool = False) -> Export:
    ledger.sign()
    with ledger.database.read() as session:
        write_export(session, file, entries=entries)
    return Export(file)


def check(ledger: Ledger, file: Path, former: Export | None = None) -> Report:
    return verify_export(Export(file), ledger.keys, former=former)


def words(report: Report) -> list[str]:
    return [str(fault) for fault in report.faults]


@pytest.mark.parametrize("entries", [False, True])
def test_an_export_holds_by_itself(ledger: Ledger, tmp_path: Path, entries: bool) -> None:
    export(ledger, tmp_path / "first", entries=entries)
    ledger.go_on(2)
    ledger.erase(3)
    later = export(ledger, tmp_path / "later", entries=entries)

    report = verify_export(later, ledger.keys, former=Export(tmp_path / "first"))

    assert words(report) == []
    assert (report.cases, report.heads) == (5, 2)
    assert bool(report.entries) is entries


def change(line: Line) -> Line:
    """Change an entry of case 2."""
    entry = line.get("entry")
    if isinstance(entry, dict) and (entry["case_id"], entry["seq"]) == (2, 2):
        entry["actor_id"] = "somebody else"
    return line


def rename(line: Line) -> Line:
    """Give a case another reference."""
    case = line.get("case")
    if isinstance(case, list) and case[0] == 2:
        case[1] = "LED-2026-000099-X"
    return line


def resize(line: Line) -> Line:
    """Change what was signed."""
    if isinstance(line.get("head"), str):
        line["head"] = str(line["head"]).replace('"size":5', '"size":6')
    return line


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (change, "LED-2026-000002-X entry 2: edited. This entry was changed after it was written."),
        (rename, "Head 1: head. The list of cases kept beside it is not what was signed."),
        (resize, "Head 1: head. Its signature is not that of its statement."),
    ],
)
def test_a_changed_export_is_named(
    ledger: Ledger, tmp_path: Path, tamper: Callable[[Line], Line], said: str
) -> None:
    export(ledger, tmp_path / "file", entries=True)
    lines = [tamper(json.loads(line)) for line in (tmp_path / "file").read_text().splitlines()]
    (tmp_path / "file").write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    assert words(check(ledger, tmp_path / "file"))[0] == said


def test_an_export_of_another_key_is_not_trusted(ledger: Ledger, tmp_path: Path) -> None:
    told = export(ledger, tmp_path / "file")

    report = verify_export(told, {})

    assert "a key that is not known here" in words(report)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "does not begin as one"),
        ("hello", "line 1, is no JSON"),
        ("[]", "no JSON object"),
        ('{"title": "something"}', "does not begin as one"),
        ('{"title": "amends audit export", "format": 2}', "of format 2, this release reads 1"),
        ('{"title": "amends audit export", "format": 1}', "is not whole"),
        ('{"title": "amends audit export", "format": 1}\n{"case": [1]}', "a line that cannot be"),
        ('{"title": "amends audit export", "format": 1}\n{"entry": {"at": 1}}', "a line that cannot be"),
        ("\x00\xff", "no JSON"),
    ],
)
def test_what_is_no_export_is_refused(ledger: Ledger, tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "file").write_text(content, encoding="latin-1" if "\xff" in content else "utf-8")

    with pytest.raises(ExportUnreadable, match=f"{said}|can't decode"):
        check(ledger, tmp_path / "file")


def test_an_export_cut_short_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "file")
    lines = (tmp_path / "file").read_text().splitlines()
    (tmp_path / "file").write_text("\n".join(lines[:-1]))

    with pytest.raises(ExportUnreadable, match="is not whole"):
        check(ledger, tmp_path / "file")


def test_an_export_never_replaces_another(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "file")

    with pytest.raises(ExportUnwritable, match="exists already"):
        export(ledger, tmp_path / "file")
    with pytest.raises(ExportUnwritable, match="No such file"):
        export(ledger, tmp_path / "nowhere" / "file")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".file")] == []


def tamper_and_forget_heads(ledger: Ledger, statement: str | None) -> None:
    """What somebody with database and key can do: change history, then sign all of it anew."""
    with ledger.database.write() as session:
        session.execute(delete(TreeLeaf))
        session.execute(delete(TreeHead))
        if statement is None:
            edit_and_rehash(session, Random(1))  # noqa: S311 - chance, no secret
        else:
            for one in statement.split(";"):
                session.execute(text(one))
    ledger.now = ledger.now.replace(hour=23)
    assert ledger.sign() is not None


DELETE_CASE_2 = """
delete from timeline_entry where case_id = 2; delete from payload where case_id = 2;
delete from "case" where id = 2
"""


@pytest.mark.parametrize(
    ("statement", "said"), [(None, "edited"), (DELETE_CASE_2, "LED-2026-000002-X: deleted case")]
)
def test_whoever_has_database_and_key_is_still_betrayed_by_a_former_export(
    ledger: Ledger, tmp_path: Path, statement: str | None, said: str
) -> None:
    former = export(ledger, tmp_path / "former")
    tamper_and_forget_heads(ledger, statement)
    assert ledger.faults() == []

    export(ledger, tmp_path / "later")
    with ledger.database.read() as session:
        by_store = words(verify_store(session, ledger.keys, against=former))
    by_file = words(check(ledger, tmp_path / "later", former))

    for found in (by_store, by_file):
        assert found[0] == "Head 1: head. It was exported, and is not here or is another one."
        assert said in found[1]
        assert len(found) == 2
