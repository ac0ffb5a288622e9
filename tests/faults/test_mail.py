"""Mail to a server that defers, refuses, hangs up after the data and dies: all arrives, no letter twice."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import update

from engine.commands.due import carrier, run_due
from engine.correspondence.models import FAILED, SENT, Letter
from engine.now import now
from engine.settings import Settings
from engine.work.models import PENDING, READY, Work
from tests.faults.amounts import times
from tests.faults.checking import check_work
from tests.faults.world import PATIENCE, World

MAILS = 2000
REFUSED = 10  # one address in so many does not exist


class MoodyServer:
    """Takes some mail at once, defers some, and hangs up on some after it took them; it keeps a log."""

    def __init__(self) -> None:
        self.chance = random.Random(7)  # noqa: S311 - repeatable, not secret
        self.taken: Counter[str] = Counter()
        self.dropped = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Refuse for good whoever does not exist, put some off."""
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if self.chance.random() < 0.1:
            return "451 come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write the mail into the log; then sometimes hang up without an answer."""
        assert isinstance(envelope.content, bytes)
        self.taken[message_from_bytes(envelope.content)["Message-ID"]] += 1
        if self.chance.random() < 0.1:
            self.dropped += 1
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"


def test_every_letter_arrives_and_doubles_carry_the_same_message_id(embedded: World, kept_port: int) -> None:
    mails = times(MAILS, usual=30)
    server, settings = MoodyServer(), _settings(embedded, kept_port)
    for number in range(mails):
        name = "nobody" if number % REFUSED == 0 else "kim"
        embedded.desk.open(email=f"{name}.{number}@example.org", parts=[])

    # Nobody answers at first; then the server lives and dies in turns until all is done.
    _try_everything(embedded, settings)
    assert server.taken == Counter()
    for _turn in range(20):
        living = Controller(server, hostname="127.0.0.1", port=kept_port, ready_timeout=PATIENCE)
        living.start()
        _try_everything(embedded, settings, limit=max(10, mails // 4))
        living.stop()
        if not [row for row in embedded.desk.rows(Work) if row.state in ("ready", "running")]:
            break

    letters = {letter.message_id: letter for letter in embedded.desk.rows(Letter)}
    check_work(embedded)
    assert len(letters) == mails
    for message_id, letter in letters.items():
        refused = letter.recipient.startswith("nobody")
        assert letter.state == (FAILED if refused else SENT), letter.error
        assert (server.taken[message_id] > 0) is not refused
    assert set(server.taken) <= set(letters)
    assert server.taken.total() - len(server.taken) <= server.dropped


def _try_everything(world: World, settings: Settings, limit: int = 1_000_000) -> None:
    """Everything that waits is due now, whatever its pause; this many are done while the server lives."""
    with world.desk.database.write() as session:
        soon = update(Work).where(Work.state == READY).values(visible_at=now(), max_attempts=50)
        session.execute(soon.execution_options(synchronize_session=False))
        later = [row.id for row in session.query(Work).where(Work.state.in_(PENDING)).offset(limit)]
        put_off = update(Work).where(Work.id.in_(later)).values(visible_at=world.desk.now.replace(year=2100))
        session.execute(put_off.execution_options(synchronize_session=False))
    # At one instant: what fails is not due again before the next turn, however long this one takes.
    run_due(carrier(world.desk.database, settings, now()))


def _settings(world: World, port: int) -> Settings:
    given = world.desk.settings
    url = f"smtp://127.0.0.1:{port}?from=amends@example.org"
    return replace(given, smtp_url=url)
