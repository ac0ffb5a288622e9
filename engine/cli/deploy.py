"""amends deploy: check packages and store them as new versions."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.check import packages_at
from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.library.deploy import deploy as deploy_package
from engine.operations.catalogue import OPERATIONS
from engine.step import SYSTEM
from engine.work.travel import present


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print the versions as a JSON list.")
def deploy(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Store the packages at PATHS as new versions and make them live; all of them or none.

    The same content keeps its version. Running cases stay on theirs.
    """
    packages = [package for path in paths for package in packages_at(path)]
    if not packages:
        raise click.UsageError("There is no package: none of these folders holds a process.yaml.")
    with store_here() as (settings, database), database.write() as session:
        now = present(session, settings)
        versions = [
            deploy_package(session, package, SYSTEM, now, operations=OPERATIONS) for package in packages
        ]
    if as_json:
        say_json(
            [
                {"process": version.process, "version": version.number, "hash": version.hash}
                for version in versions
            ]
        )
        return
    for version in versions:
        click.echo(f"{version.process}: version {version.number} is live ({version.hash[:12]}).")
