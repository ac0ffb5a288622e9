"""While mail is paused letters are written and wait; once released each leaves once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.correspondence.delivery import mail_folder
from engine.correspondence.models import SENT, WAITING, Letter
from engine.correspondence.pause import mail_pause, pause_mail, release_mail
from engine.work.models import Work
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose process writes a letter at once."""
    here = Desk(tmp_path)
    package = (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"})
        .start()
        .service("tell", "letter.send", letter="hello")
        .user("work")
        .end()
        .flow("start", "tell", "work", "end")
        .letter("hello", "Dear {{ name }}")
        .build()
    )
    here.deploy(package)
    yield here
    here.database.dispose()


def pause(desk: Desk) -> None:
    with desk.database.write() as session:
        pause_mail(session, "This store came back from a backup.", desk.now)


def release(desk: Desk) -> int:
    with desk.database.write() as session:
        return release_mail(session, desk.now)


def states(desk: Desk) -> list[str]:
    return [letter.state for letter in desk.rows(Letter)]


def test_nothing_leaves_however_long_it_lasts(desk: Desk) -> None:
    pause(desk)
    desk.open(name="Zoe", email="zoe@example.org")

    for _ in range(30):
        desk.wait(minutes=10)

    assert states(desk) == [WAITING]
    assert [(work.state, work.attempts) for work in desk.rows(Work)] == [("ready", 0)]
    assert not mail_folder(desk.settings).exists()
    assert desk.incidents() == []


def test_what_waited_leaves_once_it_is_released(desk: Desk) -> None:
    pause(desk)
    desk.open(name="Zoe", email="zoe@example.org")
    desk.work()

    waiting = release(desk)
    desk.work()

    assert waiting == 1
    assert states(desk) == [SENT]
    assert len(list(mail_folder(desk.settings).iterdir())) == 1


def test_other_work_goes_on_behind_many_letters_that_wait(desk: Desk) -> None:
    pause(desk)
    for number in range(150):
        desk.open(name=f"Zoe {number}", email="zoe@example.org")

    assert desk.work() == 150
    assert desk.work() == 0


def test_the_first_reason_stays(desk: Desk) -> None:
    pause(desk)
    with desk.database.write() as session:
        pause_mail(session, "Another reason.", desk.now)

    with desk.database.read() as session:
        found = mail_pause(session)

    assert found is not None
    assert (found.since, found.reason) == (desk.now, "This store came back from a backup.")
