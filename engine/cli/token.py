"""amends token: rights of programs to act for a person through the API."""

from __future__ import annotations

from datetime import timedelta

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.people import tokens
from engine.people.accounts import person_by_login
from engine.people.queries import names_of
from engine.work.travel import present


@click.group()
def token() -> None:
    """Make, list and end API tokens."""


@token.command()
@click.argument("login")
@click.option("--name", required=True, help="What the program is called.")
@click.option(
    "--days", type=click.IntRange(min=1), help="After how many days it runs out; never if not given."
)
def new(login: str, *, name: str, days: int | None) -> None:
    """Make a token with which a program acts for LOGIN; it is shown this once."""
    with store_here() as (settings, database), database.write() as session:
        now = present(session, settings)
        expires_at = now + timedelta(days=days) if days else None
        _, text = tokens.create_token(
            session, person_by_login(session, login).id, name, now, expires_at=expires_at
        )
    click.echo(text)


@token.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(*, as_json: bool) -> None:
    """Say which tokens there are; their texts are kept nowhere."""
    with store_here() as (_, database), database.read() as session:
        found = tokens.tokens_of(session)
        names = names_of(session, {one.person for one in found})
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "person": names.get(one.person, one.person),
            "created_at": one.created_at,
            "expires_at": one.expires_at,
            "revoked_at": one.revoked_at,
        }
        for one in found
    ]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        state = "revoked" if row["revoked_at"] else f"until {row['expires_at'] or 'revoked'}"
        click.echo(f"{row['id']}  {row['name']}  for {row['person']}  {state}")


@token.command()
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """End the token TOKEN_ID at once."""
    with store_here() as (settings, database), database.write() as session:
        tokens.revoke_token(session, token_id, present(session, settings))
    click.echo("The token is revoked.")
