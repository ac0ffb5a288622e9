"""Opening a store makes it ready, whoever comes first, on both databases."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from engine.cli.opening import StoreUnavailable, open_store
from engine.clocks.calendars import calendars
from engine.library.live import live_processes
from engine.people.queries import anybody, people
from engine.registers.catalogues import catalogues
from engine.settings import Settings


def settings_on(var: Path, url: str | None = None, *, demo: bool = False) -> Settings:
    environ = {"AMENDS_VAR": str(var), "AMENDS_DEMO": "1" if demo else ""}
    return Settings.from_environ(environ | ({"AMENDS_DATABASE_URL": url} if url else {}))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_programs_that_start_together_make_one_store(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = None if kind == "sqlite" else str(request.getfixturevalue("postgresql_url"))
    settings = settings_on(tmp_path, url, demo=True)
    told: list[str] = []

    def start() -> None:
        open_store(settings, told.append).dispose()

    programs = [threading.Thread(target=start) for _ in range(2)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()

    assert told.count("The store has the tables of this release.") == 1
    assert told.count("complaint_handling: version 1 is live.") == 1
    assert told.count("The demo has its people.") == 1
    database = open_store(settings, told.append)
    with database.read() as session:
        assert "complaint_handling" in live_processes(session)
        assert "office" in calendars(session)
        assert catalogues(session)
        assert len(people(session)) > 10
    database.dispose()


def test_outside_a_demo_there_is_nobody_and_no_password(tmp_path: Path) -> None:
    database = open_store(settings_on(tmp_path))

    with database.read() as session:
        assert not anybody(session)
    database.dispose()


def test_nobody_else_on_the_machine_looks_into_the_folder_with_store_keys_and_mail(tmp_path: Path) -> None:
    given = {"AMENDS_VAR": str(tmp_path / "var")}

    open_store(Settings.from_environ(given)).dispose()

    assert (tmp_path / "var" / "amends.db").exists()
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = settings_on(tmp_path / "var", f"sqlite:///{tmp_path}/file/amends.db")

    with pytest.raises(StoreUnavailable, match="file"):
        open_store(settings)
