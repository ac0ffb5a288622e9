"""What every command has in common: good is 0, findings 1, wrong use 2 with one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.main import COMMANDS
from tests.engine.cli.conftest import Shell


def test_every_command_describes_itself(amends: Shell) -> None:
    answer = amends("--help")

    assert answer.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in answer.out


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_its_use(amends: Shell, name: str) -> None:
    assert amends(name, "--help").code == 0


def test_the_version_is_said(amends: Shell) -> None:
    assert amends("--version").out.startswith("amends, version ")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["check"], ["check", "/no/such/path"], ["tick", "--when", "x"]]
)
def test_wrong_use_ends_with_two(amends: Shell, arguments: list[str]) -> None:
    answer = amends(*arguments)

    assert answer.code == 2
    assert answer.err


def test_an_expression_that_cannot_be_read_is_a_finding_and_no_wrong_use(amends: Shell) -> None:
    for more in ([], ["--json"]):
        with pytest.raises(SystemExit, match="1"):
            amends("feel", "1 +", *more)


def test_a_wrong_setting_is_one_sentence(amends: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_PROT", "80")

    answer = amends("upgrade")

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("A setting cannot be used. (AMENDS_PROT is not known")
    assert answer.err.count("\n") == 1


def test_a_store_that_is_none_is_one_sentence(amends: Shell, var: Path) -> None:
    (var / "amends.db").write_bytes(b"this was never a database, whatever its name says" * 100)

    answer = amends("user", "list")

    assert answer.code == 2
    assert "The store cannot be opened." in answer.err
    assert "not a database" in answer.err
    assert answer.err.count("\n") == 1


def test_a_password_of_a_store_is_not_printed(amends: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", "postgresql://us:hidden@127.0.0.1:1/amends")

    answer = amends("upgrade")

    assert answer.code == 2
    assert "The store cannot be opened." in answer.err
    assert "hidden" not in answer.err
