"""Reading drawings for their findings."""

from __future__ import annotations

from collections.abc import Callable

from engine.bpmn.check import check_model
from engine.bpmn.reading import read_model
from engine.errors import PackageError
from tests.engine.bpmn.drawing import Drawing


def findings(*drawings: Drawing | bytes) -> set[tuple[str, str]]:
    """(element, code) of everything found, without the missing drawing information."""
    files = {
        f"{number}.bpmn": drawing if isinstance(drawing, bytes) else drawing.xml()
        for number, drawing in enumerate(drawings)
    }
    try:
        found = check_model(read_model(files))
    except PackageError as error:
        found = error.findings
    return {(finding.element, finding.code) for finding in found if finding.code != "no-drawing"}


def structure(draw: Callable[[Drawing], object]) -> Drawing:
    """start -> a -> end, and what the test adds."""
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.end()
    drawing.path("start", "a", "end")
    draw(drawing)
    return drawing
