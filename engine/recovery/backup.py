"""Making a backup: one file with the store and the page that says what it is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from engine.database import Database
from engine.recovery import manifest as pages
from engine.recovery.contents import Contents
from engine.recovery.embedded import contents_of_copy, copy_store
from engine.recovery.errors import BackupFailed
from engine.recovery.manifest import POSTGRESQL, SQLITE, Manifest
from engine.recovery.served import dump
from engine.settings import Settings

PIECE = 1 << 20  # bytes in memory at a time


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that was made."""

    file: Path
    manifest: Manifest


def back_up(database: Database, settings: Settings, folder: Path, now: datetime, release: str) -> Backup:
    """Write the whole store as of one moment into a new file of this folder, beside running programs.

    The file is there whole or not at all. It holds personal data and is readable by its owner only; the
    secret key and the signing key are not in it. Raises BackupFailed or ProgramMissing.
    """
    file = folder / f"amends-{now:%Y%m%dT%H%M%S}Z.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _draft(file) as draft:
            manifest = _write(draft, database, settings, now, release)
            os.link(draft, file)
    except FileExistsError as error:
        raise BackupFailed(f"{file} exists already") from error
    except OSError as error:
        raise BackupFailed(f"{folder}: {error.strerror or error}") from error
    return Backup(file=file, manifest=manifest)


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """A file of no other name, gone afterwards whatever happens."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _write(draft: Path, database: Database, settings: Settings, now: datetime, release: str) -> Manifest:
    kind = SQLITE if database.is_sqlite else POSTGRESQL
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as raw, ZipFile(raw, "w") as packed:
        seal = _Seal(packed, now)
        if kind == SQLITE:
            found = _copied(Path(database.engine.url.database or ""), draft, seal)
        else:
            found = dump(database, lambda dumped: seal.store(pages.STORES[POSTGRESQL], dumped, ZIP_STORED))
        manifest = Manifest(
            format=pages.FORMAT,
            made_at=now.isoformat(timespec="seconds"),
            release=release,
            store=kind,
            sha256=seal.digest.hexdigest(),
            bytes=seal.size,
            secret_key=pages.fingerprint(settings.secret_key),
            **asdict(found),
        )
        packed.writestr(seal.entry(pages.NAME, ZIP_DEFLATED), manifest.text())
        packed.close()
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


def _copied(source: Path, draft: Path, seal: _Seal) -> Contents:
    copy = draft.with_name(f"{draft.name}.store")
    try:
        copy_store(source.absolute(), copy)
        found = contents_of_copy(copy)
        with copy.open("rb") as plain:
            seal.store(pages.STORES[SQLITE], plain, ZIP_DEFLATED)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    return found


class _Seal:
    """Packs the store and keeps its hash and size while the bytes go by."""

    def __init__(self, packed: ZipFile, now: datetime) -> None:
        self.digest = hashlib.sha256()
        self.size = 0
        self._packed = packed
        self._when = (now.year, now.month, now.day, now.hour, now.minute, now.second)

    def entry(self, name: str, how: int) -> ZipInfo:
        """An entry of the file, without anything of this machine."""
        entry = ZipInfo(name, self._when)
        entry.compress_type = how
        entry.external_attr = 0o600 << 16
        return entry

    def store(self, name: str, plain: IO[bytes], how: int) -> None:
        """Pack everything that comes."""
        with self._packed.open(self.entry(name, how), "w", force_zip64=True) as packed:
            while piece := plain.read(PIECE):
                self.digest.update(piece)
                self.size += len(piece)
                packed.write(piece)
