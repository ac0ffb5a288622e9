"""Serving until somebody stops the program, and stopping without losing a request that was sent."""

from __future__ import annotations

import select
import signal
import time
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

PATIENCE = 60.0  # seconds for a request that has begun, also one that is still being sent
QUIET = 1.0  # seconds without a word after which a kept connection is closed
TURN = 0.1  # seconds between two looks while stopping


class _Answer(WSGITask):  # type: ignore[misc] # the library is untyped
    """An answer which says, while the program stops, that the next request needs another connection."""

    def build_response_header(self) -> bytes:
        if self.channel.server.leaving:
            self.request.headers["CONNECTION"] = "close"
        header: bytes = super().build_response_header()
        return header


class _Channel(HTTPChannel):  # type: ignore[misc] # the library is untyped
    task_class = _Answer


def serve_until_stopped(server: Any) -> None:
    """Answer requests until SIGTERM or Ctrl-C; a second signal does not wait for anybody.

    First the door is closed, so that a proxy goes to another process. Whoever is inside is answered and told
    to come in elsewhere next time. waitress alone stops reading at once, and what a proxy sends on a kept
    connection until the end of the process is lost; a form is not sent again by itself.
    """
    server.channel_class = _Channel
    server.leaving = False

    def leave(_number: int, _frame: FrameType | None) -> None:
        if server.leaving:
            raise SystemExit(0)
        server.leaving = True
        server.pull_trigger()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    while not server.leaving:
        _turn(server, server.adj.asyncore_loop_timeout)
    _close_the_door(server)
    limit = time.monotonic() + PATIENCE
    while server.active_channels and time.monotonic() < limit:
        for channel in list(server.active_channels.values()):
            if _is_idle(channel):
                channel.will_close = True
        _turn(server, TURN)
    server.task_dispatcher.shutdown()


def _turn(server: Any, seconds: float) -> None:
    wasyncore.loop(timeout=seconds, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1)  # noqa: SLF001


def _close_the_door(server: Any) -> None:
    """Let in who has knocked, then nobody."""
    while select.select([server.socket], [], [], 0)[0]:
        server.handle_accept()
    server.accepting = False
    server.del_channel()
    server.socket.close()


def _is_idle(channel: Any) -> bool:
    busy = channel.requests or channel.request is not None or channel.total_outbufs_len
    return not busy and time.time() - channel.last_activity > QUIET
