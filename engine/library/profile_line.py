"""The line `profile` of a process.yaml, changed in the text: everything else stays as it was written."""

from __future__ import annotations

import re
from dataclasses import replace

import yaml

from engine.errors import InvalidSubmission
from engine.library.package import Package

LINE = re.compile(r"^profile:[^\n]*\n?", re.MULTILINE)
BEFORE = re.compile(r"^(summary|customer|similar|search|clocks|registers|counted|statuses):", re.MULTILINE)


def with_profile(package: Package, profile: str | None) -> Package:
    """The package going by this norm profile: a key, FEEL with a leading `=`, or none.

    Raises InvalidSubmission where the file is written in a way that only a person can change.
    """
    path = f"processes/{package.key}/process.yaml"
    text = package.files[path].decode()
    line = "" if profile is None else yaml.safe_dump({"profile": profile}, width=10_000, allow_unicode=True)
    changed = Package.from_files(package.key, {**package.files, path: _changed(text, line).encode()})
    if changed.settings != replace(package.settings, profile=profile):
        raise InvalidSubmission({"profile": ["Change the line `profile` in process.yaml by hand."]})
    return changed


def _changed(text: str, line: str) -> str:
    if LINE.search(text):
        return LINE.sub(lambda _: line, text, count=1)
    place = BEFORE.search(text)
    if place is None:
        return text.rstrip("\n") + "\n" + line
    return text[: place.start()] + line + "\n" + text[place.start() :]
