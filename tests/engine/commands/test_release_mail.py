"""Only an administrator lets mail leave again."""

from __future__ import annotations

import pytest

from engine.commands.release_mail import release_mail
from engine.correspondence.pause import mail_pause, pause_mail
from engine.people.errors import NotAdministrator
from engine.step import SYSTEM
from tests.engine.commands.desk import Desk


def test_only_an_administrator_lets_mail_leave_again(desk: Desk) -> None:
    with desk.database.write() as session:
        pause_mail(session, "A reason.", desk.now)

    with pytest.raises(NotAdministrator):
        desk.do("sue", release_mail)
    waiting = desk.do(SYSTEM, release_mail)

    assert waiting == 0
    with desk.database.read() as session:
        assert mail_pause(session) is None
