"""amends user: accounts from the shell of whoever runs the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click
from sqlalchemy.orm import Session

from engine.audit.changes import changing, note
from engine.audit.pictures import ACCOUNT
from engine.cli.main import say_json
from engine.cli.opening import settings_here, store_here
from engine.cli.operating import step_at_shell
from engine.people import accounts
from engine.people.groups import set_groups
from engine.people.models import ROLES
from engine.people.queries import people
from engine.people.skills import set_skills
from engine.work.travel import present


@click.group()
def user() -> None:
    """Add, list, change and close accounts."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option("--email", help="Where letters to this colleague go.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be given again.")
@click.option("--group", "groups", multiple=True, help="Key of a group; may be given again.")
@click.password_option(help="Asked for when it is not given.")
@click.option("--temporary", is_flag=True, help="The password must be changed at the first sign-in.")
def add(
    login: str,
    *,
    name: str,
    email: str | None,
    roles: tuple[str, ...],
    groups: tuple[str, ...],
    password: str,
    temporary: bool,
) -> None:
    """Make an account for LOGIN."""
    with store_here() as (settings, database), database.write() as session:
        person = accounts.create_person(
            session,
            login=login,
            name=name,
            email=email,
            password=password,
            temporary=temporary,
            roles=roles or ("staff",),
            groups=groups,
            now=present(session, settings),
        )
        note(step_at_shell(session, settings), ACCOUNT, person.id, "account made")
    click.echo(f"{person.name} may sign in as {person.login}.")


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(*, as_json: bool) -> None:
    """Say who has an account."""
    with store_here() as (_, database), database.read() as session:
        rows = people(session)
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    for row in rows:
        state = "" if row.active else " (closed)"
        click.echo(f"{row.login}{state}  {row.name}  roles: {_list(row.roles)}  groups: {_list(row.groups)}")


@user.command()
@click.argument("login")
@click.password_option(help="Asked for when it is not given.")
@click.option("--temporary", is_flag=True, help="It must be changed at the next sign-in.")
def password(login: str, *, password: str, temporary: bool) -> None:
    """Give LOGIN a new password; ends the person's sessions."""
    with _changing(login, "new password given", always=True) as (session, person_id):
        accounts.reset_password(session, person_id, password, temporary=temporary)
    click.echo(f"{login} has a new password.")


@user.command()
@click.argument("login")
@click.argument("roles", nargs=-1, type=click.Choice(ROLES))
def roles(login: str, roles: tuple[str, ...]) -> None:
    """Let LOGIN have these ROLES and no others."""
    with _changing(login, "roles changed") as (session, person_id):
        accounts.set_roles(session, person_id, roles)
    click.echo(f"{login} has the roles {_list(roles)}.")


@user.command()
@click.argument("login")
@click.argument("groups", nargs=-1)
def groups(login: str, groups: tuple[str, ...]) -> None:
    """Let LOGIN work in these GROUPS and no others."""
    with _changing(login, "groups changed") as (session, person_id):
        set_groups(session, person_id, groups)
    click.echo(f"{login} works in {_list(groups)}.")


@user.command()
@click.argument("login")
@click.argument("manager", required=False)
def manager(login: str, *, manager: str | None) -> None:
    """Say that MANAGER manages LOGIN; without MANAGER, nobody does."""
    with _changing(login, "manager changed") as (session, person_id):
        chief = accounts.person_by_login(session, manager) if manager else None
        accounts.set_manager(session, person_id, chief.id if chief else None)
        name = chief.name if chief else "nobody"
    click.echo(f"{login} is managed by {name}.")


@user.command()
@click.argument("login")
@click.option("--skill", "skills", multiple=True, help="May be given again.")
@click.option("--language", "languages", multiple=True, help="Such as de; may be given again.")
def skills(login: str, *, skills: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Say what LOGIN can do and which languages LOGIN speaks, and nothing else."""
    with _changing(login, "skills changed") as (session, person_id):
        set_skills(session, person_id, skills, languages)
    click.echo(f"{login} has the skills {_list(skills)} and the languages {_list(languages)}.")


@user.command()
@click.argument("login")
def deactivate(login: str) -> None:
    """Close the account LOGIN: no sign-in, no token, no open session."""
    with _changing(login, "account closed") as (session, person_id):
        accounts.deactivate(session, person_id, present(session, settings_here()))
    click.echo(f"{login} is closed.")


@user.command()
@click.argument("login")
def activate(login: str) -> None:
    """Open the closed account LOGIN again."""
    with _changing(login, "account opened again") as (session, person_id):
        accounts.activate(session, person_id)
    click.echo(f"{login} is open.")


@contextmanager
def _changing(login: str, what: str, *, always: bool = False) -> Iterator[tuple[Session, str]]:
    """The store and the account LOGIN, to be changed; what changes is noted."""
    with store_here() as (settings, database), database.write() as session:
        person_id = accounts.person_by_login(session, login).id
        with changing(step_at_shell(session, settings), ACCOUNT, person_id, what, always=always):
            yield session, person_id


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "none"
