"""amends mail: whether letters leave, and letting them."""

from __future__ import annotations

from typing import BinaryIO

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.commands.record_bounce import record_bounce
from engine.correspondence import pause as pausing
from engine.correspondence.bounces import LARGEST, read_bounce
from engine.step import SYSTEM, Step
from engine.work.travel import present


@click.group()
def mail() -> None:
    """Pause outgoing mail, release it, say how it stands."""


@mail.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(*, as_json: bool) -> None:
    """Say whether mail leaves and how many letters wait."""
    with store_here() as (_, database), database.read() as session:
        found, waiting = pausing.mail_pause(session), pausing.waiting_letters(session)
    if as_json:
        since, reason = (found.since, found.reason) if found else (None, None)
        say_json({"paused": found is not None, "since": since, "reason": reason, "waiting": waiting})
        return
    if found is None:
        click.echo("Mail leaves.")
    else:
        click.echo(f"Mail is paused since {found.since:%Y-%m-%d %H:%M} UTC. {found.reason}")
    click.echo(f"{waiting} {'letter waits' if waiting == 1 else 'letters wait'}.")


@mail.command()
@click.option("--reason", required=True, help="Why, for those who wonder.")
def pause(reason: str) -> None:
    """Let no letter leave; they are written and wait."""
    with store_here() as (settings, database), database.write() as session:
        pausing.pause_mail(session, reason, present(session, settings))
    click.echo("Mail is paused. `amends mail release` lets it leave again.")


@mail.command()
def release() -> None:
    """Let letters leave, those that waited first."""
    with store_here() as (settings, database), database.write() as session:
        waiting = pausing.release_mail(session, present(session, settings))
    click.echo(f"Mail leaves again; {waiting} {'letter waits' if waiting == 1 else 'letters wait'}.")


@mail.command()
@click.argument("report", type=click.File("rb"), default="-")
def bounced(report: BinaryIO) -> None:
    """Record a mail server's report that a letter did not arrive; read from a file or from standard input."""
    bounce = read_bounce(report.read(LARGEST + 1))
    with store_here() as (settings, database), database.write() as session:
        now = present(session, settings)
        step = Step(session=session, actor=SYSTEM, now=now, settings=settings)
        news = record_bounce(step, bounce)
    click.echo(
        "The letter came back; its case has a task or an incident." if news else "Nothing had to be done."
    )
