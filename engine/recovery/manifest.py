"""What a backup says of itself: from which release and store it is, and what must come out of it again."""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

import simplejson

from engine.recovery.errors import BackupUnreadable, NewerBackup

FORMAT = 1
NAME = "manifest.json"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
STORES: Mapping[str, str] = {
    SQLITE: "store.sqlite",
    POSTGRESQL: "store.pgdump",
}  # name of the store in the file


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The page that lies in a backup beside the store."""

    format: int
    made_at: str  # instant, ISO 8601
    release: str
    schema: str  # number of the last migration
    store: str  # "sqlite" or "postgresql"
    sha256: str  # of the store as it lies in the file
    bytes: int
    rows: Mapping[str, int]  # table -> rows
    epoch: int  # how often the store came back from a backup before
    head: Mapping[str, str] | None  # statement and signature of the last signed head
    secret_key: str  # fingerprint of the key that customers' secrets are derived from

    @property
    def name(self) -> str:
        """What the store is called in the file."""
        return STORES[self.store]

    @property
    def made(self) -> str:
        """When it was made, for people."""
        return f"{datetime.fromisoformat(self.made_at).astimezone(UTC):%d %B %Y, %H:%M} UTC"

    def text(self) -> str:
        """The page as JSON."""
        return simplejson.dumps(asdict(self), indent=2, ensure_ascii=False)

    def require_ours(self, release: str, known: Collection[str]) -> None:
        """Refuse what a newer release made; `known` are the migrations of this one. NewerBackup."""
        if self.schema not in known or _release(self.release) > _release(release):
            raise NewerBackup(f"it is of release {self.release}, schema {self.schema}; this is {release}")


def read_manifest(text: bytes) -> Manifest:
    """The page from a file; BackupUnreadable, or NewerBackup when its form is not known yet."""
    try:
        said: dict[str, Any] = simplejson.loads(text)
        number = said["format"]
        if isinstance(number, int) and number > FORMAT:
            raise NewerBackup(f"format {number}")
        manifest = Manifest(**{field.name: said[field.name] for field in fields(Manifest)})
        datetime.fromisoformat(manifest.made_at)
        whole = manifest.store in STORES and all(isinstance(count, int) for count in manifest.rows.values())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupUnreadable(f"its {NAME} cannot be read: {error}") from error
    if not whole or manifest.format != FORMAT:
        raise BackupUnreadable(f"its {NAME} makes no sense")
    return manifest


def fingerprint(secret_key: bytes) -> str:
    """Tells two secret keys apart and gives neither away."""
    return hmac.digest(secret_key, b"amends backup", "sha256").hex()[:16]


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])
