"""Which files a draft may hold: those of its process, each at the place its name says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from engine.errors import InvalidSubmission

NAME = re.compile(r"[a-z][a-z0-9_]*")
PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
KINDS = frozenset({".bpmn", ".dmn", ".form", ".map", ".md", ".yaml", ".yml", ".csv"})
LARGEST = 5_000_000  # bytes of one file
LETTER = re.compile(r".+\.[a-z]{2}(-[A-Z]{2})?\.md")
IN_PROCESS = frozenset({".bpmn", ".dmn", ".map"})


def require_own_files(process: str, files: Mapping[str, bytes | None]) -> None:
    """Refuse, with sentences by path, what is no file of this process; raises InvalidSubmission."""
    folders = (f"processes/{process}/", f"forms/{process}/", "forms/shared/")
    errors: dict[str, list[str]] = {}
    if not NAME.fullmatch(process):
        errors["process"] = ["A process is named by small letters, digits and underscores."]
    for path, content in files.items():
        parts = PurePosixPath(path)
        if not path.startswith(folders) or not all(PART.fullmatch(part) for part in path.split("/")):
            errors[path] = [f"A draft of {process} holds files of its own folders only."]
        elif parts.suffix not in KINDS:
            errors[path] = ["A process consists of diagrams, tables, forms, letters, settings and scenarios."]
        elif content is not None and len(content) > LARGEST:
            errors[path] = [f"A file has at most {LARGEST} bytes."]
    if errors:
        raise InvalidSubmission(errors)


def place_of(process: str, name: str) -> str | None:
    """Where a file of this name lies in the package, such as `forms/<key>/plan.form`; None where nowhere."""
    suffix = PurePosixPath(name).suffix
    if suffix in IN_PROCESS or name in {"process.yaml", "README.md"}:
        return f"processes/{process}/{name}"
    if suffix == ".form":
        return f"forms/{process}/{name}"
    if LETTER.fullmatch(name):
        return f"processes/{process}/letters/{name}"
    if suffix == ".yaml":
        return f"processes/{process}/scenarios/{name}"
    return None
