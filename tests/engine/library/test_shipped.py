"""Starting a release never takes an owner's work away."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.library.deploy import deploy, set_live
from engine.library.live import live_version, versions
from engine.library.models import OWNER, SHIPPED
from engine.library.package import Package
from engine.library.shipped import deploy_shipped
from engine.operations.catalogue import OPERATIONS
from engine.step import SYSTEM

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = "complaint_handling"
README = f"processes/{KEY}/README.md"


@pytest.fixture
def release(tmp_path: Path, shipped: Package) -> Path:
    """A copy of what is shipped, to be changed like a release."""
    root = tmp_path / "release"
    for path, content in shipped.files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return root


def start(session: Session, release: Path) -> list[str]:
    return deploy_shipped(session, release, NOW, operations=OPERATIONS)


def change(release: Path, words: str) -> None:
    (release / README).write_text(words)


def test_a_first_start_deploys_and_a_second_says_nothing(session: Session, release: Path) -> None:
    assert start(session, release) == [f"{KEY}: version 1 is live."]
    assert start(session, release) == []

    assert [version.files_origin for version in versions(session, KEY)] == [SHIPPED]


def test_a_new_release_replaces_a_shipped_version(session: Session, release: Path) -> None:
    start(session, release)
    change(release, "second release")

    assert start(session, release) == [f"{KEY}: version 2 is live."]
    assert live_version(session, KEY) == Package.read(release, KEY).version


def test_an_owners_version_stays_live_and_every_start_says_so(session: Session, release: Path) -> None:
    start(session, release)
    own = Package.from_files(KEY, {**Package.read(release, KEY).files, README: b"the owner's"})
    deploy(session, own, SYSTEM, NOW, OWNER, operations=OPERATIONS)
    notice = (
        f"{KEY}: version 2 stays live, because it is its owner's work; this release's content is version %d."
    )
    assert start(session, release) == [notice % 1]
    change(release, "second release")

    assert start(session, release) == [notice % 3]
    assert start(session, release) == [notice % 3]
    assert live_version(session, KEY) == own.version


def test_an_older_release_does_not_undo_a_newer_one(session: Session, release: Path) -> None:
    start(session, release)
    first = (release / README).read_text()
    change(release, "second release")
    start(session, release)
    newer = live_version(session, KEY)
    change(release, first)

    assert start(session, release) == [
        f"{KEY}: version 2 stays live, because it was chosen after it; this release's content is version 1."
    ]
    assert live_version(session, KEY) == newer


def test_an_owner_may_take_the_shipped_version_back(session: Session, release: Path) -> None:
    start(session, release)
    shipped_hash = live_version(session, KEY)
    own = Package.from_files(KEY, {**Package.read(release, KEY).files, README: b"the owner's"})
    deploy(session, own, SYSTEM, NOW, OWNER, operations=OPERATIONS)

    set_live(session, shipped_hash, SYSTEM, NOW)

    assert start(session, release) == []
