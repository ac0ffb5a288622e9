"""A backup taken while people work comes back whole, elsewhere, and writes to nobody by itself."""

from __future__ import annotations

import re
import subprocess
import sys
import threading

import pytest
from sqlalchemy import select

from engine.audit.epoch import restore_epoch
from engine.audit.heads import last_head
from engine.audit.verifying import verify_store
from engine.cases.models import Case
from engine.commands.due import carrier, run_due
from engine.correspondence.models import SENT, WAITING, Letter
from engine.correspondence.pause import mail_pause, release_mail
from engine.database import Database
from engine.now import now
from engine.recovery.backup import back_up
from engine.recovery.errors import BackupFailed, PlaceTaken, RestoreFailed
from engine.recovery.restore import place
from tests.engine.recovery.conftest import RELEASE, Office
from tests.faults.amounts import times

PATIENCE = 600  # seconds a test waits for another program before it fails


def letters(database: Database) -> list[str]:
    with database.read() as session:
        return [letter.state for letter in session.scalars(select(Letter))]


def test_what_comes_back_is_what_was_there(office: Office) -> None:
    made = office.back_up()

    copy = office.opened(office.restore(made.file))

    assert made.manifest.rows["case"] == 5
    with copy.read() as session, office.desk.database.read() as before:
        references = select(Case.reference, Case.last_hash).order_by(Case.id)
        assert session.execute(references).all() == before.execute(references).all()
        head = last_head(session)
        assert head is not None
        assert made.manifest.head == {"statement": head.statement, "signature": head.signature}
    with copy.read() as session:
        assert verify_store(session, office.keys).faults == []


def test_only_its_owner_may_read_a_backup(office: Office) -> None:
    made = office.back_up()

    assert made.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in made.file.parent.iterdir()] == [made.file.name]


def test_a_restored_store_writes_to_nobody_before_it_is_released(office: Office) -> None:
    copy = office.opened(office.restore(office.back_up().file))
    hands = carrier(copy, office.desk.settings, office.desk.now)

    run_due(hands)

    assert letters(copy) == [WAITING] * 5
    with copy.write() as session:
        pause = mail_pause(session)
        assert pause is not None
        assert re.search(r"came back from the backup of \d\d \w+ \d{4}, \d\d:\d\d UTC;", pause.reason)
        assert release_mail(session, office.desk.now) == 5
    run_due(hands)
    assert letters(copy) == [SENT] * 5


def test_every_restore_is_counted(office: Office) -> None:
    first = office.restore(office.back_up().file)
    second = office.restore(office.back_up(office.opened(first)).file)

    assert (first.epoch, second.epoch) == (1, 2)
    with office.opened(second).read() as session:
        assert restore_epoch(session) == 2


def test_a_place_that_is_taken_is_never_touched(office: Office) -> None:
    made = office.back_up()
    taken = office.desk.database.engine.url

    with pytest.raises(PlaceTaken):
        office.restore(made.file, taken)

    assert len(office.desk.rows(Case)) == 5
    with office.desk.database.read() as session:
        assert (mail_pause(session), restore_epoch(session)) == (None, 0)


def test_backups_under_load_are_whole(office: Office) -> None:
    """F13: other programs open cases all the time while backups are made, restored and looked through."""
    url = office.desk.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.engine.recovery.writer", url]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]  # noqa: S603
    told: list[str] = []
    hearing = threading.Condition()

    def hear(writer: subprocess.Popen[str]) -> None:
        assert writer.stdout is not None
        for line in writer.stdout:
            with hearing:
                told.append(line.strip())
                hearing.notify_all()

    ears = [threading.Thread(target=hear, args=(writer,)) for writer in writers]
    for ear in ears:
        ear.start()
    try:
        for _ in range(times(20)):
            with hearing:
                so_far = len(told)
                assert hearing.wait_for(lambda so_far=so_far: len(told) > so_far + 3, PATIENCE)
                before = set(told)
            copy = office.opened(office.restore(office.back_up().file))
            with copy.read() as session:
                assert set(session.scalars(select(Case.reference))) >= before
                assert mail_pause(session) is not None
            with copy.read() as session:
                assert verify_store(session, office.keys).faults == []
        assert all(one.good for one in office.drill())
    finally:
        for writer in writers:
            writer.kill()
        for ear, writer in zip(ears, writers, strict=True):
            ear.join()
            writer.communicate()
    assert {case.reference for case in office.desk.rows(Case)} >= set(told)


def test_a_backup_goes_back_to_its_own_kind_of_store(office: Office) -> None:
    made = office.back_up()
    wrong = place("postgresql://amends@/copy?host=/nowhere" if office.cluster is None else "copy.db")

    with pytest.raises(RestoreFailed, match="cannot be restored to"):
        office.restore(made.file, wrong)


def test_a_backup_never_replaces_another(office: Office) -> None:
    moment = now()
    arguments = (office.desk.database, office.desk.settings, office.folder, moment, RELEASE)
    first = back_up(*arguments)
    content = first.file.read_bytes()

    with pytest.raises(BackupFailed, match="exists already"):
        back_up(*arguments)

    assert first.file.read_bytes() == content
    assert len(list(office.folder.iterdir())) == 1
