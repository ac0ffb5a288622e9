"""The command line: `amends <command>`; exit 0 is good, 1 findings, 2 wrong use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from engine.errors import AmendsError, Finding, PackageError

GOOD, FINDINGS, WRONG_USE = 0, 1, 2
COMMANDS: Mapping[
    str, str
] = {  # name -> module and command; imported when asked for, so that each starts fast
    "audit": "engine.cli.audit:audit",
    "backup": "engine.cli.backup:backup",
    "calendar": "engine.cli.calendar:calendar",
    "catalogue": "engine.cli.catalogue:catalogue",
    "check": "engine.cli.check:check",
    "decide": "engine.cli.decide:decide",
    "deploy": "engine.cli.deploy:deploy",
    "drill": "engine.cli.drill:drill",
    "evidence": "engine.cli.evidence:evidence",
    "feel": "engine.cli.feel:feel",
    "figures": "engine.cli.figures:figures",
    "import": "engine.cli.import_:import_",
    "mail": "engine.cli.mail:mail",
    "migrate": "engine.cli.migrate:migrate_",
    "organisation": "engine.cli.organisation:organisation",
    "profile": "engine.cli.profile:profile",
    "demo": "engine.cli.demo:demo",
    "records": "engine.cli.records:records",
    "reset": "engine.cli.reset:reset",
    "restore": "engine.cli.restore:restore",
    "scenario": "engine.cli.scenario:scenario",
    "simulate": "engine.cli.simulate:simulate",
    "tck": "engine.cli.tck:tck",
    "tick": "engine.cli.tick:tick",
    "token": "engine.cli.token:token",
    "upgrade": "engine.cli.upgrade:upgrade",
    "user": "engine.cli.user:user",
    "worker": "engine.cli.worker:worker",
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is called or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, those added by hand included."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        address = COMMANDS.get(cmd_name)
        if address is None:
            return super().get_command(ctx, cmd_name)
        module, _, name = address.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="amends")
def cli() -> None:
    """Case management for customer service in which the BPMN diagram is the program."""


def run(group: click.Group, arguments: list[str] | None = None) -> int:
    """Carry out one command line and give its exit code; what was refused is one sentence on stderr."""
    try:
        code = group.main(args=arguments, prog_name="amends", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return WRONG_USE
    except click.ClickException as error:
        error.show()
        return WRONG_USE
    except PackageError as error:
        say_findings(error.findings, as_json=False)
        return FINDINGS
    except AmendsError as error:
        click.echo(str(error), err=True)
        return WRONG_USE
    except DBAPIError as error:
        click.echo(f"The store does not answer: {' '.join(str(error.orig).split())}", err=True)
        return WRONG_USE
    return code if isinstance(code, int) else GOOD


def say_findings(findings: list[Finding], *, as_json: bool) -> None:
    """Print findings, one a line as `file element code message`, or as a JSON list."""
    if as_json:
        say_json([finding.plain() for finding in findings])
        return
    for finding in findings:
        warning = "(warning)" if finding.level == "warning" else ""
        click.echo(" ".join(filter(None, [str(finding), finding.advice, warning])))


def say_json(value: Any) -> None:
    """Print a value as JSON, instants and the like as their text."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
