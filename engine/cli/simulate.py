"""`amends simulate`: run a diagram in memory from a scripted list of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import simplejson

from engine.bpmn.model import Model
from engine.bpmn.reading import read_model
from engine.bpmn.simulation import Simulation
from engine.errors import PackageError
from engine.now import now

FINDINGS = 1


@click.command("simulate")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--steps", "steps_file", required=True, type=click.File(encoding="utf-8"), help="STEPS.json, or -."
)
@click.option("--process", help="The process to run; the first executable one by default.")
@click.option("--at", "instant", metavar="INSTANT", help="When the run begins; the present by default.")
def simulate(files: tuple[Path, ...], steps_file: Any, process: str | None, instant: str | None) -> None:
    """Run the process of FILE with the steps of STEPS.json and print the trace as JSON.

    STEPS.json holds one run (a list of steps), or several as JSON lines, one run in each; as many lines come
    out. A run may also be an object with "steps" and "process". Exit code 1: a step could not be done.
    """
    begins = _instant(instant)
    runs, several = _runs(steps_file.read())
    try:
        model = read_model({file.name: file.read_bytes() for file in files})
    except PackageError as error:
        click.echo(str(error), err=True)
        raise SystemExit(FINDINGS) from error
    failed = False
    for run in runs:
        report = Simulation(model, _process(model, run["process"] or process), begins).run(run["steps"])
        failed = failed or "error" in report
        click.echo(_json(report, indent=None if several else 2))
    if failed:
        raise SystemExit(FINDINGS)


def _json(report: Mapping[str, Any], indent: int | None) -> str:
    return simplejson.dumps(report, use_decimal=True, indent=indent, default=str, ensure_ascii=False)


def _instant(text: str | None) -> datetime:
    if text is None:
        return now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--at is no ISO 8601 instant: {text}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _process(model: Model, name: str | None) -> str:
    if name is None:
        return next(iter(model.processes))
    if name not in model.processes:
        raise click.UsageError(f"There is no process {name}; there are {', '.join(model.processes)}.")
    return name


def _runs(text: str) -> tuple[list[dict[str, Any]], bool]:
    """The runs in a text, and whether they were given as several."""
    try:
        whole = _load(text)
        return [_run(whole)], False
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
    try:
        loaded = [_load(line) for line in lines]
    except ValueError as error:
        raise click.UsageError(f"--steps is neither JSON nor JSON lines: {error}") from error
    if loaded and all(isinstance(line, dict) and "steps" not in line for line in loaded):
        return [_run(loaded)], False
    return [_run(line) for line in loaded], True


def _load(text: str) -> Any:
    return simplejson.loads(text, use_decimal=True)


def _run(given: Any) -> dict[str, Any]:
    process, steps = None, given
    if isinstance(given, dict) and "steps" in given:
        process, steps = given.get("process"), given["steps"]
    elif isinstance(given, dict):
        steps = [given]
    if not isinstance(steps, Sequence) or not all(isinstance(step, dict) for step in steps):
        raise click.UsageError("A run is a list of steps, each an object.")
    return {"process": process, "steps": list(steps)}
