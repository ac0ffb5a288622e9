"""Check drawings: python -m tools.drawing.check_drawing processes/*/*.bpmn"""

from __future__ import annotations

import sys

from lxml import etree

from tools.drawing.faults import faults
from tools.drawing.measures import excesses, measures, poor_names


def main(paths: list[str]) -> int:
    """Print faults and figures of each file; 1 when there is any fault or excess."""
    wrong = 0
    for path in paths:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        lines = [f"{fault.what}: {fault.where}" for fault in (*faults(root), *poor_names(root))] + excesses(
            root
        )
        wrong += len(lines)
        for plane in measures(root):
            print(f"{path}: {plane}")  # noqa: T201 - a command's answer
        for line in lines:
            print(f"{path}: {line}")  # noqa: T201 - a command's answer
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
