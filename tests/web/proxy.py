"""A real nginx with the configuration of deploy/, in front of processes of this machine."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.web.site import PATIENCE, ROOT

DEPLOY = ROOT / "deploy" / "nginx"
# What the image of nginx says around the file that compose.yaml gives it, with folders of this test.
AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ }}
http {{
    access_log {folder}/access.log;
    keepalive_timeout 65;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/amends/{kind}.conf;
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where everybody listens on this machine."""

    plain: int
    tls: int
    webs: tuple[int, int]


def free_ports() -> Ports:
    """Four ports on which nobody listens just now."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
    plain, tls, *webs = (int(door.getsockname()[1]) for door in doors)
    for door in doors:
        door.close()
    return Ports(plain, tls, (webs[0], webs[1]))


@contextmanager
def nginx(folder: Path, ports: Ports, kind: str = "plain") -> Iterator[None]:
    """An nginx with `plain.conf` or `tls.conf` before two web processes. Skips where there is no nginx."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("nginx is not installed here")
    (folder / "amends").mkdir(parents=True)
    for file in DEPLOY.glob("*.conf"):
        (folder / "amends" / file.name).write_text(adapted(file.read_text(), folder, ports))
    if kind == "tls":
        _certificate(folder)
    main, log = folder / "nginx.conf", folder / "error.log"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(AROUND.format(folder=folder, user=user, kind=kind))
    with subprocess.Popen([program, "-c", main, "-e", log]) as process:  # noqa: S603
        try:
            _until_it_listens(ports.tls if kind == "tls" else ports.plain, process, log)
            yield
        finally:
            process.terminate()


def adapted(text: str, folder: Path, ports: Ports) -> str:
    """A file of deploy/ with what compose.yaml maps replaced: names, ports and folders."""
    for number, port in enumerate(ports.webs, start=1):
        text = text.replace(f"web{number}:8000", f"127.0.0.1:{port}")
    text = re.sub(r"\blisten 80\b", f"listen 127.0.0.1:{ports.plain}", text)
    text = re.sub(r"\blisten 443\b", f"listen 127.0.0.1:{ports.tls}", text)
    return text.replace("/etc/nginx", str(folder))


def _certificate(folder: Path) -> None:
    """A certificate of its own making; skips where the tool is missing."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed here")
    (folder / "tls").mkdir()
    wanted = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    files = ["-keyout", folder / "tls" / "privkey.pem", "-out", folder / "tls" / "fullchain.pem"]
    named = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([openssl, *wanted.split(), *named, *files], check=True, capture_output=True)  # noqa: S603


def _until_it_listens(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > limit:
                pytest.fail("nginx does not listen: " + (log.read_text() if log.exists() else ""))
            threading.Event().wait(0.05)
        else:
            return
