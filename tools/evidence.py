"""What a row of the requirements names as its evidence, looked up in the packages as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.forms.form import Field
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS

ROOT = Path(__file__).resolve().parent.parent
# How the page says what a step asserts.
WORDS = {
    "file": "case file holds",
    "letters": "letter",
    "wrote": "words of letter",
    "refuse": "refuses",
    "escalations": "escalation",
    "entries": "record of",
}


class EvidenceLost(Exception):
    """A row names what is not there any more."""


@cache
def package(key: str) -> Package:
    """The shipped package; EvidenceLost where there is none."""
    if not (ROOT / "processes" / key / "process.yaml").is_file():
        raise EvidenceLost(f"there is no process {key}")
    return Package.read(ROOT, key)


def served(process: str, token: str) -> str:
    """The words of the page for `kind name`, such as `clock answer` or `form plan.actions`.

    `other_process/kind name` speaks of another package; `code path` of the program. Raises EvidenceLost.
    """
    key, slash, rest = token.partition("/")
    if slash and " " not in key:
        return f"{served(key, rest)} of `{key}`"
    kind, _, name = token.partition(" ")
    if kind == "code":
        if not (ROOT / name).is_file():
            raise EvidenceLost(f"there is no file {name}")
    elif kind not in KINDS or not KINDS[kind](package(process), name):
        raise EvidenceLost(f"{process} has no {token}")
    return f"{kind} `{name}`"


def shown(process: str, token: str) -> str:
    """The page's words for `story kind name`, the step of a scenario that asserts it; or `test file::name`.

    Raises EvidenceLost where no such step, or test, is left.
    """
    key, slash, rest = token.partition("/")
    if slash and " " not in key:
        return shown(key, rest)
    story, _, said = token.partition(" ")
    if story == "test":
        return _test(said)
    document = package(process).scenarios.get(story)
    if document is None:
        raise EvidenceLost(f"{process} has no scenario {story}")
    # Named by what it asserts, not by its number: a step put before it takes no evidence away.
    if any(said in asserted(step) for step in document["steps"]):
        kind, _, name = said.partition(" ")
        return f"`{story}`: {WORDS.get(kind, kind)} `{name}`"
    raise EvidenceLost(f"no step of {process}/{story} asserts: {said}")


def asserted(step: Mapping[str, Any]) -> frozenset[str]:
    """What a step of a scenario asserts, as `kind name`: `letters decision`, `refuse plan`."""
    found = {f"refuse {step['refuse']}"} if "refuse" in step else set()
    expected = step.get("expect")
    for kind, value in expected.items() if isinstance(expected, Mapping) else ():
        if kind == "register" and isinstance(value, Mapping):
            value = [f"{key}.{title}" for key, columns in value.items() for title in columns or ()]
        found |= {f"{kind} {name}" for name in _names(value)}
    return frozenset(found)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from map(str, value)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, Mapping):
                yield from (str(one[key]) for key in ("code", "clock") if key in one)
            else:
                yield str(one)
    else:
        yield str(value).lower() if isinstance(value, bool) else str(value)


def _test(said: str) -> str:
    file, _, name = said.partition("::")
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    if not any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.walk(tree)):
        raise EvidenceLost(f"there is no test {said}")
    return f"test `{file}`, {name.removeprefix('test_').replace('_', ' ')}"


def _element(of: Package, name: str) -> bool:
    return any(name in process.elements for process in of.model.processes.values())


def _form(of: Package, name: str) -> bool:
    form, _, key = name.partition(".")
    return form in of.forms and (not key or key in _keys(of.forms[form].fields))


def _keys(fields: tuple[Field, ...]) -> Iterator[str]:
    for one in fields:
        yield one.key
        yield from _keys(one.fields)


def _register(of: Package, name: str) -> bool:
    register, _, column = name.partition(".")
    found = of.settings.registers.get(register)
    return found is not None and (not column or column in {one.title for one in found.columns})


KINDS = {
    "element": _element,
    "form": _form,
    "register": _register,
    "table": lambda of, name: name in of.decisions,
    "clock": lambda of, name: name in of.settings.clocks,
    "letter": lambda of, name: name in of.letters,
    "operation": lambda _of, name: name in OPERATIONS,
}
