"""Whoever speaks of a clock in an expression names one of process.yaml, and something that is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import Finding
from engine.library.package import Package

KNOWN = ("title", "standing", "start", "due", "target", "moved")  # as engine.clocks.words says them
_SPOKEN = re.compile(r"\bclocks\.(?P<clock>[a-z_]\w*)(?:\.(?P<word>[a-z_]\w*))?")
_PROSE = re.compile(rb"<(?:\w+:)?(documentation|description)>.*?</(?:\w+:)?\1>", re.DOTALL)


def check_clock_names(package: Package) -> Iterator[Finding]:
    """An error for each clock, or word about one, that there is not: nothing would be said there."""
    clocks = package.settings.clocks
    for path, content in package.files.items():
        if not path.endswith((".bpmn", ".dmn", ".form")) and "/letters/" not in path:
            continue
        text = _PROSE.sub(b"", content).decode("utf-8", "replace")
        for spoken in sorted({(found["clock"], found["word"]) for found in _SPOKEN.finditer(text)}, key=str):
            clock, word = spoken
            if clock not in clocks:
                named = ", ".join(clocks) or "none"
                yield _finding(
                    path, f"clocks.{clock}", f"There is no clock '{clock}'; process.yaml has {named}."
                )
            elif word is not None and word not in KNOWN:
                said = ", ".join(KNOWN)
                yield _finding(path, f"clocks.{clock}.{word}", f"Of a clock is known: {said}; not '{word}'.")


def _finding(file: str, element: str, message: str) -> Finding:
    return Finding(file=file, element=element, code="clock-unknown", message=message)
