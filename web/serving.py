"""amends serve: pages and background work in one process, saying what it does while it starts."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import click
import waitress
from flask import Flask

from engine.cli.opening import open_store, settings_here
from engine.cli.presence import on_duty
from engine.commands.due import carrier
from engine.correspondence.delivery import MailServer, mail_folder
from engine.correspondence.pause import mail_pause
from engine.database import Database
from engine.errors import AmendsError
from engine.library.source import shipped_root
from engine.people.demo import read_demo_people
from engine.people.first_administrator import offer_setup
from engine.scheduler.beat import Beat
from engine.scheduler.courier import Courier
from engine.scheduler.long_life import settle_in
from engine.settings import Settings
from web.app import create_app
from web.assets import build
from web.draining import serve_until_stopped
from web.security import LARGEST_BODY

THREADS = 8
MOST_NAMED = 16  # of the demo's people at the start; the sign-in page names all
BUFFERED = 3 * LARGEST_BODY  # bytes; what is larger than we take but not absurd still gets our page
REASONS = {
    errno.EADDRINUSE: "is taken. Stop the program that uses it, or choose another with AMENDS_PORT",
    errno.EACCES: "may not be used by this account. Choose one above 1023 with AMENDS_PORT",
    errno.EADDRNOTAVAIL: "is not an address of this machine. Set AMENDS_HOST",
}


class CannotServe(AmendsError):
    """Amends cannot start."""


@click.command()
def serve() -> None:
    """Serve the pages and do the background work, on this machine and in one process.

    Creates and upgrades the store and deploys the shipped processes. Settings come from AMENDS_* names.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = settings_here()
    try:
        with listening(settings) as door:
            settings = with_port(settings, door)
            click.echo(f"Starting; everything is kept under {settings.var}.")
            build(click.echo)
            database = open_store(settings, click.echo)
            try:
                with on_duty(database):
                    run(create_app(settings, database), database, settings, door)
            finally:
                database.dispose()
    except OSError as error:  # no room, no right to write: said in one sentence, wherever it happened
        raise CannotServe(f"{error.filename or settings.var}: {error.strerror}") from error


def run(app: Flask, database: Database, settings: Settings, door: socket.socket) -> None:
    """Serve until somebody stops the program; work that is being done then is finished first."""
    hands = carrier(database, settings)
    courier = None if database.is_sqlite else Courier(hands)
    if courier is not None:
        database.before_commit.append(courier.post)
    beat = Beat(hands, courier=courier)
    server = waitress.create_server(
        app,
        sockets=[door],
        threads=THREADS,
        ident="Amends",
        url_scheme=settings.base_url.partition(":")[0],
        max_request_body_size=BUFFERED,
        **believed(settings),
    )
    settle_in()
    beat.start()
    try:
        for line in greeting(settings, database):
            click.echo(line)
        serve_until_stopped(server)
    finally:
        click.echo("Stopping; work that has begun is finished first.")
        beat.stop()
        server.close()


def believed(settings: Settings) -> dict[str, Any]:
    """What the server takes from the proxy in front of it: who asks and how; all else is dropped.

    Not X-Forwarded-Host: a proxy that does not know the header passes on what a visitor wrote there.
    """
    if settings.trusted_proxy is None:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """The open door: taken before anything is changed, so that a second start changes nothing."""
    host, port = settings.host.strip("[]"), settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen()
        except OSError as error:
            reason = REASONS.get(error.errno or 0, error.strerror)
            raise CannotServe(f"port {port} of {host} {reason}") from error
        yield door


def with_port(settings: Settings, door: socket.socket) -> Settings:
    """The settings with the port that was found where 0 asked for any free one; a given address stays."""
    if settings.port:
        return settings
    port, address = door.getsockname()[1], settings.base_url
    if address.endswith(":0"):
        address = f"{address.removesuffix(':0')}:{port}"
    return replace(settings, port=port, base_url=address)


def greeting(settings: Settings, database: Database) -> Iterator[str]:
    """What whoever started the program needs to know: the address, who may sign in, where mail goes."""
    yield ""
    yield f"Amends serves on {settings.base_url}"
    if settings.demo:
        demo = read_demo_people(shipped_root())
        for one in demo.people[:MOST_NAMED]:
            what = ", ".join(one.get("groups") or one.get("roles", ())).replace("_", " ")
            yield f"  Sign in as {one['login']:<7} {one['name']}, {what}"
        if len(demo.people) > MOST_NAMED:
            more = len(demo.people) - MOST_NAMED
            yield f"  and {more} more, who are named on {settings.base_url}/sign-in"
        yield f"  Everybody's password: {demo.password}"
    else:
        with database.write() as session:
            token = offer_setup(session)
        if token:
            yield "  Nobody has an account yet. Make the first administrator at"
            yield f"  {settings.base_url}/setup/{token}"
        else:
            yield f"  Sign in at {settings.base_url}/sign-in"
    if settings.smtp_url:
        server = MailServer.from_url(settings.smtp_url)
        yield f"  Mail goes to {server.host}:{server.port}"
    else:
        yield f"  Mail goes to files in {mail_folder(settings)}"
    with database.read() as session:
        pause = mail_pause(session)
    if pause is not None:
        yield f"  None leaves until `amends mail release`: {pause.reason}"
    if settings.time_travel:
        yield "  Time travel is allowed here."
    yield "  Stop with Ctrl-C."
