"""Putting shipped processes into the store at start, without ever overwriting an owner's work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from engine.library.checks.references import Offered
from engine.library.deploy import deploy, store
from engine.library.models import OWNER, SHIPPED, LiveVersion, ProcessVersion
from engine.library.package import Package
from engine.library.source import process_keys
from engine.step import SYSTEM


def deploy_shipped(
    session: Session, root: Path, now: datetime, *, operations: Mapping[str, Offered]
) -> list[str]:
    """Deploy what this release ships; the answer is what happened, in sentences.

    Content goes live only if it was never stored before and the live version is itself shipped. Otherwise
    it is stored beside, and a notice at each start says so.
    """
    told = (_deploy_one(session, Package.read(root, key), now, operations) for key in process_keys(root))
    return [sentence for sentence in told if sentence]


def _deploy_one(
    session: Session, package: Package, now: datetime, operations: Mapping[str, Offered]
) -> str | None:
    row = session.get(LiveVersion, package.key)
    live = session.get(ProcessVersion, row.version) if row else None
    if live is not None and live.hash == package.version:
        return None
    known = session.get(ProcessVersion, package.version) is not None
    if live is None or (live.files_origin == SHIPPED and not known):
        version = deploy(session, package, SYSTEM, now, SHIPPED, operations=operations)
        return f"{package.key}: version {version.number} is live."
    version = store(session, package, SYSTEM, now, SHIPPED, operations=operations)
    why = "is its owner's work" if live.files_origin == OWNER else "was chosen after it"
    return (
        f"{package.key}: version {live.number} stays live, because it {why}; "
        f"this release's content is version {version.number}."
    )
