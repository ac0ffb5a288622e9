"""Storing a package as an immutable version, and making a version live."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import NotAllowed, PackageError
from engine.library.check import check_package
from engine.library.checks.references import Offered
from engine.library.errors import VersionNotFound
from engine.library.models import OWNER, LiveVersion, ProcessFile, ProcessVersion
from engine.library.package import Package
from engine.people.groups import add_groups
from engine.step import Actor

# Versions that passed the check in this process: the same content is not looked through twice.
_SOUND: set[tuple[str, frozenset[str]]] = set()


class MayNotDeploy(NotAllowed):
    """Only a process owner may change which version of a process is live."""


def deploy(
    session: Session,
    package: Package,
    by: Actor,
    now: datetime,
    origin: str = OWNER,
    *,
    operations: Mapping[str, Offered],
) -> ProcessVersion:
    """Check the package, store it as a version and make it live; the same content keeps its version.

    Raises PackageError when the check finds an error, MayNotDeploy for anybody but a process owner.
    """
    version = store(session, package, by, now, origin, operations=operations)
    set_live(session, version.hash, by, now)
    return version


def store(
    session: Session,
    package: Package,
    by: Actor,
    now: datetime,
    origin: str = OWNER,
    *,
    operations: Mapping[str, Offered],
) -> ProcessVersion:
    """The same without making it live."""
    _require_owner(by)
    stored = session.get(ProcessVersion, package.version)
    if stored is not None:
        return stored
    _require_sound(package, operations)
    version = ProcessVersion(
        hash=package.version,
        process=package.key,
        number=_next_number(session, package.key),
        title=package.settings.title,
        files_origin=origin,
        deployed_at=now,
        deployed_by=by.id,
    )
    session.add(version)
    session.flush()
    session.add_all(
        ProcessFile(version=version.hash, path=path, content=content)
        for path, content in package.files.items()
    )
    add_groups(session, package.key, {group.key: group.title for group in package.settings.groups.values()})
    session.flush()
    return version


def set_live(session: Session, version_hash: str, by: Actor, now: datetime) -> None:
    """Open new cases on this version from now on; running ones stay where they are."""
    _require_owner(by)
    version = session.get(ProcessVersion, version_hash)
    if version is None:
        raise VersionNotFound(version_hash)
    live = session.get(LiveVersion, version.process, with_for_update=True)
    if live is None:
        session.add(LiveVersion(process=version.process, version=version.hash, since=now, set_by=by.id))
    elif live.version != version.hash:
        live.version, live.since, live.set_by = version.hash, now, by.id
    session.flush()


def _require_sound(package: Package, operations: Mapping[str, Offered]) -> None:
    """Refuse a package in which the check finds an error."""
    asked = (package.version, frozenset(operations))
    if asked in _SOUND:
        return
    errors = [finding for finding in check_package(package, operations) if finding.level == "error"]
    if errors:
        raise PackageError(errors)
    _SOUND.add(asked)


def _require_owner(by: Actor) -> None:
    if not (by.has_role("process_owner") or by.has_role("administrator")):
        raise MayNotDeploy(by.name)


def _next_number(session: Session, process: str) -> int:
    # Two deployments at once: the second waits here for the live row, or fails on the unique number.
    session.get(LiveVersion, process, with_for_update=True)
    highest = session.scalar(select(func.max(ProcessVersion.number)).where(ProcessVersion.process == process))
    return (highest or 0) + 1
