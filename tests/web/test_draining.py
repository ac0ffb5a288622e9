"""Stopping: who has begun to ask is answered, who comes later finds the door closed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.web.site import PATIENCE, ROOT

PROGRAM = """
import sys, time, waitress
from web.draining import serve_until_stopped
def application(environ, answer):
    said = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        print("begun", flush=True)
        sys.stdin.readline()
    answer("200 OK", [("Content-Length", str(len(said)))])
    return [said]
server = waitress.create_server(application, listen="127.0.0.1:0", threads=2)
print(server.effective_port, flush=True)
serve_until_stopped(server)
server.close()
print("over", flush=True)
"""


class Program:
    """A small server that is stopped while it works."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = int(self.hear())
        with self.connect() as first:  # whoever answers has its ears open for signals
            first.sendall(post("/", "hello"))
            read_until(first, "hello")

    def hear(self) -> str:
        return self.process.stdout.readline().strip()

    def say(self) -> None:
        self.process.stdin.write("go on\n")
        self.process.stdin.flush()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def stop(self) -> None:
        """Ask it to stop, and wait until nobody is let in any more."""
        os.kill(self.process.pid, signal.SIGTERM)
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            try:
                self.connect().close()
            except (ConnectionRefusedError, ConnectionResetError):
                return  # reset: the door was closed on whoever had just knocked
        pytest.fail("the door stays open")


@pytest.fixture
def program() -> Iterator[Program]:
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", PROGRAM],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(process.kill)
        yield Program(process)


def post(path: str, words: str, of: int | None = None) -> bytes:
    """A request, or the beginning of one whose body has `of` characters."""
    length = len(words) if of is None else of
    return f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Length: {length}\r\n\r\n{words}".encode()


def read(connection: socket.socket) -> str:
    """All that comes until the other side hangs up."""
    return b"".join(iter(lambda: connection.recv(4096), b"")).decode()


def read_until(connection: socket.socket, words: str) -> None:
    """An answer that ends with these words, in however many pieces it comes."""
    said = b""
    while not said.endswith(words.encode()):
        piece = connection.recv(4096)
        assert piece, said
        said += piece


def test_what_has_begun_is_answered_also_on_a_connection_that_is_kept(program: Program) -> None:
    with program.connect() as slow, program.connect() as kept:
        kept.sendall(post("/", "first"))
        read_until(kept, "first")
        slow.sendall(post("/slow", "slowly"))
        assert program.hear() == "begun"
        kept.sendall(post("/", "sec", of=6))

        program.stop()
        kept.sendall(b"ond")
        answers = [read(kept)]
        program.say()
        answers.append(read(slow))

    assert [answer[-6:] for answer in answers] == ["second", "slowly"]
    assert all("Connection: close" in answer for answer in answers)
    assert program.hear() == "over"
    assert program.process.wait(PATIENCE) == 0


def test_a_connection_on_which_nobody_speaks_does_not_hold_up_the_end(program: Program) -> None:
    with program.connect() as idle:
        idle.sendall(post("/", "first"))
        read_until(idle, "first")

        program.stop()

        assert program.hear() == "over"
        assert read(idle) == ""


def test_a_second_signal_waits_for_nobody(program: Program) -> None:
    with program.connect() as stalled:
        stalled.sendall(post("/", "be", of=20))

        program.stop()
        os.kill(program.process.pid, signal.SIGTERM)

        assert program.process.wait(PATIENCE) == 0
