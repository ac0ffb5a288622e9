"""No minute has more letters than allowed, whoever hands them in; none is lost and none overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.correspondence import delivery
from engine.correspondence.models import SENT, Letter
from engine.correspondence.pace import LATE
from engine.work.models import DONE, Work
from engine.work.queue import next_instant
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose process writes a letter at once, to a server that may be given six a minute."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    here = Desk(tmp_path, url)
    here.settings = replace(here.settings, smtp_url="smtp://mail.invalid", mail_per_minute=6)
    package = (
        PackageBuilder()
        .settings(customer={"email": "email"})
        .start()
        .service("tell", "letter.send", letter="hello")
        .user("work")
        .end()
        .flow("start", "tell", "work", "end")
        .letter("hello", "Dear customer")
        .build()
    )
    here.deploy(package)
    yield here
    here.database.dispose()


@pytest.fixture
def handed_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[tuple[datetime, str]]:
    """When which recipient's letter reached the mail server, which is not ours."""
    taken: list[tuple[datetime, str]] = []
    monkeypatch.setattr(
        delivery, "_hand_in", lambda message, _server: taken.append((desk.now, str(message["To"])))
    )
    return taken


def write(desk: Desk, letters: int) -> None:
    for number in range(letters):
        desk.now += timedelta(milliseconds=1)
        desk.open(email=f"{number:02}@example.org")


def let_time_pass(desk: Desk, span: timedelta) -> None:
    """Do everything at its own instant."""
    end = desk.now + span
    while True:
        desk.work()
        with desk.database.read() as session:
            following = next_instant(session, after=desk.now)
        if following is None or following > end:
            desk.now = end
            return
        desk.now = following


def most_in_a_minute(handed_in: list[tuple[datetime, str]]) -> int:
    instants = [at for at, _ in handed_in]
    return max(sum(first <= at < first + MINUTE for at in instants) for first in instants)


def test_no_minute_has_more_letters_than_allowed_and_all_leave_in_their_order(
    desk: Desk, handed_in: list[tuple[datetime, str]]
) -> None:
    write(desk, 20)

    let_time_pass(desk, timedelta(minutes=5))

    assert most_in_a_minute(handed_in) <= 6
    assert [to for _, to in handed_in] == [f"{number:02}@example.org" for number in range(20)]
    assert {letter.state for letter in desk.rows(Letter)} == {SENT}
    assert {(work.state, work.attempts) for work in desk.rows(Work)} == {(DONE, 1)}


def test_a_waiting_letter_is_looked_at_once_when_its_slot_comes(
    desk: Desk, handed_in: list[tuple[datetime, str]]
) -> None:
    write(desk, 20)
    desk.work()
    before = len(handed_in)

    assert desk.work() == 0
    with desk.database.read() as session:
        following = next_instant(session, after=desk.now)
    assert following is not None
    desk.now = following

    assert desk.work() == 1
    assert len(handed_in) == before + 1


def test_slots_missed_while_nothing_ran_are_not_made_up_for(
    desk: Desk, handed_in: list[tuple[datetime, str]]
) -> None:
    write(desk, 20)
    desk.work()

    desk.now += timedelta(hours=1)
    let_time_pass(desk, timedelta(minutes=5))

    assert most_in_a_minute(handed_in) <= 6
    assert len(handed_in) == 20


def test_slots_missed_by_a_little_still_keep_the_limit(
    desk: Desk, handed_in: list[tuple[datetime, str]]
) -> None:
    write(desk, 30)
    for _ in range(100):
        desk.work()
        desk.now += LATE

    assert most_in_a_minute(handed_in) <= 6
    assert len(handed_in) == 30


def test_one_letter_a_minute_is_possible_too(desk: Desk, handed_in: list[tuple[datetime, str]]) -> None:
    desk.settings = replace(desk.settings, mail_per_minute=1)
    write(desk, 3)

    let_time_pass(desk, timedelta(minutes=5))

    assert most_in_a_minute(handed_in) == 1
    assert len(handed_in) == 3
