"""The topology of compose.yaml with a real nginx and the configuration of deploy/."""

from __future__ import annotations

import json
import signal
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from engine.cases.models import Case
from tests.engine.commands.package import PackageBuilder, text
from tests.web.proxy import Ports, free_ports, nginx
from tests.web.site import Site, Started, new_site
from web.security import LARGEST_BODY

NGINX_TRIES_AGAIN = 1.0  # seconds: fail_timeout in deploy/nginx/upstream.conf


@dataclass
class Fronted:
    """A site whose web processes are reached through nginx."""

    site: Site
    ports: Ports
    kind: str
    folder: Path
    webs: list[Started]

    def ask(self, path: str, said: bytes | None = None, source: str = "127.0.0.1", **headers: str) -> Answer:
        """One request through nginx, from one of the addresses of this machine."""
        common = {"timeout": 120, "source_address": (source, 0)}
        connection = HTTPConnection("127.0.0.1", self.ports.plain, **common)
        if self.kind == "tls":
            trusting = ssl.create_default_context(cafile=self.folder / "tls" / "fullchain.pem")
            connection = HTTPSConnection("127.0.0.1", self.ports.tls, context=trusting, **common)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET" if said is None else "POST", path, said, given)
            response = connection.getresponse()
            return Answer(response, response.read().decode())
        finally:
            connection.close()

    def open(self, number: int) -> Answer:
        """Open a case by the API."""
        content = {"process": "demo", "variables": {"name": f"N{number}"}}
        return self.ask(
            "/api/v1/cases",
            json.dumps(content).encode(),
            Authorization=f"Bearer {self.site.token}",
            Content_Type="application/json",
            Idempotency_Key=f"case-{number}",
        )

    def serve(self, number: int) -> Started:
        """Start one of the two web processes."""
        self.site.environ["AMENDS_PORT"] = str(self.ports.webs[number])
        self.webs.append(self.site.start("serve"))
        return self.webs[-1]


@dataclass(frozen=True)
class Answer:
    response: HTTPResponse
    text: str

    @property
    def status(self) -> int:
        return self.response.status


@contextmanager
def fronted(url: str, folder: Path, kind: str) -> Iterator[Fronted]:
    """nginx, two web processes and two workers."""
    ports = free_ports()
    scheme, port = ("https", ports.tls) if kind == "tls" else ("http", ports.plain)
    more = {"AMENDS_BASE_URL": f"{scheme}://127.0.0.1:{port}", "AMENDS_TRUSTED_PROXY": "127.0.0.1"}
    with nginx(folder / "nginx", ports, kind), new_site(url, folder / "var", _package(), **more) as site:
        here = Fronted(site, ports, kind, folder / "nginx", [])
        workers = [site.start("worker") for _ in range(2)]
        for web in [here.serve(number) for number in (0, 1)]:
            web.until("serves on")
        for worker in workers:
            worker.until("Amends works")
        yield here


@pytest.fixture
def plain(postgresql_url: str, tmp_path: Path) -> Iterator[Fronted]:
    with fronted(postgresql_url, tmp_path, "plain") as site:
        yield site


@pytest.fixture
def tls(postgresql_url: str, tmp_path: Path) -> Iterator[Fronted]:
    with fronted(postgresql_url, tmp_path, "tls") as site:
        yield site


def test_visitors_are_told_apart_by_nginx_and_sizes_are_refused_in_words(tls: Fronted) -> None:
    assert tls.ask("/health").text == "alive\n"
    assert tls.ask("/ready").status == 200
    assert tls.ask("/metrics").status == 404

    # the page of Amends, and beyond what it reads the sentence of nginx
    for size in (LARGEST_BODY + 1, 3 * LARGEST_BODY + 1):
        refused = tls.ask("/begin/complaint_handling/arrived", b"0" * size, Content_Type="text/plain")
        assert refused.status == 413
        assert "may have 20 MB" in refused.text
    # whatever one claims to be, tries are counted for the address that nginx sees
    one = [tls.ask("/setup/guessed", X_Forwarded_For=f"10.0.0.{number}").status for number in range(60)]
    other = tls.ask("/setup/guessed", source="127.0.0.3", X_Forwarded_For="127.0.0.1").status
    assert (one[0], one[-1], other) == (404, 429, 404)
    claimed = tls.ask("/track", X_Forwarded_Host="evil.example", X_Forwarded_Proto="http")
    assert "evil.example" not in claimed.text + str(claimed.response.headers)

    page = tls.ask("/sign-in")
    assert page.response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.response.headers["Set-Cookie"].startswith("__Host-amends=")
    assert "Secure" in page.response.headers["Set-Cookie"]
    sent = HTTPConnection("127.0.0.1", tls.ports.plain, timeout=60)
    sent.request("GET", "/track?a=b")
    moved = sent.getresponse()
    assert (moved.status, moved.headers["Location"]) == (308, "https://127.0.0.1/track?a=b")
    sent.close()


def test_a_web_process_is_stopped_and_started_and_the_other_killed_while_people_work(plain: Fronted) -> None:
    statuses: Counter[int] = Counter()
    upgraded = threading.Event()

    def work(first: int) -> None:
        for number in range(first, 100_000, 3):
            statuses[plain.open(number).status] += 1
            if upgraded.is_set():
                return

    with ThreadPoolExecutor(3) as people:
        asked = [people.submit(work, first) for first in range(3)]
        for number in (0, 1):  # as an upgrade does it: one after the other
            plain.webs[number].process.send_signal(signal.SIGTERM)
            plain.webs[number].process.wait()
            plain.serve(number).until("serves on")
            threading.Event().wait(2 * NGINX_TRIES_AGAIN)
        upgraded.set()
        for one in asked:
            one.result()

    assert set(statuses) == {201}
    assert plain.site.count(Case) == statuses[201] > 0

    assert "Strict-Transport-Security" not in plain.ask("/").response.headers
    plain.webs[2].process.kill()
    plain.webs[2].process.wait()
    assert {plain.ask("/").status for _ in range(20)} == {200}
    plain.webs[3].process.kill()
    plain.webs[3].process.wait()
    away = plain.ask("/")
    assert (away.status, away.response.headers["Retry-After"]) == (502, "5")
    assert "nothing is done twice" in away.text


def _package() -> object:
    return (
        PackageBuilder()
        .start()
        .user("answer", form="answer")
        .end()
        .flow("start", "answer", "end")
        .form("answer", text("words"))
        .build()
    )
