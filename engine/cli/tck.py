"""`amends tck`: how much of the DMN Technology Compatibility Kit passes."""

from __future__ import annotations

from pathlib import Path

import click
import simplejson

from engine.dmn.tck import Score, run_directory
from engine.feel.surroundings import Surroundings
from engine.now import now


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Counts as JSON.")
@click.option("--failures", is_flag=True, help="Name each case that did not pass, with the reason.")
def tck(directory: Path, *, as_json: bool, failures: bool) -> None:
    """Run every test case of the DMN TCK below DIRECTORY."""
    around = Surroundings(now=now())
    total, models = Score(), dict(run_directory(directory, around))
    if not models:
        raise click.UsageError(f"There are no test cases below {directory}.")
    for score in models.values():
        total.add(score)
    if as_json:
        plain = {"total": total.plain(), "models": {name: score.plain() for name, score in models.items()}}
        if failures:
            plain["failures"] = {name: score.failures for name, score in models.items() if score.failures}
        click.echo(simplejson.dumps(plain, indent=2))
    else:
        _print(models, total, failures=failures)
    if total.failed or total.refused:
        raise SystemExit(1)


def _print(models: dict[str, Score], total: Score, *, failures: bool) -> None:
    for name, score in models.items():
        click.echo(f"{name}: {score.passed} passed, {score.failed} failed, {score.refused} refused")
        for failure in score.failures if failures else ():
            click.echo(f"  {failure}")
    cases = total.passed + total.failed + total.refused
    click.echo(
        f"{total.passed} of {cases} passed ({total.passed / cases:.2%}), {total.failed} failed, "
        f"{total.refused} refused; of those that expect a value {total.values_passed} of {total.values}"
    )
