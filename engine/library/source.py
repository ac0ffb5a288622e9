"""Where packages lie on disk: which files belong to a process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import engine
from engine.library.errors import ProcessNotFound


def shipped_root() -> Path:
    """The folder of the shipped `processes/` and `forms/`, in a checkout and in an installed wheel."""
    return Path(engine.__path__[0]).parent


def process_keys(root: Path) -> list[str]:
    """The keys of the packages below `root/processes`."""
    return sorted(path.parent.name for path in (root / "processes").glob("*/process.yaml"))


def read_files(root: Path, key: str) -> dict[str, bytes]:
    """The files of the process by their path from the root; ProcessNotFound when it has no folder.

    These are `processes/<key>`, `forms/<key>` and the shared forms that one of its diagrams names.
    """
    home = root / "processes" / key
    if not home.is_dir():
        raise ProcessNotFound(key)
    own = [*_files(home), *_files(root / "forms" / key)]
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in own}
    diagrams = b"".join(content for path, content in files.items() if path.endswith(".bpmn"))
    for form in sorted((root / "forms" / "shared").glob("*.form")):
        # Asked of the text, not of the model: a diagram that cannot be read still has its version.
        if f'"{form.stem}"'.encode() in diagrams:
            files[form.relative_to(root).as_posix()] = form.read_bytes()
    return files


def _files(folder: Path) -> Iterator[Path]:
    """Every file below, without what editors and systems leave behind."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__")) or part.endswith("~") for part in parts):
            yield path
