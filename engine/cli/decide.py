"""`amends decide`: the outcome of a decision, with the rules that matched."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
import simplejson

from engine.cli.given import given_variables
from engine.dmn.evaluation import Decided, DecisionNotFound
from engine.dmn.evaluation import decide as ask
from engine.dmn.reading import read_decisions
from engine.errors import PackageError
from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings
from engine.now import now

FINDINGS = 1


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("decision")
@click.option("--input", "given", default="{}", help="The variables as a JSON object, or @FILE.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def decide(file: Path, decision: str, given: str, *, as_json: bool) -> None:
    """Ask DECISION (id or name) of FILE.dmn; says which rules matched."""
    variables = given_variables(given, "--input")
    beside = {other.name: other.read_bytes() for other in sorted(file.parent.glob("*.dmn")) if other != file}
    try:
        decisions = read_decisions(file.read_bytes(), file.name, beside)
        decided = ask(decisions, decision, variables, Surroundings(now=now()))
    except PackageError as error:
        click.echo(str(error), err=True)
        raise SystemExit(FINDINGS) from error
    except DecisionNotFound as error:
        names = ", ".join(one.id for one in decisions.decisions)
        raise click.UsageError(f"{error}. Decisions in {file.name}: {names}") from error
    except FeelError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(FINDINGS) from error
    click.echo(simplejson.dumps(asdict(decided), use_decimal=True, indent=2) if as_json else _words(decided))
    if decided.problems:
        raise SystemExit(FINDINGS)


def _words(decided: Decided) -> str:
    lines = [f"{decided.table} = {simplejson.dumps(decided.value, use_decimal=True, ensure_ascii=False)}"]
    for table in decided.tables:
        rules = ", ".join(
            f"{rule.index} ({rule.annotation})" if rule.annotation else str(rule.index)
            for rule in table.rules
        )
        inputs = ", ".join(f"{label}: {simplejson.dumps(value)}" for label, value in table.inputs.items())
        lines.append(f"  {table.table} [{table.hit_policy}] {inputs}: rule {rules or 'none'}")
    return "\n".join(lines + [f"  problem in {problem}" for problem in decided.problems])
