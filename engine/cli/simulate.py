"""`amends simulate`: run a diagram in memory from a scripted list of steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import simplejson

from engine.bpmn.model import Model
from engine.bpmn.reading import read_model
from engine.bpmn.simulation import Simulation
from engine.cli.given import NotJson, read_json
from engine.errors import PackageError
from engine.now import now

FINDINGS = 1


@click.command("simulate")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--steps",
    "steps_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="STEPS.json, or -.",
)
@click.option("--process", help="The process to run; the first executable one by default.")
@click.option("--at", "instant", metavar="INSTANT", help="When the run begins; the present by default.")
def simulate(files: tuple[Path, ...], steps_file: Path, process: str | None, instant: str | None) -> None:
    """Run the process of FILE with the steps of STEPS.json and print the trace as JSON.

    STEPS.json holds one run (a list of steps), or several as JSON lines, one run in each; as many lines come
    out. A run may also be an object with "steps" and "process". Exit code 1: a step could not be done.
    """
    begins = _instant(instant)
    runs, in_lines = _runs(_read(steps_file))
    try:
        model = read_model({file.name: file.read_bytes() for file in files})
    except PackageError as error:
        click.echo(str(error), err=True)
        raise SystemExit(FINDINGS) from error
    failed = False
    for run in runs:
        report = Simulation(model, _process(model, run["process"] or process), begins).run(run["steps"])
        failed = failed or "error" in report
        click.echo(_json(report, indent=None if in_lines else 2))
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


def _process(model: Model, name: Any) -> str:
    if name is None:
        return next(iter(model.processes))
    if not isinstance(name, str) or name not in model.processes:
        raise click.UsageError(f"There is no process {name}; there are {', '.join(model.processes)}.")
    return name


def _read(file: Path) -> str:
    with click.open_file(str(file), encoding="utf-8-sig") as stream:
        try:
            return str(stream.read())
        except UnicodeDecodeError as error:
            raise click.UsageError(f"--steps is no text in UTF-8: {error}") from error


def _runs(text: str) -> tuple[list[dict[str, Any]], bool]:
    """The runs in a text, and whether each is told on a line of its own, as lines are given."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise click.UsageError("--steps is empty; a run without steps is written [].")
    try:
        return [_run(read_json(text))], len(lines) == 1
    except NotJson as error:
        if len(lines) == 1:
            raise click.UsageError(f"--steps is not JSON: {error}") from error
    loaded = []
    for number, line in lines:
        try:
            loaded.append(read_json(line))
        except NotJson as error:
            raise click.UsageError(
                f"--steps is neither JSON nor JSON lines; line {number}: {error}"
            ) from error
    if all(isinstance(line, dict) and "steps" not in line for line in loaded):
        return [_run(loaded)], False
    return [_run(line) for line in loaded], True


def _run(given: Any) -> dict[str, Any]:
    process, steps = None, given
    if isinstance(given, dict) and "steps" in given:
        process, steps = given.get("process"), given["steps"]
    elif isinstance(given, dict):
        steps = [given]
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise click.UsageError("A run is a list of steps, each an object.")
    return {"process": process, "steps": steps}
