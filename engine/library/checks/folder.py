"""Which files a package may hold, and that each part of them can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from engine.errors import Finding, PackageError
from engine.library.package import Package

PLACES = {  # folder below processes/<key> -> kinds of file that have a meaning there
    "": frozenset({".bpmn", ".map", ".dmn"}),
    "letters": frozenset({".md"}),
    "imports": frozenset({".yaml"}),
    "scenarios": frozenset({".yaml"}),
}
NAMES = frozenset({"process.yaml", "README.md"})


def check_folder(package: Package) -> Iterator[Finding]:
    """Files nobody would ever read are refused: they are typing mistakes more often than not."""
    for path in package.files:
        if not _has_a_place(PurePosixPath(path), package.key):
            yield Finding(
                file=path, element="", code="unknown-file", message="A file of this name is not read here."
            )


def _has_a_place(path: PurePosixPath, key: str) -> bool:
    match path.parts:
        case ("processes", folder, name) if folder == key:
            return name in NAMES or path.suffix in PLACES[""]
        case ("processes", folder, place, _) if folder == key and place:
            return path.suffix in PLACES.get(place, frozenset())
        case ("forms", folder, _) if folder in {key, "shared"}:
            return path.suffix == ".form"
    return False


def check_parts(package: Package) -> Iterator[Finding]:
    """Each part that cannot be read, with its reasons. The other checks need them all."""
    parts: tuple[Callable[[], object], ...] = (
        lambda: package.settings,
        lambda: package.model,
        lambda: package.decisions,
        lambda: package.forms,
        lambda: package.letters,
        lambda: package.scenarios,
        lambda: package.imports,
    )
    for read in parts:
        try:
            read()
        except PackageError as error:
            yield from error.findings
