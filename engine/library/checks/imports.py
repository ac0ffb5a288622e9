"""Maps for `amends import` name a drawn start event, and variables that its form or process.yaml knows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element
from engine.errors import Finding
from engine.library.package import Package
from engine.registers.errors import ImportMapError
from engine.registers.import_map import ImportMap, read_import_map


def check_imports(package: Package) -> Iterator[Finding]:
    """One finding for each line of a map that could import nothing."""
    for name, document in package.imports.items():
        file = f"processes/{package.key}/imports/{name}.yaml"
        try:
            chart = read_import_map(document, name)
        except ImportMapError as error:
            yield Finding(file=file, element="", code="import-map", message=str(error))
            continue
        for element, message in _of_map(package, chart):
            yield Finding(file=file, element=element, code="import-map", message=message)


def _of_map(package: Package, chart: ImportMap) -> Iterator[tuple[str, str]]:
    main = package.model.processes.get(package.settings.main)
    starts = {start.id: start for start in main.starts} if main else {}
    if chart.start is not None and chart.start not in starts:
        yield "start", f"The main process has no start event '{chart.start}'."
        return
    wanted = [starts[chart.start]] if chart.start else list(starts.values())
    known = _asked_by(package, wanted) | set(package.settings.imports)
    for rule in chart.rules:
        if rule.name not in known:
            yield (
                f"variables.{rule.name}",
                f"Neither the start form nor `import` of process.yaml knows '{rule.name}'.",
            )


def _asked_by(package: Package, starts: list[Element]) -> set[str]:
    names = {start.form or start.properties.get("form") or "" for start in starts}
    forms = (package.forms[name] for name in names if name in package.forms)
    return {key for form in forms for key in form.keys}
