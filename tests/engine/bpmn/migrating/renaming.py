"""The same diagram with another id on everything drawn in it."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.bpmn.execution import Execution
from engine.bpmn.model import Model
from engine.bpmn.reading import read_model
from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.oracle.compare import Walker
from tests.engine.bpmn.walk import MONDAY

PREFIX = "new_"
_POINTING = ("id", "sourceRef", "targetRef", "attachedToRef", "default", "activityRef")


def names_of(model: Model) -> set[str]:
    """Every element and flow of a model."""
    nodes = {name for process in model.processes.values() for name in process.elements}
    return nodes | {flow.id for process in model.processes.values() for flow in process.flows}


def renamed(xml: bytes, names: set[str]) -> bytes:
    """The file with a prefix before each of these ids; expressions stay as they are."""
    root = etree.fromstring(xml)
    for element in root.iter():
        for attribute in _POINTING:
            if element.get(attribute) in names:
                element.set(attribute, PREFIX + element.get(attribute))
        if etree.QName(element).localname == "flowNodeRef" and element.text in names:
            element.text = PREFIX + element.text
    return etree.tostring(root)


class Wanderer(Walker):
    """A case that is carried over before every step: to the renamed diagram, and back again."""

    def __init__(self, drawings: list[Drawing]) -> None:
        super().__init__(drawings, restart=False)
        self.here = self.model
        names = names_of(self.model)
        files = {f"{one.process}.bpmn": renamed(one.xml(), names) for one in drawings}
        self.away = read_model(files)
        self.forth = {name: PREFIX + name for name in names}
        self.back = {new: old for old, new in self.forth.items()}

    def carry(self) -> None:
        """To the other version."""
        self.trace.extend(self.case.position().trace)
        state, leaving = self.case.dump(), self.model is self.here
        self.case = Execution.load(self.model, "p", state, dict(self.case.file), self.around, {})
        before = self.waits()
        self.model = self.away if leaving else self.here
        self.case.migrate(self.model, self.forth if leaving else self.back, lambda *_: MONDAY)
        assert self.waits() == before, "another position after migration"

    def waits(self) -> list[tuple[str, str, str, str]]:
        return sorted((kind, self.known(name), *more) for kind, name, *more in super().waits())

    def step(self, kind: str, place: str, value: int, name: str) -> None:
        self.carry()
        super().step(kind, place, value, name)

    @property
    def history(self) -> list[Any]:
        """In the names of the first version."""
        return [
            type(line)(verb=line.verb, process=line.process, element=self.known(line.element))
            for line in super().history
        ]

    def known(self, name: str) -> str:
        """What an element was called at first."""
        return name.removeprefix(PREFIX)
