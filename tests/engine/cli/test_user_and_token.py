"""amends user and amends token: accounts and rights of programs from the shell."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from engine.database import Database
from engine.people.accounts import authenticate
from engine.people.errors import WrongLogin, WrongToken
from engine.people.tokens import actor_of_token
from tests.engine.cli.conftest import Shell

NOW = datetime.now(UTC)
PASSWORD = "correct horse battery"


def test_an_account_is_made_changed_closed_and_opened(amends: Shell, database: Database) -> None:
    rights = ("--role", "staff", "--group", "front_line")
    made = amends("user", "add", "Zoe", "--name", "Zoë Ziegler", *rights, "--password", PASSWORD)
    assert (made.code, made.out) == (0, "Zoë Ziegler may sign in as zoe.\n")

    assert amends("user", "roles", "zoe", "staff", "supervisor").code == 0
    assert amends("user", "groups", "zoe", "team_lead", "finance").code == 0
    assert amends("user", "password", "zoe", "--password", "another horse battery").code == 0

    rows = {row["login"]: row for row in json.loads(amends("user", "list", "--json").out)}
    assert rows["zoe"]["roles"] == ["staff", "supervisor"]
    assert rows["zoe"]["groups"] == ["finance", "team_lead"]
    assert amends("user", "deactivate", "zoe").code == 0
    assert "zoe (closed)" in amends("user", "list").out
    with database.write() as session, pytest.raises(WrongLogin):
        authenticate(session, "zoe", "another horse battery")
    assert amends("user", "activate", "zoe").code == 0
    with database.write() as session:
        assert authenticate(session, "zoe", "another horse battery").name == "Zoë Ziegler"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["user", "add", "zoe", "--name", "Zoë", "--password", "short"],
            "password: Use 12 to 200 characters.",
        ),
        (
            ["user", "add", "ana", "--name", "Ana", "--password", PASSWORD],
            "Somebody has this login already. (ana)",
        ),
        (["user", "groups", "ana", "nobody"], "There is no such group. (nobody)"),
        (["user", "deactivate", "ghost"], "There is no such person. (ghost)"),
        (["user", "deactivate", "admin"], "This is the last administrator; make somebody else one first."),
        (["token", "new", "ghost", "--name", "x"], "There is no such person. (ghost)"),
        (["token", "revoke", "ghost"], "There is no such token. (ghost)"),
    ],
)
def test_what_cannot_be_is_one_sentence(amends: Shell, arguments: list[str], says: str) -> None:
    answer = amends(*arguments)

    assert (answer.code, answer.err) == (2, f"{says}\n")


def test_a_token_is_shown_once_listed_and_ended(amends: Shell, database: Database) -> None:
    text = amends("token", "new", "ana", "--name", "nightly import", "--days", "30").out.strip()
    with database.read() as session:
        assert actor_of_token(session, text, NOW).name == "Ana Ferreira (nightly import)"

    (row,) = json.loads(amends("token", "list", "--json").out)
    assert (row["name"], row["person"], row["revoked_at"]) == ("nightly import", "Ana Ferreira", None)
    assert text not in amends("token", "list").out
    assert amends("token", "revoke", row["id"]).code == 0

    assert "revoked" in amends("token", "list").out
    with database.read() as session, pytest.raises(WrongToken):
        actor_of_token(session, text, NOW)
