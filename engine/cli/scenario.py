"""amends scenario: run the examples of process packages and see what of them they walk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.cli.main import FINDINGS, GOOD, say_json
from engine.library.package import Package
from engine.library.source import process_keys, shipped_root
from engine.scenarios.coverage import KINDS
from engine.scenarios.running import PackageResult, ScenarioResult, run_package


@click.command("scenario")
@click.argument("key", required=False)
@click.option("--only", metavar="NAME", help="Run this scenario alone; nothing is counted then.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of processes/ and forms/; the shipped ones otherwise.",
)
@click.option("--incomplete", is_flag=True, help="End well also where something is walked by no scenario.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def scenario(key: str | None, only: str | None, root: Path | None, *, incomplete: bool, as_json: bool) -> int:
    """Run the scenarios of the process KEY, or of all processes, each in a store of its own.

    Every sequence flow, boundary event, event sub-process, decision rule and escalation level must be walked
    by some scenario. Ends with 1 when a scenario fails or something is missing.
    """
    place = root or shipped_root()
    keys = [key] if key else process_keys(place)
    results = [_run(place, one, only, as_json=as_json) for one in keys]
    if as_json:
        say_json([_plain(result) for result in results])
    return GOOD if all(_good(result, only, incomplete) for result in results) else FINDINGS


def _run(root: Path, key: str, only: str | None, *, as_json: bool) -> PackageResult:
    package = Package.read(root, key)
    if as_json:
        return run_package(package, only)
    click.echo(package.settings.title)
    result = run_package(package, only, _tell)
    if only is None:
        _tell_coverage(result)
    return result


def _tell(result: ScenarioResult) -> None:
    click.echo(f"  {'ok    ' if result.failure is None else 'FAILED'} {result.name}: {result.title}")
    if result.failure is not None:
        click.echo(f"         {result.failure}")


def _tell_coverage(result: PackageResult) -> None:
    for kind, words in KINDS.items():
        wanted = [one for one in result.provable if one.kind == kind]
        missing = [one for one in result.missing if one.kind == kind]
        if not wanted:
            continue
        share = 100 * (len(wanted) - len(missing)) // len(wanted)
        click.echo(f"  {len(wanted) - len(missing)} of {len(wanted)} {words} walked ({share} %)")
        for one in missing:
            click.echo(f"         {one.file} {one.id}: {one.words}")


def _good(result: PackageResult, only: str | None, incomplete: bool) -> bool:
    return result.held if only is not None or incomplete else result.passed


def _plain(result: PackageResult) -> dict[str, Any]:
    return {
        "process": result.key,
        "scenarios": [
            {
                "name": one.name,
                "title": one.title,
                "passed": one.failure is None,
                "step": one.step,
                "failure": one.failure,
            }
            for one in result.scenarios
        ],
        "coverage": {
            words.replace("-", " ").replace(" ", "_"): _counted(result, kind) for kind, words in KINDS.items()
        },
    }


def _counted(result: PackageResult, kind: str) -> dict[str, Any]:
    wanted = [one for one in result.provable if one.kind == kind]
    missing = [one for one in result.missing if one.kind == kind]
    return {
        "total": len(wanted),
        "walked": len(wanted) - len(missing),
        "missing": [
            {"file": one.file, "place": one.place, "id": one.id, "words": one.words} for one in missing
        ],
    }
