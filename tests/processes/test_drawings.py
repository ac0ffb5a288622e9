"""Every shipped diagram is drawn to be read, and drawn by its map."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tools.drawing.draw import drawn
from tools.drawing.faults import faults
from tools.drawing.measures import excesses, poor_names

ROOT = Path(__file__).parents[2] / "processes"
DIAGRAMS = sorted(ROOT.glob("*/*.bpmn"))
each_diagram = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)


@each_diagram
def test_the_map_draws_the_same_file_again(path: Path) -> None:
    content = path.read_bytes()

    again = drawn(content, path.with_suffix(".map").read_text(encoding="utf-8"))

    assert again == content


@each_diagram
def test_the_drawing_has_no_fault(path: Path) -> None:
    root = etree.fromstring(path.read_bytes())

    assert faults(root) == []


@each_diagram
def test_the_drawing_stays_within_its_limits(path: Path) -> None:
    root = etree.fromstring(path.read_bytes())

    assert excesses(root) == []


@each_diagram
def test_names_read_as_orders_and_questions(path: Path) -> None:
    root = etree.fromstring(path.read_bytes())

    assert poor_names(root) == []


def test_there_is_something_to_check() -> None:
    assert DIAGRAMS
