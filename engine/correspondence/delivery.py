"""Handing a letter to a mail server, or to a folder where none is configured."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy.orm import Session

from engine.correspondence.errors import MailDelayed, MailRefused
from engine.correspondence.models import SENT, Letter
from engine.correspondence.outbox import letter_by_id, mail_domain
from engine.settings import Settings, SettingsError

TIMEOUT = 30.0  # seconds a mail server may take for one answer
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where to hand letters in, from `smtp[s]://user:password@host:port?from=service@example.org`."""

    host: str
    port: int
    encrypted: bool  # from the first byte; otherwise as soon as the server offers it
    user: str | None
    password: str = field(repr=False)
    sender: str | None

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Read the setting AMENDS_SMTP_URL; SettingsError when it is no such address."""
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1:
            raise SettingsError("AMENDS_SMTP_URL is not smtp://host:port or smtps://host:port")
        encrypted = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=port or (465 if encrypted else 587 if parts.username else 25),
            encrypted=encrypted,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password or ""),
            sender=parse_qs(parts.query).get("from", [None])[0],
        )


@dataclass(frozen=True, kw_only=True)
class OutgoingLetter:
    """Everything needed to send a letter once no transaction is open."""

    message: EmailMessage
    message_id: str


def outgoing(session: Session, letter_id: str, settings: Settings) -> OutgoingLetter | None:
    """The letter as mail, or None when it was sent already; LetterNotFound."""
    letter = letter_by_id(session, letter_id)
    if letter.state == SENT:
        return None
    return OutgoingLetter(message=_message(letter, settings), message_id=letter.message_id)


def send(letter: OutgoingLetter, settings: Settings) -> None:
    """Hand the letter over: at least once, a repeat carries the same Message-ID.

    Call it with no transaction open. Raises MailDelayed where another try makes sense, else MailRefused.
    """
    if settings.smtp_url is None:
        _put_into_folder(letter, mail_folder(settings))
    else:
        _hand_in(letter.message, MailServer.from_url(settings.smtp_url))


def mail_folder(settings: Settings) -> Path:
    """Where letters lie as .eml files when no mail server is configured."""
    return settings.var / "mail"


def _message(letter: Letter, settings: Settings) -> EmailMessage:
    server = MailServer.from_url(settings.smtp_url) if settings.smtp_url else None
    message = EmailMessage(policy=SMTP)
    message["From"] = (server.sender if server else None) or f"amends@{mail_domain(settings)}"
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # so that no absence note answers it, RFC 3834
    message["Content-Language"] = letter.language
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _put_into_folder(letter: OutgoingLetter, folder: Path) -> None:
    # Named by the message id: a repeat replaces the file instead of adding one.
    when = _file_time(letter.message)
    name = f"{when}-{hashlib.sha256(letter.message_id.encode()).hexdigest()[:12]}.eml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}"
        draft.write_bytes(letter.message.as_bytes())
        draft.replace(folder / name)
    except OSError as error:
        raise MailDelayed(f"{folder}: {error.strerror}") from error


def _file_time(message: EmailMessage) -> str:
    moment: datetime = message["Date"].datetime
    return f"{moment:%Y%m%dT%H%M%S}"


def _hand_in(message: EmailMessage, server: MailServer) -> None:
    try:
        with _connection(server) as connection:
            _sign_in(connection, server)
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _answered(code, answer) from error
    except smtplib.SMTPAuthenticationError as error:
        # The account is wrong, not the letter: it can go once an administrator has mended the setting.
        raise MailDelayed(f"{server.host} does not accept our account") from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused(f"{server.host}: {error}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayed(f"{server.host}:{server.port}: {error}") from error


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.encrypted:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)


def _sign_in(connection: smtplib.SMTP, server: MailServer) -> None:
    connection.ehlo_or_helo_if_needed()
    protected = server.encrypted
    if not protected and connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
        connection.ehlo()
        protected = True
    if server.user is None:
        return
    if not protected and server.host not in LOCAL:
        raise MailDelayed(f"{server.host} offers no encryption, so our password is not sent there")
    connection.login(server.user, server.password)


def _answered(code: int, answer: bytes | str) -> MailDelayed | MailRefused:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    kind = MailRefused if 500 <= code <= 599 else MailDelayed
    return kind(f"{code} {' '.join(words.split())}")
