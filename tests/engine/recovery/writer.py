"""A program of its own that opens cases until it is ended: `python -m tests.engine.recovery.writer URL`.

It prints the reference of each case after its commit; what was printed must be in every later backup.
"""

from __future__ import annotations

import sys
from pathlib import Path

from engine.commands.open_case import open_case
from engine.database import Database
from engine.now import now
from engine.settings import Settings
from engine.step import SYSTEM, Step


def main(url: str) -> None:
    """Open one case after the other."""
    database = Database(url)
    settings = Settings(var=Path.cwd(), database_url=url, secret_key=b"k" * 32)
    while True:
        with database.write() as session:
            step = Step(session=session, actor=SYSTEM, now=now(), settings=settings)
            variables = {"name": "Zoe", "email": "zoe@example.org"}
            opened = open_case(step, "demo", variables=variables)
        print(opened.reference, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(sys.argv[1])
