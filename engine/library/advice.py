"""What an owner can do about a finding, and what they call the element it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from engine.dmn.xml import read_xml
from engine.errors import Finding, PackageError

WORDS = Path(__file__).with_name("findings.yaml")
_KINDS = {".bpmn": "diagrams", ".dmn": "decisions", ".form": "forms", ".md": "letters"}


def advised(findings: Iterable[Finding], files: Mapping[str, bytes]) -> list[Finding]:
    """Each finding once, in order, with the name its element has in its file and a sentence what to do."""
    names: dict[str, Mapping[str, str]] = {}
    told = []
    for finding in sorted(set(findings)):
        if finding.file not in names:
            names[finding.file] = dict(_names(files.get(finding.file, b""), finding.file))
        name = names[finding.file].get(finding.element, "")
        told.append(replace(finding, name=name, advice=advice_on(finding.code, finding.file)))
    return told


def advice_on(code: str, file: str) -> str:
    """The sentence for a code about a file of that name; "" for none."""
    kind = _KINDS.get(PurePosixPath(file).suffix, "package")
    words = _words()
    # What lies between the files is told about any of them.
    return words[kind].get(code) or words["package"].get(code, "")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """By kind of file and code; where the meaning stands beside the advice, the advice is the second."""
    told = yaml.safe_load(WORDS.read_text())
    return {
        kind: {code: said if isinstance(said, str) else said[1] for code, said in codes.items()}
        for kind, codes in told.items()
    }


def _names(content: bytes, file: str) -> Iterator[tuple[str, str]]:
    """Ids (and keys of form fields) with the names people gave; nothing for a file that cannot be read."""
    if file.endswith((".bpmn", ".dmn")):
        try:
            root = read_xml(content, file)
        except PackageError:
            return
        for node in root.iter("*"):
            if node.get("id") and node.get("name"):
                yield str(node.get("id")), " ".join(str(node.get("name")).split())
    elif file.endswith(".form"):
        try:
            yield from _labels(json.loads(content))
        except (ValueError, RecursionError):
            return


def _labels(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        label = part.get("label") or part.get("text")
        for key in (part.get("id"), part.get("key")):
            if isinstance(key, str) and isinstance(label, str):
                yield key, label
        yield from _labels(part.get("components"))
    elif isinstance(part, list):
        for one in part:
            yield from _labels(one)
