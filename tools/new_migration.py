"""Write the next numbered migration from what the models say beyond the last: `new_migration.py "Why"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from engine.cli.migrating import config_on, migrate
from engine.database import Database


def main(why: str) -> None:
    """Bring an empty SQLite to the last step, then let alembic draft what is missing. Read the draft."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        migrate(database)
        with database.engine.begin() as connection:
            config = config_on(connection)
            head = ScriptDirectory.from_config(config).get_current_head() or "0"
            command.revision(config, message=why, autogenerate=True, rev_id=f"{int(head) + 1:04}")
        database.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"Say why: python {Path(sys.argv[0]).name} 'Remember pauses of a clock'")
    main(sys.argv[1])
