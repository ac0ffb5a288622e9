"""Which version is live, and the package of any version: read once, then shared by all requests."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.library.errors import ProcessNotFound, VersionNotFound
from engine.library.models import LiveVersion, ProcessFile, ProcessVersion
from engine.library.package import Package

_LIVE = select(LiveVersion.version).where(LiveVersion.process == bindparam("process"))
KEPT = 64  # packages in memory; one with its parsed parts takes a few megabytes


class _Shelf:
    """The packages used last. A version is named by its content, so one shelf serves every store."""

    def __init__(self) -> None:
        self._packages: OrderedDict[str, Package] = OrderedDict()
        self._lock = Lock()

    def find(self, version: str) -> Package | None:
        with self._lock:
            if version in self._packages:
                self._packages.move_to_end(version)
            return self._packages.get(version)

    def keep(self, version: str, package: Package) -> Package:
        with self._lock:
            # Two threads may have read the same version at once: both go on with the first one's.
            kept = self._packages.setdefault(version, package)
            self._packages.move_to_end(version)
            while len(self._packages) > KEPT:
                self._packages.popitem(last=False)
            return kept


_SHELF = _Shelf()


def package_of(session: Session, version: str) -> Package:
    """The package of this version hash; VersionNotFound when it was never deployed."""
    return _SHELF.find(version) or _SHELF.keep(version, _stored(session, version))


def live_version(session: Session, process: str) -> str:
    """The hash of the version on which new cases open; ProcessNotFound."""
    version = session.scalar(_LIVE, {"process": process})
    if version is None:
        raise ProcessNotFound(process)
    return version


def live_package(session: Session, process: str) -> Package:
    """The package on which new cases open; ProcessNotFound."""
    return package_of(session, live_version(session, process))


def live_packages(session: Session) -> list[Package]:
    """The packages on which new cases open, by the keys of their processes."""
    hashes = session.scalars(select(LiveVersion.version).order_by(LiveVersion.process))
    return [package_of(session, version) for version in hashes.all()]


def live_processes(session: Session) -> list[str]:
    """The keys of all processes that can be opened, in order."""
    return list(session.scalars(select(LiveVersion.process).order_by(LiveVersion.process)))


def versions(session: Session, process: str) -> list[ProcessVersion]:
    """Every version of a process, newest first; ProcessNotFound when there is none."""
    found = session.scalars(
        select(ProcessVersion).where(ProcessVersion.process == process).order_by(ProcessVersion.number.desc())
    ).all()
    if not found:
        raise ProcessNotFound(process)
    return list(found)


def _stored(session: Session, version: str) -> Package:
    row = session.get(ProcessVersion, version)
    if row is None:
        raise VersionNotFound(version)
    files = session.execute(
        select(ProcessFile.path, ProcessFile.content).where(ProcessFile.version == version)
    )
    return Package.from_files(row.process, dict(files.all()))
