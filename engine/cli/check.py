"""amends check: lint packages or single files, offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from engine.cli.main import FINDINGS, GOOD, say_findings
from engine.errors import Finding
from engine.library.check import check_file, check_package
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS

SINGLE = frozenset({".bpmn", ".dmn", ".form"})


class NothingToCheck(click.UsageError):
    """A path without a package or a file of ours."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as a JSON list.")
def check(paths: tuple[Path, ...], *, as_json: bool) -> int:
    """Say what is wrong with process packages, or with single .bpmn, .dmn and .form files.

    PATHS are folders of packages (processes/), packages (processes/KEY), folders of forms, or files.
    """
    findings = sorted({finding for path in paths for finding in _findings(path)})
    say_findings(findings, as_json=as_json)
    return FINDINGS if any(finding.level == "error" for finding in findings) else GOOD


def packages_at(path: Path) -> list[Package]:
    """The packages that this folder is or holds."""
    home = path.resolve()
    if (home / "process.yaml").is_file():
        return [Package.read(home.parent.parent, home.name)]
    return [Package.read(home.parent, found.parent.name) for found in sorted(home.glob("*/process.yaml"))]


def _findings(path: Path) -> Iterator[Finding]:
    if path.is_file():
        yield from check_file(path.read_bytes(), str(path))
        return
    packages = packages_at(path)
    for package in packages:
        yield from check_package(package, OPERATIONS)
    # Files that no package reads are checked alone: forms/shared, or a folder of loose diagrams.
    read = {file for package in packages for file in package.files} if packages else set()
    loose = [file for file in sorted(path.rglob("*")) if file.suffix in SINGLE and file.is_file()]
    for file in loose:
        if not any(str(file.resolve()).endswith(f"/{known}") for known in read):
            yield from check_file(file.read_bytes(), str(file))
    if not packages and not loose:
        raise NothingToCheck(f"{path} holds no package and no {', '.join(sorted(SINGLE))} file.")
