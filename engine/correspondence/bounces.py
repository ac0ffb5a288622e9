"""What a mail server reports later: that a letter it had taken did not arrive (RFC 3464)."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from engine.errors import AmendsError

LARGEST = 2 * 1024 * 1024  # bytes of a report; the letter it gives back may be in it


class NoReport(AmendsError):
    """This is no report of a mail server about a letter of ours."""


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """One letter, by its Message-ID, and why it did not arrive."""

    message_id: str
    final: bool  # False where the server goes on trying
    reason: str


def read_bounce(report: bytes) -> Bounce:
    """Read a delivery status notification: its `message/delivery-status` part and the letter it gives back.

    Raises NoReport for any other mail, such as an absence note.
    """
    if len(report) > LARGEST:
        raise NoReport(f"more than {LARGEST // 1024 // 1024} MB")
    mail = message_from_bytes(report, policy=compat32)
    parts = list(mail.walk())
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    blocks = status.get_payload() if status is not None else None
    if not isinstance(blocks, list):
        raise NoReport("it has no delivery status")
    told = [block for block in blocks if isinstance(block, Message) and block.get("Action")]
    message_id = next((found for part in parts if (found := _given_back(part))), None)
    if not told or message_id is None:
        raise NoReport("it names no letter")
    failed = [block for block in told if _word(block, "Action").lower() == "failed"]
    return Bounce(message_id=message_id, final=bool(failed), reason=_reason((failed or told)[0]))


def _given_back(part: Message) -> str | None:
    """The Message-ID of the letter, or of its headers, that a report has as its last part (RFC 6522)."""
    kind, inside = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list) and isinstance(inside[0], Message):
        return _word(inside[0], "Message-ID") or None
    if kind == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return _word(message_from_bytes(content, policy=compat32), "Message-ID") or None
    return None


def _reason(block: Message) -> str:
    """Status code and what the other server said, such as `5.1.1 550 no such user`."""
    said = _word(block, "Diagnostic-Code").partition(";")[2].strip()
    return f"{_word(block, 'Status')} {said}".strip() or "no reason given"


def _word(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())
