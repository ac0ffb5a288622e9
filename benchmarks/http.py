"""Submitting a task's form over HTTP: one serving process, a real socket, one client."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.ground import Ground
from benchmarks.measuring import percentile
from benchmarks.office import FORM, PASSWORD, Office, package_of
from benchmarks.processes import six
from benchmarks.records import case_file
from benchmarks.row import Row
from engine.now import now
from engine.scheduler.carrier_store import install

MEDIAN, MOST = 0.008, 0.015
WARM = 40  # submissions until every connection has prepared its statements
ROOT = Path(__file__).resolve().parent.parent


def run(ground: Ground) -> list[Row]:
    """Median and p95 per store, and the processor time of the server for each submission."""
    told, met = [], True
    for name, url in ground.stores():
        # Today's cases: the clocks of older ones would be overdue, and the server at work on them meanwhile.
        office = Office(ground.fresh, url, now())
        if not office.database.is_sqlite:
            install(office.database)
        office.deploy(package_of(six(form=FORM)))
        document = case_file(1)
        tasks = [
            office.task(office.open("six", document), "register") for _ in range(ground.size.cases + WARM)
        ]
        office.close()
        with serving(office) as (port, process):
            browser = Browser(port)
            browser.sign_in("ana", PASSWORD)
            cold = [browser.submit(task) for task in tasks[:WARM]]
            before = _processor(process)
            taken = [browser.submit(task) for task in tasks[WARM:]]
            browser.close()
            own = (_processor(process) - before) / len(taken)
        half, most = percentile(taken, 0.5), percentile(taken, 0.95)
        met = met and half <= MEDIAN and most <= MOST
        told.append(
            f"{name}: {half * 1e3:.1f} ms and {most * 1e3:.1f} ms; per page and submission "
            f"{own * 1e3:.1f} ms of the server's processor time (median of the first {WARM} after a start: "
            f"{percentile(cold, 0.5) * 1e3:.1f} ms)"
        )
    return [
        Row(
            measure="HTTP task submission (POST of the form, 303 back), one process: median and p95",
            target="at most 8 ms and 15 ms",
            reached="; ".join(told),
            met=met,
            where="Session, forgery check, form, command, a durable commit; the form's page is not timed. "
            "A process just started is slower, until its connections have prepared their statements.",
        )
    ]


class Browser:
    """One signed-in person with a kept connection."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self._port = port
        self._connection = HTTPConnection("127.0.0.1", port)
        self._cookie = ""

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()

    def sign_in(self, login: str, password: str) -> None:
        """Begin a session."""
        token = self._token(self._get("/sign-in"))
        status, _ = self._post("/sign-in", {"login": login, "password": password, "csrf_token": token})
        if status != 303:
            raise ValueError(f"sign-in answered {status}")

    def submit(self, task: str) -> float:
        """Open the task's page, send its form; gives the seconds of the sending."""
        page = self._get(f"/tasks/{task}")
        hidden = dict(re.findall(r'name="(_key|_version|csrf_token)"[^>]*value="([^"]*)"', page))
        begin = time.perf_counter()
        status, text = self._post(f"/tasks/{task}", {**hidden, "touched": "7", "remark": "as agreed"})
        took = time.perf_counter() - begin
        if status != 303:
            raise ValueError(f"the submission was answered with {status}: {text[:300]}")
        return took

    def _get(self, path: str) -> str:
        self._connection.request("GET", path, headers={"Cookie": self._cookie})
        return self._answer()[1]

    def _post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        headers = {
            "Cookie": self._cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self._port}/",
        }
        self._connection.request("POST", path, urlencode(fields), headers)
        return self._answer()

    def _answer(self) -> tuple[int, str]:
        answer = self._connection.getresponse()
        for given in answer.headers.get_all("Set-Cookie") or []:
            self._cookie = given.partition(";")[0]
        return answer.status, answer.read().decode()

    def _token(self, page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page)
        return found.group(1) if found else ""


@contextmanager
def serving(office: Office) -> Iterator[tuple[int, int]]:
    """`amends serve` on this office's store; gives port and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
    settings = {
        "AMENDS_VAR": str(office.settings.var),
        "AMENDS_DATABASE_URL": office.settings.database_url,
        "AMENDS_PORT": str(port),
        "AMENDS_SECRET_KEY": "k" * 32,
    }
    code = "import sys; sys.argv = ['amends', 'serve']; from benchmarks.http import served; served()"
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", code], env=kept | settings, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def served() -> None:
    """What the serving process runs: the application and its server, on a store that is there already."""
    from benchmarks.office import load_models
    from engine.cli.opening import settings_here
    from engine.database import Database
    from web.app import create_app
    from web.security import limiter
    from web.serving import listening, run, with_port

    load_models()
    settings = settings_here()
    with listening(settings) as door:
        settings = with_port(settings, door)
        database = Database(settings.database_url)
        app = create_app(settings, database)
        limiter.enabled = False  # one client sends more here than a person would
        run(app, database, settings, door)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def _processor(process: int) -> float:
    """Seconds of processor time a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
