"""What process.yaml names must be drawn, and its expressions must be FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from engine.clocks.errors import PointError
from engine.clocks.points import read_moment
from engine.errors import Finding
from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression
from engine.library.package import Package
from engine.library.process_settings import ClockSettings, ProcessSettings
from engine.worktime.amount import read_amount
from engine.worktime.errors import AmountError


def check_settings(package: Package) -> Iterator[Finding]:
    """One finding for each line of process.yaml that does not fit the diagrams or itself."""
    settings = package.settings
    for element, code, message in (
        *_names(package, settings),
        *_groups(settings),
        *_expressions(settings),
        *(found for clock in settings.clocks.values() for found in _clock(package, clock)),
    ):
        yield Finding(
            file=f"processes/{package.key}/process.yaml", element=element, code=code, message=message
        )


def _names(package: Package, settings: ProcessSettings) -> Iterator[tuple[str, str, str]]:
    if settings.key != package.key:
        yield "key", "key-folder", f"The key is '{settings.key}', but the folder is '{package.key}'."
    if settings.main not in package.model.processes:
        yield "main", "process-missing", f"No diagram holds the process '{settings.main}'."


def _groups(settings: ProcessSettings) -> Iterator[tuple[str, str, str]]:
    named = {"owner": settings.owner} | {
        f"escalation.levels.{level}": group for level, group in settings.levels.items()
    }
    for element, key in named.items():
        if key not in settings.groups:
            yield element, "group-unknown", f"There is no group '{key}'."
    for number, rule in enumerate(settings.escalation_rules):
        if rule.level not in settings.levels:
            where = f"escalation.rules.{number}.level"
            yield where, "level-missing", f"{rule.level} is no escalation level."
    titles = [group.title for group in settings.groups.values()]
    for group in settings.groups.values():
        if titles.count(group.title) > 1:
            yield f"groups.{group.key}", "group-title", f"Two groups have the title '{group.title}'."


def _expressions(settings: ProcessSettings) -> Iterator[tuple[str, str, str]]:
    texts = _written(settings)
    for element, text in texts.items():
        if text.startswith("="):
            try:
                compile_expression(text[1:])
            except FeelError as error:
                yield element, "expression", str(error)
    for element, text in texts.items():
        if element.endswith((".starts", ".value", ".when", ".where")) and not text.startswith("="):
            yield element, "expression", "This must be a FEEL expression; begin it with '='."


def _written(settings: ProcessSettings) -> dict[str, str]:
    """Every text that is or may be FEEL, by where it stands."""
    texts = {"summary": settings.summary or "", "profile": settings.profile or ""}
    for number, rule in enumerate(settings.escalation_rules):
        texts[f"escalation.rules.{number}.when"] = rule.when
    for clock in settings.clocks.values():
        if clock.starts is not None:
            texts[f"clocks.{clock.key}.starts"] = clock.starts
        texts[f"clocks.{clock.key}.target"] = clock.target
    for register in settings.registers.values():
        if register.where is not None:
            texts[f"registers.{register.key}.where"] = register.where
        for number, column in enumerate(register.columns):
            texts[f"registers.{register.key}.columns.{number}.value"] = column.value
        for number, figure in enumerate(register.figures):
            texts[f"registers.{register.key}.figures.{number}.value"] = figure.value
            texts[f"registers.{register.key}.figures.{number}.currency"] = figure.currency or ""
    for key, stamp in settings.stamps.items():
        texts[f"stamps.{key}.words"] = stamp.words
        texts[f"stamps.{key}.record.value"] = stamp.record
        texts[f"stamps.{key}.current.value"] = stamp.current
    return texts


def _clock(package: Package, clock: ClockSettings) -> Iterator[tuple[str, str, str]]:
    where = f"clocks.{clock.key}"
    drawn = {element for process in package.model.processes.values() for element in process.elements}
    for name, elements in (("begins_with", clock.begins_with), ("stops_with", clock.stops_with)):
        for element in elements:
            if element not in drawn:
                yield f"{where}.{name}", "element-missing", f"No diagram holds '{element}'."
    if not clock.target.startswith("="):
        try:
            read_amount(clock.target)
        except AmountError as error:
            yield f"{where}.target", "amount", str(error)
    if clock.pause_limit is not None:
        if clock.kind == "statutory":
            yield f"{where}.pause_limit", "clock-never-pauses", "A statutory clock never pauses."
        try:
            read_amount(clock.pause_limit)
        except AmountError as error:
            yield f"{where}.pause_limit", "amount", str(error)
    for number, point in enumerate(clock.points):
        at = f"{where}.points.{number}"
        try:
            read_moment(point.at)
        except PointError as error:
            yield f"{at}.at", "clock-point", str(error)
        if point.level not in package.settings.levels:
            yield f"{at}.level", "level-missing", f"{point.level} is no escalation level."
