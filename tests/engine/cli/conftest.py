"""The command line on a demo store of its own, as a shell would use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.cli.main import cli, run
from engine.cli.opening import open_store
from engine.database import Database
from engine.settings import Settings


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Shell = Callable[..., Answer]


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store, made once and copied for each test."""
    var = tmp_path_factory.mktemp("demo")
    environ = {"AMENDS_VAR": str(var), "AMENDS_DEMO": "1"}
    open_store(Settings.from_environ(environ)).dispose()
    return var


@pytest.fixture
def var(demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a demo that this test may change."""
    folder = tmp_path / "var"
    shutil.copytree(demo_store, folder)
    monkeypatch.setenv("AMENDS_VAR", str(folder))
    monkeypatch.setenv("AMENDS_DEMO", "1")
    return folder


@pytest.fixture
def database(var: Path) -> Iterator[Database]:
    store = Database(f"sqlite:///{var}/amends.db")
    yield store
    store.dispose()


@pytest.fixture
def amends(var: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Carries out one command line: amends("user", "list")."""

    def amends(*arguments: str) -> Answer:
        code = run(cli, list(arguments))
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return amends
