"""Letters reach a real mail server, or a folder; what it answers decides what happens next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from engine.cases.models import Case
from engine.correspondence.delivery import MailServer, OutgoingLetter, mail_folder, outgoing, send
from engine.correspondence.errors import MailDelayed, MailRefused
from engine.correspondence.outbox import mark_sent, write_letter
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.settings import Settings, SettingsError
from engine.step import Step
from tests.post_office import PostOffice

Prepare = Callable[[Settings], OutgoingLetter]


@pytest.fixture
def prepare(step: Step, case: Case, package: Package, around: Surroundings) -> Prepare:
    context = {"name": "Zoë", "case": {"reference": case.reference, "secret_link": "https://desk.example/t"}}
    letter = write_letter(
        step, case, package, "welcome", context, "zoe@example.org", around=around, occasion="7"
    )

    def prepare(settings: Settings) -> OutgoingLetter:
        ready = outgoing(step.session, letter.id, settings)
        assert ready is not None
        return ready

    return prepare


def test_a_letter_arrives_in_text_and_html_and_a_repeat_is_recognisable(
    settings: Settings, post_office: tuple[PostOffice, int], prepare: Prepare
) -> None:
    office, port = post_office
    mailing = replace(settings, smtp_url=f"smtp://us:p%40ss@127.0.0.1:{port}?from=service@desk.example")

    for _ in range(2):
        send(prepare(mailing), mailing)

    first, second = (message_from_bytes(bytes(one.content or b""), policy=default) for one in office.taken)
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["From"], first["To"]) == ("service@desk.example", "zoe@example.org")
    assert first["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content() for part in first.iter_parts())
    assert text.splitlines() == ["Dear Zoë: https://desk.example/t"]
    assert '<a href="https://desk.example/t"' in html


@pytest.mark.parametrize(
    ("to_recipient", "to_data", "expected"),
    [
        ("451 busy", "250 OK", MailDelayed),
        ("250 OK", "452 full", MailDelayed),
        ("550 no such user", "250 OK", MailRefused),
        ("250 OK", "554 spam", MailRefused),
    ],
)
def test_the_servers_answer_says_whether_to_try_again(
    settings: Settings,
    post_office: tuple[PostOffice, int],
    prepare: Prepare,
    to_recipient: str,
    to_data: str,
    expected: type[Exception],
) -> None:
    office, port = post_office
    office.answer_to_recipient, office.answer_to_data = to_recipient, to_data
    mailing = replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")

    with pytest.raises(expected, match=to_data[:3] if to_recipient.startswith("250") else to_recipient[:3]):
        send(prepare(mailing), mailing)

    assert office.taken == []


def test_a_wrong_account_is_not_the_letters_fault(
    settings: Settings, post_office: tuple[PostOffice, int], prepare: Prepare
) -> None:
    _, port = post_office
    mailing = replace(settings, smtp_url=f"smtp://us:wrong@127.0.0.1:{port}")

    with pytest.raises(MailDelayed, match="does not accept our account"):
        send(prepare(mailing), mailing)


def test_a_server_that_is_down_delays_the_letter(
    settings: Settings, prepare: Prepare, kept_port: int
) -> None:
    mailing = replace(settings, smtp_url=f"smtp://127.0.0.1:{kept_port}")

    with pytest.raises(MailDelayed, match=f"127.0.0.1:{kept_port}"):
        send(prepare(mailing), mailing)


def test_without_a_server_letters_lie_in_a_folder_a_repeat_once(settings: Settings, prepare: Prepare) -> None:
    for _ in range(2):
        send(prepare(settings), settings)

    (file,) = mail_folder(settings).iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert file.name.startswith("20260302T090000-")
    assert file.suffix == ".eml"
    assert message["From"] == "amends@desk.example"


def test_a_folder_that_cannot_be_written_delays_the_letter(settings: Settings, prepare: Prepare) -> None:
    mail_folder(settings).write_text("in the way")

    with pytest.raises(MailDelayed):
        send(prepare(settings), settings)


def test_a_letter_that_was_sent_is_not_prepared_again(
    step: Step, settings: Settings, case: Case, package: Package, around: Surroundings
) -> None:
    context = {"name": "Zoë", "case": {"reference": "R"}}
    letter = write_letter(step, case, package, "welcome", context, "a@b", around=around, occasion="1")

    mark_sent(step.session, letter.id, step.now)

    assert outgoing(step.session, letter.id, settings) is None


@pytest.mark.parametrize(
    ("url", "host", "port", "encrypted"),
    [
        ("smtp://mail.example", "mail.example", 25, False),
        ("smtp://me:secret@mail.example", "mail.example", 587, False),
        ("smtps://mail.example", "mail.example", 465, True),
        ("smtp://mail.example:2525", "mail.example", 2525, False),
    ],
)
def test_the_address_of_a_server_is_read(url: str, host: str, port: int, encrypted: bool) -> None:
    server = MailServer.from_url(url)

    assert (server.host, server.port, server.encrypted) == (host, port, encrypted)


@pytest.mark.parametrize(
    "url", ["mail.example:25", "http://mail.example", "smtp://", "smtp://mail.example:port"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="AMENDS_SMTP_URL"):
        MailServer.from_url(url)


def test_a_password_is_not_shown_where_the_server_is() -> None:
    server = MailServer.from_url("smtp://me:secret@mail.example")

    assert server.password == "secret"
    assert "secret" not in repr(server)
