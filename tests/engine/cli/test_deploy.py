"""amends deploy: checked, all or none, live at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.database import Database
from engine.library.live import live_version, versions
from engine.library.package import Package
from engine.library.source import shipped_root
from tests.engine.cli.conftest import Shell

KEY = "complaint_handling"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the complaint package, to be changed and deployed."""
    for folder in ("processes", "forms"):
        shutil.copytree(shipped_root() / folder / KEY, tmp_path / folder / KEY)
    return tmp_path / "processes" / KEY


def test_a_changed_package_becomes_the_next_version(amends: Shell, database: Database, home: Path) -> None:
    (home / "README.md").write_text("changed")

    answer = amends("deploy", str(home), "--json")

    (version,) = json.loads(answer.out)
    assert answer.code == 0
    assert version == {"process": KEY, "version": 2, "hash": Package.read(home.parent.parent, KEY).version}
    with database.read() as session:
        assert live_version(session, KEY) == version["hash"]


def test_a_broken_package_leaves_everything_as_it_was(amends: Shell, database: Database, home: Path) -> None:
    (home / "severity.dmn").unlink()

    answer = amends("deploy", str(home))

    assert answer.code == 1
    assert "set_severity decision-missing" in answer.out
    with database.read() as session:
        assert len(versions(session, KEY)) == 1


def test_the_same_package_keeps_its_version(amends: Shell) -> None:
    answer = amends("deploy", str(shipped_root() / "processes"))

    assert answer.code == 0
    assert f"{KEY}: version 1 is live (" in answer.out


def test_a_folder_without_a_package_is_wrong_use(amends: Shell, tmp_path: Path) -> None:
    answer = amends("deploy", str(tmp_path))

    assert answer.code == 2
    assert "There is no package" in answer.err
