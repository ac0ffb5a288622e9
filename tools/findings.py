"""Writes docs/findings.md: every stable code of `amends check`, what it means and what to do.

Run by `python -m tools.findings`; a test sees to it that the page is current and no code is missing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from engine.bpmn import codes
from engine.library.advice import WORDS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "findings.md"
DIAGRAMS = "diagrams"
TITLES = {
    DIAGRAMS: "Diagrams (`*.bpmn`)",
    "decisions": "Decisions (`*.dmn`)",
    "forms": "Forms (`*.form`)",
    "letters": "Letters (`letters/*.md`)",
    "package": "The package: `process.yaml`, scenarios, import maps, and what lies between the files",
}
HEAD = """# Findings of `amends check`

`amends check`, the studio and deployment say what is wrong as `file element code message`. The message names
the case at hand and what to do about it; the codes below are stable. A finding is an error and refuses
deployment unless it is marked as a warning. `amends check --json`, the studio and the API give the same list
as objects with `file`, `element`, `name` (as on the drawing), `code`, `level`, `message` and `advice`. Made
by `python -m tools.findings` from the code and `engine/library/findings.yaml`: do not edit this page.
"""
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
# Where findings about anything but diagrams are made; diagrams keep their own list, held by a test of theirs.
SOURCES = {
    "decisions": ("engine/dmn",),
    "forms": ("engine/forms",),
    "letters": ("engine/correspondence/templates.py", "engine/library/checks/letters.py"),
    "package": ("engine/library",),
}
NOT_CODES = frozenset({"demo-people"})


@dataclass(frozen=True, kw_only=True)
class Told:
    """One code as the page tells it."""

    code: str
    means: str
    do: str


def told() -> dict[str, list[Told]]:
    """Every code by the kind of file, in the order of the alphabet."""
    words = yaml.safe_load(WORDS.read_text())
    found = {}
    for kind in TITLES:
        entries = []
        for code, said in sorted(words[kind].items()):
            means, do = (codes.FINDINGS.get(code, ""), said) if kind == DIAGRAMS else said
            entries.append(Told(code=code, means=means, do=do))
        found[kind] = entries
    return found


def made() -> dict[str, set[str]]:
    """The codes that the program can give, by the kind of file; read from its text."""
    found = {kind: set(_in_sources(places)) for kind, places in SOURCES.items()}
    found["package"] -= found["letters"] - {"letter-missing", "variable-unset"}
    found[DIAGRAMS] = set(codes.FINDINGS)
    return found


def page() -> str:
    """The page."""
    parts = [HEAD]
    for kind, entries in told().items():
        parts.append(f"## {TITLES[kind]}\n")
        lines = ["| code | what it means | what to do |", "| --- | --- | --- |"]
        lines += [f"| `{one.code}` | {one.means} | {one.do} |" for one in entries]
        parts.append("\n".join(lines) + "\n")
    parts.append("## Incidents of a running case\n")
    parts.append(
        "A case that cannot go on is not a finding but an incident, with one of these codes; the page of\n"
        "incidents offers to retry it once its cause is mended.\n"
    )
    lines = ["| code | what happened |", "| --- | --- |"]
    lines += [f"| `{code}` | {means} |" for code, means in sorted(codes.STUCK.items())]
    return "\n".join([*parts, *lines]) + "\n"


def _in_sources(places: tuple[str, ...]) -> Iterator[str]:
    """Texts in the shape of a code that are given to something; doc strings and keys of tables are not."""
    for place in places:
        start = ROOT / place
        for file in [start] if start.is_file() else sorted(start.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                for text in _given(node):
                    if CODE.fullmatch(text) and text not in NOT_CODES:
                        yield text


def _given(node: ast.AST) -> Iterator[str]:
    parts: list[ast.expr] = []
    if isinstance(node, ast.Call):
        parts = [*node.args, *(one.value for one in node.keywords)]
    elif isinstance(node, ast.Tuple):
        parts = list(node.elts)
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


if __name__ == "__main__":
    PAGE.write_text(page())
