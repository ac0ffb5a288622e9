"""Bringing a backup back, to a new place only, where it writes to nobody before a person says so."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import struct
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.audit.epoch import raise_epoch
from engine.correspondence.pause import pause_mail
from engine.database import Database
from engine.recovery import served
from engine.recovery.contents import contents
from engine.recovery.errors import BackupUnreadable, PlaceTaken, RestoreFailed
from engine.recovery.manifest import NAME, POSTGRESQL, SQLITE, Manifest, read_manifest

PIECE = 1 << 20
BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite may leave next to a store
DAMAGED = (
    BadZipFile,
    EOFError,
    zlib.error,
    struct.error,
    UnicodeDecodeError,
    RuntimeError,
)  # what zipfile raises
REASON = "This store came back from the backup of {made}; letters sent since then would go out again."


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A store that came back."""

    url: URL
    manifest: Manifest
    epoch: int


def place(text: str) -> URL:
    """Where to restore to: the URL of a store, or the path of a SQLite file; RestoreFailed."""
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).absolute()))
    try:
        url = make_url(text)
        return Database(url.render_as_string(hide_password=False)).engine.url
    except (ArgumentError, ImportError, ValueError) as error:
        raise RestoreFailed(f"{text} is no place for a store") from error


def restore(file: Path, to: URL, now: datetime, release: str, known: Collection[str]) -> Restored:
    """Check the file, fill the new place, count one more restore there and pause its mail.

    `known` are the migrations of this release. The place holds the whole store afterwards or nothing. Raises
    BackupUnreadable, NewerBackup, PlaceTaken, RestoreFailed or ProgramMissing.
    """
    with _opened(file) as packed:
        manifest = _manifest(packed)
        manifest.require_ours(release, known)
        kind = SQLITE if to.get_backend_name() == "sqlite" else POSTGRESQL
        if kind != manifest.store:
            raise RestoreFailed(f"a backup of {manifest.store} cannot be restored to {kind}")
        if kind == SQLITE:
            epoch = _to_file(packed, manifest, Path(to.database or ""), now)
        else:
            epoch = _to_server(packed, manifest, to, now)
    return Restored(url=to, manifest=manifest, epoch=epoch)


def manifest_of(file: Path) -> Manifest:
    """What a backup says of itself; BackupUnreadable."""
    with _opened(file) as packed:
        return _manifest(packed)


@contextmanager
def _opened(file: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(file) as packed:
            yield packed
    except FileNotFoundError as error:
        raise BackupUnreadable(f"there is no {file}") from error
    except OSError as error:
        raise BackupUnreadable(f"{file}: {error.strerror or error}") from error
    except DAMAGED as error:
        raise BackupUnreadable(f"{file} is damaged or none of ours: {error}") from error


def _manifest(packed: ZipFile) -> Manifest:
    if NAME not in packed.namelist():
        raise BackupUnreadable(f"it has no {NAME}")
    manifest = read_manifest(packed.read(NAME))
    if manifest.name not in packed.namelist():
        raise BackupUnreadable(f"it has no {manifest.name}")
    return manifest


def _to_file(packed: ZipFile, manifest: Manifest, target: Path, now: datetime) -> int:
    if target.is_dir():
        raise PlaceTaken(f"{target} is a folder; name a file that is not there yet")
    if any(target.with_name(target.name + suffix).exists() for suffix in BESIDE):
        raise PlaceTaken(str(target))
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        if manifest.bytes > free:
            raise RestoreFailed(
                f"no space in {target.parent}: {manifest.bytes:,} bytes are needed, {free:,} are free"
            )
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as plain:
            _unpack(packed, manifest, plain)
        epoch = _make_safe(URL.create("sqlite", database=str(draft)), manifest, now)
        with closing(sqlite3.connect(draft)) as store:
            store.execute("PRAGMA journal_mode=DELETE")  # so that the one file is the whole store
        os.link(draft, target)
    except FileExistsError as error:
        raise PlaceTaken(str(target)) from error
    except OSError as error:
        raise RestoreFailed(f"{target}: {error.strerror or error}") from error
    finally:
        for suffix in BESIDE:
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
    return epoch


def _to_server(packed: ZipFile, manifest: Manifest, to: URL, now: datetime) -> int:
    _unpack(packed, manifest, None)  # before anything is made: a damaged file fills no database
    draft = served.draft_for(to)
    try:
        with packed.open(manifest.name) as dumped:
            served.load(draft, dumped)
        epoch = _make_safe(draft, manifest, now)
        if draft != to:
            served.rename(draft, to)
    except BaseException:
        if draft != to:
            served.drop(draft)
        raise
    return epoch


def _unpack(packed: ZipFile, manifest: Manifest, plain: IO[bytes] | None) -> None:
    """Read the store out of the file, into another if one is given, and hold it against its hash."""
    digest = hashlib.sha256()
    with packed.open(manifest.name) as stored:
        while piece := stored.read(PIECE):
            digest.update(piece)
            if plain is not None:
                plain.write(piece)
    if digest.hexdigest() != manifest.sha256:
        raise BackupUnreadable("it is damaged: the store in it has another checksum than its manifest says")


def _make_safe(url: URL, manifest: Manifest, now: datetime) -> int:
    """Before anybody can open the store: everything is there, mail is paused, the restore is counted."""
    database = Database(url.render_as_string(hide_password=False))
    try:
        with database.engine.connect() as connection:
            found = contents(connection)
        for name in sorted({*manifest.rows, *found.rows}):
            said, came = manifest.rows.get(name, 0), found.rows.get(name, 0)
            if said != came:
                raise RestoreFailed(f"table {name} has {came} rows and not {said}")
        with database.write() as session:
            pause_mail(session, REASON.format(made=manifest.made), now)
            return raise_epoch(session)
    finally:
        database.dispose()
