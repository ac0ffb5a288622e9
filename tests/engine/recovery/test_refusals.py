"""What cannot be backed up or restored is said in one sentence, and leaves nothing half-done."""

from __future__ import annotations

import hashlib
import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from engine.errors import AmendsError
from engine.recovery import embedded, programs
from engine.recovery.errors import (
    BackupFailed,
    BackupUnreadable,
    NewerBackup,
    PlaceTaken,
    ProgramMissing,
    RestoreFailed,
)
from engine.recovery.restore import place
from tests.engine.recovery.conftest import Office
from tests.faults.amounts import times

ON_SQLITE = pytest.mark.parametrize("office", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("office", ["postgresql"], indirect=True)


def repack(file: Path, change: Callable[[dict[str, Any]], object], store: bytes | None = None) -> Path:
    """The same backup with another manifest, or another store, as somebody might have packed it."""
    with ZipFile(file) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        name = next(name for name in packed.namelist() if name != "manifest.json")
        content = packed.read(name)
    change(manifest)
    other = file.with_name("other.zip")
    with ZipFile(other, "w", ZIP_DEFLATED) as packed:
        packed.writestr(name, store if store is not None else content)
        packed.writestr("manifest.json", json.dumps(manifest))
    return other


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda page: page.update(schema="9999"), NewerBackup, "schema 9999"),
        (lambda page: page.update(release="99.0"), NewerBackup, "release 99.0"),
        (lambda page: page.update(format=2), NewerBackup, "format 2"),
        (lambda page: page.update(sha256="00"), BackupUnreadable, "another checksum"),
        (lambda page: page.update(store="oracle"), BackupUnreadable, "makes no sense"),
        (lambda page: page.update(rows=[]), BackupUnreadable, "cannot be read"),
        (lambda page: page.update(made_at="lately"), BackupUnreadable, "cannot be read"),
        (lambda page: page.pop("epoch"), BackupUnreadable, "'epoch'"),
        (lambda page: page["rows"].update({"case": 6}), RestoreFailed, "table case has 5 rows and not 6"),
    ],
)
def test_a_manifest_that_cannot_be_right_is_refused(
    office: Office, change: Callable[[dict[str, Any]], object], error: type[AmendsError], words: str
) -> None:
    to = office.new_place()
    before = office.databases() if office.cluster else set()

    with pytest.raises(error, match=words):
        office.restore(repack(office.back_up().file, change), to)

    assert not Path(to.database or "").exists()
    if office.cluster:
        assert office.databases() == before


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "damaged or none of ours"), (b"hello", "damaged or none of ours"), (None, "there is no")],
)
def test_a_file_that_is_no_backup_is_refused(
    office: Office, tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "file").write_bytes(content)

    with pytest.raises(BackupUnreadable, match=words):
        office.restore(tmp_path / "file")


@ON_SQLITE
def test_a_zip_of_something_else_is_refused(office: Office, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "file", "w") as packed:
        packed.writestr("holiday.jpg", b"...")

    with pytest.raises(BackupUnreadable, match=r"no manifest\.json"):
        office.restore(tmp_path / "file")


@ON_SQLITE
def test_a_file_with_one_byte_changed_gives_the_store_or_a_refusal(office: Office) -> None:
    made = office.back_up().file
    content = made.read_bytes()
    random = Random(1)  # noqa: S311 - chance, no secret
    places = [*range(40), *(len(content) - 1 - n for n in range(250))]
    places += [random.randrange(len(content)) for _ in range(times(1_000))]
    refused = 0

    for place_of_change in places:
        changed = bytearray(content)
        changed[place_of_change] ^= 1 << random.randrange(8)
        made.write_bytes(changed)
        try:
            restored = office.restore(made)
        except (BackupUnreadable, NewerBackup, RestoreFailed):
            refused += 1
        else:
            Path(restored.url.database or "").unlink()

    assert refused > len(places) // 2


@ON_SQLITE
def test_a_folder_or_a_log_left_behind_is_a_place_that_is_taken(office: Office, tmp_path: Path) -> None:
    made = office.back_up()
    (tmp_path / "old.db-wal").touch()

    with pytest.raises(PlaceTaken, match="is a folder"):
        office.restore(made.file, place(str(tmp_path)))
    with pytest.raises(PlaceTaken, match=r"old\.db"):
        office.restore(made.file, place(str(tmp_path / "old.db")))


@pytest.mark.parametrize("text", ["oracle://somewhere/x", "://", "postgresql://host:port/x"])
def test_no_place_for_a_store_is_said(text: str) -> None:
    with pytest.raises(RestoreFailed, match="no place for a store"):
        place(text)


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """A disk on which no file may become larger, as a full one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 4_000, 20_000, 100_000])
@ON_SQLITE
def test_a_disk_that_fills_up_leaves_no_half_backup(office: Office, size: int) -> None:
    office.folder.mkdir()
    with office.desk.database.read() as session:
        session.connection()

    with files_up_to(size), pytest.raises(BackupFailed):
        office.back_up()

    assert [path for path in office.folder.rglob("*") if path.is_file()] == []


@ON_POSTGRESQL
def test_a_disk_that_fills_up_during_a_dump_leaves_no_half_backup(office: Office) -> None:
    office.folder.mkdir()

    with files_up_to(1_000), pytest.raises(BackupFailed):
        office.back_up()

    assert [path for path in office.folder.rglob("*") if path.is_file()] == []


@ON_SQLITE
def test_a_disk_that_fills_up_leaves_no_half_store(office: Office) -> None:
    made = office.back_up()
    to = office.new_place()

    with files_up_to(100_000), pytest.raises(RestoreFailed, match="File too large"):
        office.restore(made.file, to)

    assert sorted(path.name for path in office.folder.iterdir()) == [made.file.parent.name]


@ON_SQLITE
def test_a_disk_with_too_little_space_is_known_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = embedded.shutil.disk_usage(office.desk.settings.var)
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda _folder: usage._replace(free=1_000))

    with pytest.raises(BackupFailed, match=r"no space in .*: [0-9,]+ bytes are needed, 1,000 are free"):
        office.back_up()


@ON_SQLITE
def test_a_folder_that_cannot_be_written_is_said(office: Office) -> None:
    office.folder.write_text("a file where a folder should be")

    with pytest.raises(BackupFailed, match=r"Not a directory|File exists"):
        office.back_up()


@ON_POSTGRESQL
def test_a_missing_program_of_postgresql_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = office.back_up()
    monkeypatch.setattr(programs, "DEBIAN", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(ProgramMissing, match="pg_dump; on Debian install postgresql-client"):
        office.back_up()
    with pytest.raises(ProgramMissing, match="pg_restore"):
        office.restore(made.file)


@ON_POSTGRESQL
def test_what_postgresql_says_against_it_is_told(office: Office) -> None:
    assert office.cluster is not None
    store = b"no dump at all"
    made = repack(office.back_up().file, lambda page: page.update(sha256=_sha256(store)), store)
    before = office.databases()

    with pytest.raises(RestoreFailed, match="not appear to be a valid archive"):
        office.restore(made)
    with pytest.raises(RestoreFailed, match=r"No such file|connection"):
        office.restore(office.back_up().file, place("postgresql://amends@/copy?host=/nowhere"))

    assert office.databases() == before


@ON_POSTGRESQL
def test_an_empty_database_is_a_new_place_too(office: Office) -> None:
    assert office.cluster is not None
    to = office.new_place()
    office.cluster.execute(f"CREATE DATABASE {to.database}")

    restored = office.restore(office.back_up().file, to)

    assert office.opened(restored).engine.url.database == to.database


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
