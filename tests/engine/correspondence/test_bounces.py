"""A mail server's later report finds its letter and says why; other mail is refused."""

from __future__ import annotations

import pytest

from engine.correspondence.bounces import LARGEST, NoReport, read_bounce

REPORT = """From: MAILER-DAEMON@relay.example
To: service@desk.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; zoe@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
  user here

--b
{returned}
--b--
"""
HEADERS = "Content-Type: text/rfc822-headers\n\nMessage-ID: <1@desk.example>\nSubject: Hello"
WHOLE = "Content-Type: message/rfc822\n\nMessage-ID:\n <1@desk.example>\nSubject: Hello\n\nDear Zoe"


def report(action: str = "failed", returned: str = HEADERS) -> bytes:
    return REPORT.format(action=action, returned=returned).replace("\n", "\r\n").encode()


@pytest.mark.parametrize("returned", [HEADERS, WHOLE])
def test_a_report_names_the_letter_and_the_reason(returned: str) -> None:
    bounce = read_bounce(report(returned=returned))

    assert bounce.message_id == "<1@desk.example>"
    assert bounce.final
    assert bounce.reason == "5.1.1 550 5.1.1 no such user here"


def test_a_server_that_goes_on_trying_is_not_final() -> None:
    assert not read_bounce(report("delayed")).final


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"Subject: I am away\r\n\r\nBack on Monday.",
        report(returned="Content-Type: text/plain\n\nnothing"),
        report().replace(b"Action:", b"Other:"),
        report().replace(b"message/delivery-status", b"text/plain"),
        b"\xff\xfe\x00" * 100,
        b"x" * (LARGEST + 1),
    ],
)
def test_any_other_mail_is_refused(mail: bytes) -> None:
    with pytest.raises(NoReport):
        read_bounce(mail)
