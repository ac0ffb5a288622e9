"""An office at work on either store: cases with letters, notes and signed heads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from engine.audit.heads import sign_head
from engine.audit.signing import PublicKey, keys_here, signing_key
from engine.cli.migrating import known_revisions, migrate
from engine.commands.add_note import add_note
from engine.database import Database
from engine.now import now
from engine.recovery.backup import Backup, back_up
from engine.recovery.drill import Drill, Looked
from engine.recovery.restore import Restored, place, restore
from tests.conftest import Cluster
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

RELEASE = "0.1.0"


@dataclass
class Office:
    """A desk, a folder for backups and places to restore to."""

    desk: Desk
    folder: Path
    cluster: Cluster | None  # where the store is served
    copies: list[Database] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, PublicKey]:
        return {key.id: key for key in keys_here(self.desk.settings)}

    def back_up(self, database: Database | None = None) -> Backup:
        folder = self.folder / uuid4().hex
        return back_up(database or self.desk.database, self.desk.settings, folder, now(), RELEASE)

    def new_place(self) -> URL:
        """Somewhere to restore to that is not there yet."""
        name = f"copy_{uuid4().hex}"
        return place(self.cluster.url(name) if self.cluster else str(self.folder / f"{name}.db"))

    def restore(self, file: Path, to: URL | None = None) -> Restored:
        return restore(file, to or self.new_place(), now(), RELEASE, known_revisions())

    def opened(self, restored: Restored) -> Database:
        """The store that came back."""
        database = Database(restored.url.render_as_string(hide_password=False))
        self.copies.append(database)
        return database

    def drill(self) -> list[Looked]:
        drill = Drill(
            settings=self.desk.settings,
            release=RELEASE,
            known=known_revisions(),
            keys=self.keys,
            now=now,
        )
        return list(drill.run(self.desk.database))

    def databases(self) -> set[str]:
        """The names of the databases on the server, those made by it left out."""
        assert self.cluster is not None
        with psycopg.connect(f"host={self.cluster.folder} user=amends dbname=postgres") as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate").fetchall()
        return {name for (name,) in found}


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office with five open cases, their letters waiting, and one signed head."""
    served = request.param == "postgresql"
    url = request.getfixturevalue("postgresql_url") if served else f"sqlite:///{tmp_path}/desk.db"
    store = Database(url)
    migrate(store)
    store.dispose()
    here = Office(
        desk=Desk(tmp_path, url),
        folder=tmp_path / "backups",
        cluster=request.getfixturevalue("postgresql_cluster") if served else None,
    )
    here.desk.deploy(
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"})
        .start()
        .service("tell", "letter.send", letter="hello")
        .user("register", form="register")
        .end()
        .flow("start", "tell", "register", "end")
        .form("register", text("subject"))
        .letter("hello", "Dear {{ name }}")
        .build()
    )
    for number in range(5):
        opened = here.desk.open(name=f"Zoe {number}", email="zoe@example.org")
        here.desk.do("ana", add_note, opened.case_id, "They called.")
    sign_head(here.desk.database, signing_key(here.desk.settings), now())
    yield here
    here.desk.database.dispose()
    for copy in here.copies:
        copy.dispose()
        if here.cluster is not None:
            here.cluster.execute(f"DROP DATABASE {make_url(str(copy.engine.url)).database} WITH (FORCE)")
