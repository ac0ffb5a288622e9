"""The console script: everything of the command line, and `serve`, which adds pages and background work."""

from __future__ import annotations

import sys


def main() -> None:
    """Carry out one command line and leave with its exit code."""
    # pip asks too; a checkout run by another Python would only show a stack trace.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("Amends needs Python 3.11 or newer.")
    from engine.cli.main import cli, run
    from web.serving import serve

    cli.add_command(serve)
    sys.exit(run(cli))


if __name__ == "__main__":
    main()
