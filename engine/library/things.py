"""What a version of a process consists of, for comparing: each thing with its facets as texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from engine.bpmn.model import Element, Process
from engine.dmn.model import Boxed, Decision, Decisions, Knowledge, Table
from engine.dmn.written import written
from engine.forms.form import Field, Form
from engine.library.package import Package
from engine.library.yaml_reading import read_mapping

_WORDS = {  # facets that people know under another name
    "assignment.groups": "who is asked",
    "assignment.users": "which people are asked",
    "assignment.due": "due date",
    "assignment.follow_up": "follow-up date",
    "event.text": "timer or condition",
    "event.timer": "kind of timer",
    "job_type": "operation",
    "attached_to": "attached to",
    "decision": "decision table",
    "hide": "hidden when",
    "pattern": "pattern",
    "scope": "sub-process",
}
_SILENT = frozenset(
    {"process", "id", "incoming", "outgoing", "documentation", "native", "file", "fields", "key", "options"}
)


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing of a package that can be added, removed or changed. Equal when nothing differs."""

    part: str
    where: str
    key: str
    name: str
    facets: Mapping[str, str]
    process: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it the same thing in another version."""
        return self.part, self.process or self.where, self.key


def things_of(package: Package) -> Mapping[str, Callable[[], Iterable[Thing]]]:
    """A reader for each part, which raises PackageError where one of its files cannot be read."""
    return {
        "diagram": lambda: _diagrams(package),
        "table": lambda: _tables(package),
        "form": lambda: _forms(package),
        "letter": lambda: _letters(package),
        "settings": lambda: _settings(package),
        "file": lambda: _files(package),
    }


def _diagrams(package: Package) -> Iterator[Thing]:
    for process in package.model.processes.values():
        where = f"Diagram '{process.name or process.id}'"
        for element in process.elements.values():
            name = f"{element.label} ({element.id})"
            facets = _facets(element)
            if element.documentation:
                facets["documentation"] = " ".join(element.documentation.split())
            yield Thing(
                part="diagram", where=where, key=element.id, name=name, facets=facets, process=process.id
            )
        yield from _flows(process, where)


def _flows(process: Process, where: str) -> Iterator[Thing]:
    for flow in process.flows:
        ends = [_label(process.elements.get(end), end) for end in (flow.source, flow.target)]
        facets = {"from": flow.source, "to": flow.target, "answer": flow.name}
        facets["condition"] = flow.condition or ""
        facets["taken when no other is"] = "yes" if flow.default else ""
        yield Thing(
            part="diagram",
            where=where,
            key=flow.id,
            name=f"the way from {ends[0]} to {ends[1]}",
            facets=_kept(facets),
            process=process.id,
        )


def _tables(package: Package) -> Iterator[Thing]:
    for decisions in dict.fromkeys(package.decisions.values()):
        for one in decisions.elements.values():
            logic = one.logic if isinstance(one, Decision | Knowledge) else None
            where = f"Table '{one.name}'"
            if isinstance(logic, Table):
                yield from _table(decisions, one.id, where, logic)
            elif logic is not None:
                yield Thing(part="table", where=where, key=one.id, name=one.name, facets=_texts(logic))


def _table(decisions: Decisions, key: str, where: str, table: Table) -> Iterator[Thing]:
    inputs = [one.label or one.text for one in table.inputs]
    outputs = [one.label or one.name for one in table.outputs]
    columns = {
        "hit policy": f"{table.hit_policy} {table.aggregation}".strip(),
        "inputs": ", ".join(f"{one.label or one.text}: {one.text}" for one in table.inputs),
        "outputs": ", ".join(one.name for one in table.outputs),
        "order of rules": " ".join(rule.id for rule in table.rules) if table.hit_policy == "FIRST" else "",
    }
    yield Thing(
        part="table", where=where, key=f"{decisions.file} {key}", name="the table", facets=_kept(columns)
    )
    for number, rule in enumerate(table.rules, start=1):
        cells = {f"if {name}": test for name, test in zip(inputs, rule.tests, strict=False)}
        cells |= {f"then {name}": text for name, text in zip(outputs, rule.results, strict=False)}
        cells["remark"] = "; ".join(rule.annotations)
        yield Thing(
            part="table",
            where=where,
            key=f"{key} {rule.id}",
            name=f"rule {number}",
            facets={name: text for name, text in _kept(cells).items() if text != "-"},
        )


def _texts(logic: Boxed) -> dict[str, str]:
    return {one.where: one.text for one in written(logic, frozenset())}


def _forms(package: Package) -> Iterator[Thing]:
    for form in package.forms.values():
        yield from _form(form)


def _form(form: Form) -> Iterator[Thing]:
    where = f"Form '{form.id}'"
    keys = [field.key or field.id for field in form.everything()]
    order = {"order of the fields": "\n".join(keys)}
    yield Thing(part="form", where=where, key="", name="the form", facets=order)
    for field in form.everything():
        key = field.key or field.id
        name = f"{field.label or field.key or 'text'} ({key})"
        yield Thing(part="form", where=where, key=key, name=name, facets=_field(field))


def _field(field: Field) -> dict[str, str]:
    facets = _facets(field)
    if field.options:
        facets["options"] = ", ".join(f"{one.label} ({one.value})" for one in field.options)
    return facets


def _letters(package: Package) -> Iterator[Thing]:
    for variants in package.letters.values():
        for letter in variants.values():
            text = package.files[letter.file].decode(errors="replace")
            facets = {"text": text}
            name = f"letter {letter.key} ({letter.variant})"
            yield Thing(
                part="letter", where=f"Letter '{letter.key}'", key=letter.variant, name=name, facets=facets
            )


def _settings(package: Package) -> Iterator[Thing]:
    path = f"processes/{package.key}/process.yaml"
    if path not in package.files:
        return
    for name, value in read_mapping(package.files[path], path).items():
        entries = value.items() if isinstance(value, Mapping) else [("", value)]
        for key, inner in entries:
            said = f"{name}: {key}" if key != "" else str(name)
            facets = _flat(inner)
            yield Thing(part="settings", where="Settings", key=said, name=said, facets=facets)


def _files(package: Package) -> Iterator[Thing]:
    read = {".bpmn", ".dmn", ".form"}
    for path, content in package.files.items():
        place = PurePosixPath(path)
        if place.suffix in read or place.name == "process.yaml" or place.parent.name == "letters":
            continue
        yield Thing(
            part="file",
            where="File",
            key=path,
            name=path,
            facets={"content": content.decode(errors="replace")},
        )


def _label(element: Element | None, identity: str) -> str:
    return element.label if element is not None else identity


def _facets(value: Any) -> dict[str, str]:
    """The fields of a frozen value that say something, as texts."""
    said = {
        one.name: getattr(value, one.name) for one in dataclasses.fields(value) if one.name not in _SILENT
    }
    defaults = {one.name: one.default for one in dataclasses.fields(value)}
    plain = _flat({name: inner for name, inner in said.items() if inner != defaults[name]})
    return {_WORDS.get(name, name.replace("_", " ").replace(".", " ")): text for name, text in plain.items()}


def _flat(value: Any, path: str = "") -> dict[str, str]:
    """Texts by path: of dataclasses their fields that differ from the default, of lists each entry."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found: dict[str, str] = {}
        for one in dataclasses.fields(value):
            inner = getattr(value, one.name)
            if inner != one.default:
                found |= _flat(inner, f"{path}.{one.name}" if path else one.name)
        return found
    if value in (None, "") or (isinstance(value, list | tuple | Mapping) and not value):
        return {}
    if isinstance(value, Mapping):
        found = {}
        for name, inner in value.items():
            found |= _flat(inner, f"{path}.{name}" if path else str(name))
        return found
    if isinstance(value, list | tuple):
        if all(
            not isinstance(one, Mapping | list | tuple) and not dataclasses.is_dataclass(one) for one in value
        ):
            return {path or "it": ", ".join(str(one) for one in value)}
        found = {}
        for number, one in enumerate(value, start=1):
            found |= _flat(one, f"{path} {number}".strip())
        return found
    return {path or "it": ("yes" if value else "no") if isinstance(value, bool) else str(value)}


def _kept(facets: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in facets.items() if text}
