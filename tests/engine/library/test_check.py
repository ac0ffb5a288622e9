"""The shipped process has no finding; broken in many ways, each gives one that names element and reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from engine.errors import Finding
from engine.library.check import check_file, check_package
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS
from tests.engine.bpmn.drawing import Drawing, zeebe

HOME = "processes/complaint_handling"
FORMS = "forms/complaint_handling"
DIAGRAM = f"{HOME}/complaint_handling.bpmn"
SETTINGS = f"{HOME}/process.yaml"


@dataclass(frozen=True)
class Breakage:
    """One mistake an owner makes, and what the check must say about it."""

    name: str
    file: str
    old: str
    new: str = ""
    element: str = ""
    code: str = ""
    says: str = ""
    level: str = "error"
    at: str = ""


BREAKAGES = [
    Breakage(**row) for row in yaml.safe_load(Path(__file__).with_name("breakages.yaml").read_text())
]


def path_of(name: str) -> str:
    return name.replace("forms/", f"{FORMS}/") if name.startswith("forms/") else f"{HOME}/{name}"


def lean(package: Package) -> Package:
    """The package with one scenario only: reading them all for each mistake takes its time."""
    kept = {
        path: content
        for path, content in package.files.items()
        if "/scenarios/" not in path or path.endswith("/danger.yaml")
    }
    return Package.from_files(package.key, kept)


def changed(package: Package, file: str, content: bytes) -> Package:
    return Package.from_files(package.key, {**package.files, file: content})


def test_the_shipped_process_has_no_finding(shipped: Package) -> None:
    assert check_package(shipped, OPERATIONS) == []


@pytest.mark.parametrize("broken", BREAKAGES, ids=[broken.name for broken in BREAKAGES])
def test_a_broken_package_says_where_and_why(shipped: Package, broken: Breakage) -> None:
    file, old, new = path_of(broken.file), broken.old.encode(), broken.new.encode()
    assert old in shipped.files[file]
    package = changed(lean(shipped), file, shipped.files[file].replace(old, new, 1))

    findings = [finding for finding in check_package(package, OPERATIONS) if finding.level == broken.level]

    assert any(matches(broken, finding) for finding in findings), findings


def matches(broken: Breakage, finding: Finding) -> bool:
    return (
        finding.file == path_of(broken.at or broken.file)
        and (not broken.element or finding.element == broken.element)
        and (not broken.code or finding.code == broken.code)
        and broken.says in finding.message
        and bool(finding.message)
    )


@pytest.mark.parametrize(
    "path",
    [f"{HOME}/notes.txt", f"{HOME}/letters/logo.png", f"{HOME}/more/x.yaml", f"{FORMS}/a/b.form", "x.bpmn"],
)
def test_a_file_nobody_reads_is_a_finding(shipped: Package, path: str) -> None:
    findings = check_package(changed(shipped, path, b"x"), OPERATIONS)

    assert ("unknown-file", path) in [(finding.code, finding.file) for finding in findings]


def test_a_missing_file_of_a_decision_is_said_where_it_is_asked(shipped: Package) -> None:
    files = {path: content for path, content in shipped.files.items() if not path.endswith("/severity.dmn")}

    findings = check_package(Package.from_files(shipped.key, files), OPERATIONS)

    assert [(finding.element, finding.code) for finding in findings if finding.level == "error"] == [
        ("set_severity", "decision-missing"),
        ("weigh_care", "decision-missing"),
        ("weigh_again", "decision-missing"),
    ]


def test_parts_that_cannot_be_read_are_all_said(shipped: Package) -> None:
    files = {**shipped.files, DIAGRAM: b"<x/>", SETTINGS: b"- x", f"{FORMS}/approve.form": b"no json"}

    findings = check_package(Package.from_files(shipped.key, files), OPERATIONS)

    assert {finding.file for finding in findings} == {DIAGRAM, SETTINGS, f"{FORMS}/approve.form"}


def test_single_files_are_checked_alone(shipped: Package) -> None:
    for path in (DIAGRAM, f"{HOME}/severity.dmn", f"{FORMS}/approve.form"):
        assert check_file(shipped.files[path], path) == []
    assert [finding.code for finding in check_file(b"no json", "a.form")] == ["form-not-json"]
    assert [finding.code for finding in check_file(b"x", "a.txt")] == ["unknown-file"]


def test_a_diagram_alone_tells_which_task_lacks_form_or_group() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("bare")
    drawing.user(
        "full", zeebe("formDefinition", formId="f") + zeebe("assignmentDefinition", candidateGroups='="desk"')
    )
    drawing.user(
        "empty", zeebe("formDefinition", formId="f") + zeebe("assignmentDefinition", candidateGroups="=[]")
    )
    drawing.path("start", "bare", "full", "empty")

    found = {
        (finding.element, finding.code, finding.level)
        for finding in check_file(drawing.xml(), "a.bpmn")
        if finding.element
    }

    assert found == {
        ("bare", "task-no-form", "warning"),
        ("bare", "task-no-group", "warning"),
        ("empty", "task-no-group", "warning"),
    }
