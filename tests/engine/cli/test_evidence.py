"""amends evidence: a pack is written for a case and checked anywhere."""

from __future__ import annotations

from pathlib import Path

from tests.engine.cli.conftest import Shell


def test_a_pack_needs_a_case_or_a_file_to_check(amends: Shell) -> None:
    assert amends("evidence").code == 2
    unknown = amends("evidence", "CMP-2026-000001-X")
    assert unknown.code == 2
    assert "There is no such case" in unknown.err


def test_what_is_no_pack_is_said_in_words(amends: Shell, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"nothing")

    assert "This file is no evidence pack." in amends("evidence", "--check", str(file)).err
