"""A changed diagram within its package: what the check says about it, and which version it becomes."""

from __future__ import annotations

from engine.errors import Conflict, Finding, NotFound
from engine.library.check import check_package
from engine.library.deploy import deploy
from engine.library.live import live_version, package_of
from engine.library.models import OWNER, ProcessVersion
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS
from engine.step import Step


class DiagramNotFound(NotFound):
    """This process has no such diagram."""


class DeployedMeanwhile(Conflict):
    """Somebody deployed another version meanwhile. Your drawing is kept: save it as a file."""


class NothingChanged(Conflict):
    """This is exactly the version that is live already."""


def with_diagram(package: Package, file: str, xml: bytes) -> Package:
    """The package with one of its diagrams replaced; DiagramNotFound for a file it does not have."""
    if file not in diagrams(package):
        raise DiagramNotFound(file)
    return Package.from_files(package.key, {**package.files, file: xml})


def diagrams(package: Package) -> list[str]:
    """The paths of the package's diagrams, the main one first."""
    paths = [path for path in package.files if path.endswith(".bpmn")]
    return sorted(paths, key=lambda path: (not path.endswith(f"/{package.key}.bpmn"), path))


def findings_of(package: Package) -> list[Finding]:
    """What the check says about a package, errors and warnings."""
    return check_package(package, OPERATIONS)


def deploy_diagram(step: Step, process: str, base: str, file: str, xml: bytes) -> ProcessVersion:
    """Make the changed diagram, with everything else of the version it was drawn on, the live version.

    Raises PackageError with the findings, DeployedMeanwhile when `base` is not live any more.
    """
    if live_version(step.session, process) != base:
        raise DeployedMeanwhile
    package = with_diagram(package_of(step.session, base), file, xml)
    if package.version == base:
        raise NothingChanged
    return deploy(step.session, package, step.actor, step.now, OWNER, operations=OPERATIONS)
