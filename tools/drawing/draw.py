"""Draw BPMN files from the maps beside them: python -m tools.drawing.draw processes/*/*.map"""

from __future__ import annotations

import sys
from pathlib import Path

from lxml import etree

from tools.drawing.layout import Layout
from tools.drawing.plan import PlanRefused, read_plan
from tools.drawing.writing import write


def drawn(model: bytes, plan: str) -> bytes:
    """The same model with its drawing; PlanRefused says what the map lacks."""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(model, parser)
    layout = Layout(root, read_plan(plan))
    layout.draw()
    write(layout)
    tree = etree.ElementTree(root)
    etree.indent(tree, "  ")
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True) + b"\n"


def main(paths: list[str]) -> int:
    """Draw each map's diagram; 1 when a map cannot be drawn."""
    for path in map(Path, paths):
        diagram = path.with_suffix(".bpmn")
        try:
            content = drawn(diagram.read_bytes(), path.with_suffix(".map").read_text(encoding="utf-8"))
        except PlanRefused as refusal:
            print(f"{path}: {refusal}", file=sys.stderr)  # noqa: T201 - a command's answer
            return 1
        diagram.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
