"""`amends feel`: evaluate an expression at the shell."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import click
import simplejson

from engine.cli.given import given_variables
from engine.feel.errors import FeelError
from engine.feel.expression import Answer, compile_expression
from engine.feel.functions import Builtin, Function
from engine.feel.running.kinds import kind_of
from engine.feel.surroundings import Limits, Surroundings
from engine.feel.values import Value, enter, from_json, to_json
from engine.now import now

FINDINGS = 1


@click.command("feel")
@click.argument("expression")
@click.option(
    "--context",
    "context_text",
    default="{}",
    metavar="JSON",
    help="The variables, as a JSON object or @FILE.",
)
@click.option(
    "--now", "instant", metavar="INSTANT", help="What now() says, with a zone; the present by default."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def feel(expression: str, context_text: str, instant: str | None, as_json: bool) -> None:
    """Evaluate EXPRESSION and show its value, its type and, if it is null, why."""
    context = given_variables(context_text, "--context")
    around = Surroundings(now=_instant(instant))
    try:
        answer = compile_expression(expression, frozenset(context)).explain(from_json(context), around)
    except FeelError as error:
        if as_json:
            click.echo(json.dumps({"error": str(error)}, ensure_ascii=False))
        else:
            click.echo(f"Error: {error}", err=True)
        raise SystemExit(FINDINGS) from None
    click.echo(_json_of(answer) if as_json else _words_of(answer, expression))


def _instant(text: str | None) -> datetime:
    if text is None:
        return now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError("--now is an instant such as 2026-03-02T09:00:00Z") from None
    if instant.tzinfo is None:
        raise click.UsageError("--now needs a zone, such as 2026-03-02T09:00:00Z")
    return instant


def _kind(value: Value) -> str:
    return kind_of(enter(value, Limits()))


def _plain(value: Value) -> Any:
    return "function" if isinstance(value, Function | Builtin) else to_json(value)


def _json_of(answer: Answer) -> str:
    shown: dict[str, Any] = {"value": _plain(answer.value), "type": _kind(answer.value)}
    if answer.value is None:
        shown["why"] = [{"at": at, "reason": reason} for at, reason in answer.notes]
    return simplejson.dumps(shown, use_decimal=True, ensure_ascii=False)


def _words_of(answer: Answer, expression: str) -> str:
    value = _plain(answer.value)
    plain = isinstance(value, str | Decimal) and not isinstance(value, bool)
    text = str(value) if plain else simplejson.dumps(value, use_decimal=True, ensure_ascii=False)
    lines = [text, f"type: {_kind(answer.value)}"]
    if answer.value is None:
        lines += [f"why: {reason}{_place(at, expression)}" for at, reason in answer.notes]
    return "\n".join(lines)


def _place(at: int, expression: str) -> str:
    return f" (at character {at + 1}: {expression[at : at + 20]})" if at else ""
