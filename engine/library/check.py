"""Checking a package from its files alone: what deployment, modeler and command line say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from engine.bpmn.check import check_model
from engine.bpmn.reading import read_model
from engine.dmn.check import check_decisions
from engine.dmn.reading import read_decisions
from engine.errors import Finding, PackageError
from engine.forms.check import check_form
from engine.forms.reading import read_form
from engine.library.advice import advised
from engine.library.checks.clock_names import check_clock_names
from engine.library.checks.folder import check_folder, check_parts
from engine.library.checks.imports import check_imports
from engine.library.checks.letters import check_letters
from engine.library.checks.records import check_records
from engine.library.checks.references import Offered, check_alone, check_references
from engine.library.checks.scenarios import check_scenarios
from engine.library.checks.settings import check_settings
from engine.library.checks.variables import check_variables
from engine.library.checks.workers import check_workers
from engine.library.package import Package

ELSEWHERE = frozenset({"missing-process"})  # findings that one file of several cannot be blamed for


def check_package(package: Package, operations: Mapping[str, Offered]) -> list[Finding]:
    """Everything wrong with a package, errors and warnings; `operations` are the names service tasks may use.

    Parts that cannot be read are said first: what lies between the files is only asked when all are readable.
    """
    unreadable = [*check_folder(package), *check_parts(package)]
    if any(finding.level == "error" for finding in unreadable):
        return advised(unreadable, package.files)
    findings: list[Finding] = list(unreadable)
    findings += check_model(package.model)
    for decisions in {id(one): one for one in package.decisions.values()}.values():
        findings += check_decisions(decisions)
    for form in package.forms.values():
        findings += check_form(form)
    findings += check_references(package, operations)
    findings += check_settings(package)
    findings += check_workers(package, operations)
    findings += check_letters(package, operations)
    findings += check_clock_names(package)
    findings += check_variables(package, operations)
    findings += check_records(package, operations)
    findings += check_scenarios(package)
    findings += check_imports(package)
    return advised(findings, package.files)


def check_file(content: bytes, file: str) -> list[Finding]:
    """The same for one .bpmn, .dmn or .form file alone: no word about what it names elsewhere."""
    checks: dict[str, Callable[[], Iterable[Finding]]] = {
        ".bpmn": lambda: _check_diagram(content, file),
        ".dmn": lambda: check_decisions(read_decisions(content, file)),
        ".form": lambda: check_form(read_form(content, file)),
    }
    check = checks.get(PurePosixPath(file).suffix)
    if check is None:
        kinds = ", ".join(checks)
        return [
            Finding(
                file=file,
                element="",
                code="unknown-file",
                message=f"Only {kinds} files can be checked alone.",
            )
        ]
    try:
        findings = list(check())
    except PackageError as error:
        findings = error.findings
    return advised([finding for finding in findings if finding.code not in ELSEWHERE], {file: content})


def _check_diagram(content: bytes, file: str) -> Iterable[Finding]:
    model = read_model({file: content})
    yield from check_model(model)
    for process in model.processes.values():
        yield from check_alone(process)
