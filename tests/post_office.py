"""A real mail server for tests: keeps what it takes, and answers as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session


class PostOffice:
    """A mail server of this test: keeps what it takes, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_data = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, _server: object, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer_to_data.startswith("250"):
            self.taken.append(envelope)
        return self.answer_to_data


def authenticate(
    _server: object, _session: Session, _envelope: Envelope, _mechanism: str, proof: object
) -> AuthResult:
    good = isinstance(proof, LoginPassword) and (proof.login, proof.password) == (b"us", b"p@ss")
    return AuthResult(success=good, handled=False)


@contextmanager
def serving(port: int) -> Iterator[PostOffice]:
    """A post office that listens on this port of the machine, with and without signing in."""
    office = PostOffice()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
        ready_timeout=120,
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
