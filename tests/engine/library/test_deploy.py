"""Deploying: checked, stored once, live at once; running versions stay what they were."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.database import Database
from engine.errors import PackageError
from engine.library.deploy import MayNotDeploy, deploy, set_live, store
from engine.library.errors import ProcessNotFound, VersionNotFound
from engine.library.live import live_package, live_processes, live_version, package_of, versions
from engine.library.models import ProcessFile, ProcessVersion
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS
from engine.people.queries import groups
from engine.step import SYSTEM, Actor

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWNER = Actor(id="p1", name="Petra", roles=frozenset({"process_owner"}))
README = "processes/complaint_handling/README.md"


def edited(package: Package, words: str) -> Package:
    return Package.from_files(package.key, {**package.files, README: words.encode()})


def test_a_deployed_package_is_live_and_comes_back_byte_for_byte(session: Session, shipped: Package) -> None:
    version = deploy(session, shipped, OWNER, NOW, operations=OPERATIONS)

    assert (version.number, version.hash, version.deployed_by) == (1, shipped.version, "p1")
    assert live_version(session, "complaint_handling") == shipped.version
    assert live_package(session, "complaint_handling").files == shipped.files
    assert live_processes(session) == ["complaint_handling"]


def test_a_deployment_makes_the_groups_it_names(session: Session, shipped: Package) -> None:
    deploy(session, shipped, OWNER, NOW, operations=OPERATIONS)

    assert {group.key for group in groups(session)} == set(shipped.settings.groups)


def test_a_new_version_leaves_the_old_one_as_it_was(session: Session, shipped: Package) -> None:
    first = deploy(session, edited(shipped, "one"), OWNER, NOW, operations=OPERATIONS)

    second = deploy(session, edited(shipped, "two"), OWNER, NOW, operations=OPERATIONS)

    assert [version.number for version in versions(session, "complaint_handling")] == [2, 1]
    assert live_version(session, "complaint_handling") == second.hash
    assert package_of(session, first.hash).files[README] == b"one"


def test_the_same_content_keeps_its_version_and_can_be_made_live_again(
    session: Session, shipped: Package
) -> None:
    first = deploy(session, edited(shipped, "one"), OWNER, NOW, operations=OPERATIONS)
    deploy(session, edited(shipped, "two"), OWNER, NOW, operations=OPERATIONS)

    again = deploy(session, edited(shipped, "one"), OWNER, NOW + timedelta(days=1), operations=OPERATIONS)

    assert (again.hash, again.number, again.deployed_at) == (first.hash, 1, NOW)
    assert live_version(session, "complaint_handling") == first.hash
    assert session.scalar(select(func.count()).select_from(ProcessVersion)) == 2


def test_a_package_with_errors_is_not_stored(session: Session, shipped: Package) -> None:
    broken = Package.from_files(
        shipped.key, {**shipped.files, "forms/complaint_handling/approve.form": b"{}"}
    )

    with pytest.raises(PackageError, match=r"approve\.form"):
        deploy(session, broken, OWNER, NOW, operations=OPERATIONS)

    assert session.scalar(select(func.count()).select_from(ProcessFile)) == 0
    with pytest.raises(ProcessNotFound):
        live_version(session, "complaint_handling")


@pytest.mark.parametrize("roles", [frozenset(), frozenset({"staff", "supervisor"})])
def test_only_a_process_owner_deploys(session: Session, shipped: Package, roles: frozenset[str]) -> None:
    somebody = Actor(id="p2", name="Ana", roles=roles)

    with pytest.raises(MayNotDeploy, match="Ana"):
        deploy(session, shipped, somebody, NOW, operations=OPERATIONS)
    version = store(session, shipped, SYSTEM, NOW, operations=OPERATIONS)
    with pytest.raises(MayNotDeploy):
        set_live(session, version.hash, somebody, NOW)


def test_a_version_is_read_once_and_shared(session: Session, shipped: Package) -> None:
    version = deploy(session, edited(shipped, "shared"), OWNER, NOW, operations=OPERATIONS)

    package = package_of(session, version.hash)

    assert package_of(session, version.hash) is package


def test_unknown_versions_and_processes_are_not_found(session: Session) -> None:
    with pytest.raises(VersionNotFound):
        package_of(session, "0" * 64)
    with pytest.raises(VersionNotFound):
        set_live(session, "0" * 64, OWNER, NOW)
    with pytest.raises(ProcessNotFound):
        versions(session, "ghost")


def test_threads_that_ask_at_once_share_one_package(
    session: Session, database: Database, shipped: Package
) -> None:
    version = store(session, edited(shipped, "asked at once"), OWNER, NOW, operations=OPERATIONS).hash
    session.commit()

    def ask(_number: int) -> int:
        with database.read() as reading:
            return id(package_of(reading, version))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(32)))) == 1
