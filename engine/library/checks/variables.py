"""Which variables a package sets and reads; what nothing sets is most likely misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.graph.order import comes_only_after
from engine.bpmn.model import GATEWAYS, Element, Process
from engine.errors import Finding
from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression
from engine.library.checks.references import Offered
from engine.library.package import Package

Setters = Mapping[str, set[tuple[str, str]]]  # by variable: process and element
GIVEN = frozenset({"case", "profile", "clocks", "escalation"})  # by the engine, to every expression

BROUGHT = {  # by messages of the engine
    "due date moved": "moved_clock",
    "letter bounced": "letter_bounced",
    "case merged": "merged_case",
}
ONLY_IN_REGISTERS = frozenset({"promises", "escalations"})


def check_variables(package: Package, operations: Mapping[str, Offered]) -> Iterator[Finding]:
    """A warning for each variable that a gateway's flow or a register reads and nothing sets before."""
    known, setters = set_variables(package, operations), _setters(package, operations)
    for process in package.model.processes.values():
        for element in process.elements.values():
            yield from _of_conditions(process, element, known)
            yield from _too_early(process, element, setters)
    file = f"processes/{package.key}/process.yaml"
    for register in package.settings.registers.values():
        read = [("column", number, one.title, one.value) for number, one in enumerate(register.columns)]
        read += [
            ("figure", number, one.title, text)
            for number, one in enumerate(register.figures)
            for text in (one.value, one.currency or "")
        ]
        for part, number, title, value in read:
            for name in sorted(names_read(value) - (known - {"escalation"} | ONLY_IN_REGISTERS)):
                where = f"registers.{register.key}.{part}s.{number}.value"
                yield _warning(file, where, f"The {part} '{title}' reads '{name}', which nothing sets.")


def set_variables(package: Package, operations: Mapping[str, Offered]) -> frozenset[str]:
    """Every name that forms, mappings, scripts, decisions, operations and imports give to a case file."""
    names = set(GIVEN) | set(package.settings.imports)
    for form in package.forms.values():
        names |= {key.partition(".")[0] for key in form.keys}
    for process in package.model.processes.values():
        for element in process.elements.values():
            names |= set(_set_by(package, element, operations))
    return frozenset(names)


def _set_by(package: Package, element: Element, operations: Mapping[str, Offered]) -> Iterator[str]:
    for mapping in (*element.inputs, *element.outputs):
        yield mapping.target.partition(".")[0]
    for result in (element.result, element.headers.get("result")):
        if result:
            yield result
    worker = package.settings.workers.get(element.job_type or "")
    if worker is not None:
        yield from worker.example or ()
    operation = operations.get(element.job_type or "")
    if operation is not None and operation.result:
        yield operation.result
    if operation is not None:
        yield from operation.later
    if element.event is not None and element.event.name in BROUGHT:
        yield BROUGHT[element.event.name]
    if element.loop is not None:
        yield "loopCounter"
        for name in (element.loop.item, element.loop.output_collection):
            if name:
                yield name


def _of_conditions(process: Process, element: Element, known: frozenset[str]) -> Iterator[Finding]:
    for flow in element.outgoing:
        for name in sorted(names_read(flow.condition) - known):
            yield _warning(
                process.file,
                element.id,
                f"{_named(element)} reads '{name}' (flow '{flow.id}'), which nothing sets.",
            )


def _named(element: Element) -> str:
    return f"{'The gateway' if element.kind in GATEWAYS else 'A way out of'} '{element.label}'"


def _too_early(process: Process, gateway: Element, setters: Setters) -> Iterator[Finding]:
    """What a condition reads and only elements set that come after it, in this process and no other."""
    nodes = process.area.everywhere
    for flow in gateway.outgoing:
        for name in sorted(names_read(flow.condition) & setters.keys()):
            places = setters[name]
            if all(
                of == process.id and comes_only_after(nodes[element], nodes[gateway.id])
                for of, element in places
            ):
                yield _warning(
                    process.file,
                    gateway.id,
                    f"{_named(gateway)} reads '{name}' (flow '{flow.id}'), which is set only after it.",
                )


def _setters(package: Package, operations: Mapping[str, Offered]) -> Setters:
    """By variable the elements that set it, where only elements do; imports and loose forms may any time."""
    found: dict[str, set[tuple[str, str]]] = {}
    asked: set[str] = set()
    for process in package.model.processes.values():
        for element in process.elements.values():
            names = set(_set_by(package, element, operations))
            worker = package.settings.workers.get(element.job_type or "")
            answer = worker.form if worker is not None else None
            for form in (element.form, element.properties.get("form"), answer):
                if form in package.forms:
                    asked.add(str(form))
                    names |= {key.partition(".")[0] for key in package.forms[str(form)].keys}
            for name in names:
                found.setdefault(name, set()).add((process.id, element.id))
    loose = {
        key.partition(".")[0]
        for name, form in package.forms.items()
        if name not in asked
        for key in form.keys
    }
    return {
        name: places
        for name, places in found.items()
        if name not in GIVEN | loose | set(package.settings.imports)
    }


def names_read(expression: str | None) -> frozenset[str]:
    """The variables that a FEEL expression reads; none of one that cannot be read."""
    if not expression:
        return frozenset()
    try:
        return compile_expression(expression.removeprefix("=")).names
    except FeelError:
        return frozenset()  # the checks of the diagram and of process.yaml say what is wrong with it


def _warning(file: str, element: str, message: str) -> Finding:
    return Finding(file=file, element=element, code="variable-unset", message=message, level="warning")
