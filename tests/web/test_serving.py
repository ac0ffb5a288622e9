"""Starting and stopping: what is said, and the one sentence for what cannot be."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from engine.correspondence.pause import pause_mail
from engine.errors import AmendsError
from engine.now import now
from engine.people.first_administrator import setup_is_open
from web.serving import believed, greeting, listening, with_port

AMENDS = [sys.executable, "-c", "from web.cli import main; main()", "serve"]
ROOT = Path(__file__).parent.parent.parent


def start(var: Path, **settings: str) -> subprocess.Popen[str]:
    here = {key: value for key, value in os.environ.items() if not key.startswith("AMENDS_")}
    given = {f"AMENDS_{key}": value for key, value in settings.items()}
    return subprocess.Popen(  # noqa: S603 - our own command
        AMENDS,
        cwd=ROOT,
        env={**here, "AMENDS_VAR": str(var), "AMENDS_PORT": "0", "PYTHONUNBUFFERED": "1", **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines_until(process: subprocess.Popen[str], words: str) -> Iterator[str]:
    for line in process.stdout:
        yield line
        if words in line:
            return


def test_the_program_serves_says_so_and_stops_when_asked(tmp_path):
    with start(tmp_path / "var", DEMO="1") as process:
        said = "".join(lines_until(process, "Stop with"))
        assert "serves on" in said, said + process.stderr.read()
        url = re.search(r"serves on (\S+)", said).group(1)
        with urlopen(f"{url}/sign-in") as answer:  # noqa: S310 - our own address
            page = answer.read().decode()
        process.send_signal(signal.SIGTERM)
        rest, complaints = process.communicate()

    assert "complaint_handling: version 1 is live" in said
    assert "Sign in as ana     Ana Ferreira, front line" in said
    assert f"Mail goes to files in {tmp_path}/var/mail" in said
    assert "Who may sign in here" in page
    assert "Stopping" in rest
    assert complaints == ""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DEMO": "1", "HOST": "0.0.0.0"}, "only listens on this machine"),  # noqa: S104 - refused
        ({"PROT": "80"}, "AMENDS_PROT is not known"),
        ({"HOST": "203.0.113.9"}, "is not an address of this machine"),
        ({"VAR": "/dev/null/var"}, "/dev/null/var"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path, settings, sentence):
    with start(tmp_path / "var", **settings) as process:
        said, complaints = process.communicate()

    assert sentence in complaints
    assert process.returncode == 2
    assert len(complaints.strip().splitlines()) == 1
    assert "Traceback" not in said + complaints


def test_a_taken_port_is_said_before_anything_is_changed(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with start(tmp_path / "var", PORT=str(port)) as process:
            _said, complaints = process.communicate()

    assert process.returncode == 2
    assert f"port {port} of 127.0.0.1 is taken" in complaints
    assert not (tmp_path / "var" / "amends.db").exists()


def test_any_free_port_is_told_in_the_address(settings):
    anywhere = replace(settings, port=0, base_url="http://127.0.0.1:0")

    with listening(anywhere) as door:
        found = with_port(anywhere, door)

    assert found.port > 0
    assert found.base_url == f"http://127.0.0.1:{found.port}"


def test_an_address_that_was_given_stays_whatever_port_was_found(settings):
    behind_a_proxy = replace(settings, port=0, base_url="https://complaints.example.org")

    with listening(behind_a_proxy) as door:
        assert with_port(behind_a_proxy, door).base_url == "https://complaints.example.org"


def test_a_refused_port_names_the_way_out(settings):
    with (
        listening(replace(settings, port=0)) as door,
        pytest.raises(AmendsError, match="AMENDS_PORT"),
        listening(replace(settings, port=door.getsockname()[1])),
    ):
        pytest.fail("the port was given twice")


def test_forwarded_addresses_are_believed_of_the_named_proxy_only(settings):
    from_proxy = believed(replace(settings, trusted_proxy="10.0.0.2"))

    assert from_proxy["trusted_proxy"] == "10.0.0.2"
    # a host that a visitor claims would be passed on by a proxy that only sets the two
    assert from_proxy["trusted_proxy_headers"] == {"x-forwarded-for", "x-forwarded-proto"}
    assert believed(settings) == {"clear_untrusted_proxy_headers": True}


def test_the_first_start_offers_the_address_of_the_first_administrator(settings, database):
    said = "\n".join(greeting(settings, database))

    token = re.search(r"/setup/(\S+)", said).group(1)
    with database.read() as session:
        assert setup_is_open(session, token)


def test_later_starts_offer_none(settings, database, person):
    person("ana")

    said = "\n".join(greeting(settings, database))

    assert "/setup/" not in said
    assert "/sign-in" in said


def test_the_mail_server_is_named_without_its_password(settings, database):
    url = "smtp://amends:secret@mail.example:587"

    said = "\n".join(greeting(replace(settings, smtp_url=url), database))

    assert "Mail goes to mail.example:587" in said
    assert "secret" not in said


def test_a_pause_of_mail_is_said_at_the_start(settings, database):
    with database.write() as session:
        pause_mail(session, "We look first.", now())

    said = "\n".join(greeting(settings, database))

    assert "None leaves until `amends mail release`: We look first." in said


def test_the_visitor_behind_the_trusted_proxy_is_known_by_its_own_address(tmp_path):
    with start(tmp_path / "var", DEMO="1", TRUSTED_PROXY="127.0.0.1") as process:
        url = re.search(r"serves on (\S+)", "".join(lines_until(process, "Stop with"))).group(1)
        with urlopen(f"{url}/metrics") as answer:  # noqa: S310 - our own address
            figures = answer.read().decode()
        forwarded = Request(f"{url}/metrics", headers={"X-Forwarded-For": "203.0.113.9"})  # noqa: S310
        with pytest.raises(HTTPError) as refused:
            urlopen(forwarded)  # noqa: S310
        process.send_signal(signal.SIGTERM)
        process.communicate()

    assert "amends_work_due 0" in figures
    assert refused.value.code == 403
    refused.value.close()
