"""Collects what is wrong with the files, so that an owner sees everything at once."""

from __future__ import annotations

from engine.bpmn.source.xml import XmlNode
from engine.errors import Finding


class Findings:
    """Findings of several files; the same one is kept once."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self.all: dict[Finding, None] = {}

    def add(
        self, file: str, element: str | XmlNode | None, code: str, message: str, level: str = "error"
    ) -> None:
        """Keep a finding about an element, named by id or by its XML node (the nearest one with an id)."""
        while isinstance(element, XmlNode):
            given = element.get("id")
            element = str(given) if given else element.getparent()
        self.all[Finding(file=file, element=element or "", code=code, message=message, level=level)] = None

    def extend(self, findings: list[Finding]) -> None:
        """Keep several."""
        self.all.update(dict.fromkeys(findings))

    @property
    def errors(self) -> bool:
        """Whether any of them refuses the files."""
        return any(finding.level == "error" for finding in self.all)
