"""PostgreSQL's own programs on this machine, and how they are told which database is meant."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL

from engine.database import Database
from engine.recovery.errors import ProgramMissing

DEBIAN = Path("/usr/lib/postgresql")  # <version>/bin, of which the newest can read every older server


def find_program(name: str) -> Path:
    """Where the program lies; ProgramMissing."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=_version)
    if versions:
        return versions[-1]
    on_path = shutil.which(name)
    if on_path is None:
        raise ProgramMissing(f"{name}; on Debian install postgresql-client")
    return Path(on_path)


def connection_words(url: URL) -> dict[str, Any]:
    """A store's URL in the words of PostgreSQL's own programs."""
    database = Database(url.render_as_string(hide_password=False))
    words = database.engine.dialect.create_connect_args(database.engine.url)[1]
    database.dispose()
    return {name: value for name, value in words.items() if name not in {"context", "prepare_threshold"}}


@contextmanager
def target(url: URL) -> Iterator[str]:
    """The option that names a database. A password goes through a file: others can see a command line."""
    words = connection_words(url)
    password = words.pop("password", None)
    with tempfile.TemporaryDirectory(prefix="amends-") as folder:
        if password is not None:
            escaped = str(password).replace("\\", "\\\\").replace(":", "\\:")
            file = Path(folder) / "pgpass"
            file.touch(mode=0o600)
            file.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
            words["passfile"] = str(file)
        yield f"--dbname={make_conninfo(**words)}"


def complaint(stderr: bytes) -> str:
    """The sentence of what a program wrote before it gave up."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()] or lines or ["it said nothing"]
    return errors[0]


def begin(*command: str | Path, **pipes: Any) -> subprocess.Popen[bytes]:
    """Start a program."""
    return subprocess.Popen(command, **pipes)  # noqa: S603 - a program we found, arguments of our own


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.parent.parent.name.split(".") if part.isdecimal())
