"""Going through the elements of a DMN file, with an allow-list: what is not expected is a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from engine.dmn.xml import local, namespace
from engine.errors import Finding


class Nodes:
    """The findings of one file, and how its elements are asked for what they hold."""

    def __init__(self, file: str) -> None:
        """Start without findings."""
        self.file = file
        self.findings: list[Finding] = []

    def found(self, element: str, code: str, message: str) -> None:
        """Keep a finding about the element with this id."""
        self.findings.append(Finding(file=self.file, element=element, code=code, message=message))

    def refuse(self, node: etree._Element, code: str, message: str) -> None:
        """Keep a finding about this element, or the nearest one around it that has an id."""
        here: etree._Element | None = node
        while here is not None and not here.get("id"):
            here = here.getparent()
        self.found(here.get("id", "") if here is not None else "", code, message)

    def children(self, node: etree._Element, allowed: Collection[str]) -> Iterator[etree._Element]:
        """The element's children in its own namespace or the drawing's; an unknown one is refused."""
        self.allow(node, allowed)
        yield from (one for one in node if local(one) in allowed)

    def allow(self, node: etree._Element, allowed: Collection[str]) -> None:
        """Refuse children in the element's namespace that are not on the list."""
        for one in node:
            if namespace(one) == namespace(node) and local(one) not in allowed:
                said = f"Amends does not run the DMN element '{local(one)}' in '{local(node)}'."
                self.refuse(one, "dmn-unknown-element", said)

    def named(self, node: etree._Element, *kinds: str) -> list[etree._Element]:
        """The children of these kinds."""
        return [one for one in node if local(one) in kinds and namespace(one) == namespace(node)]

    def one(self, node: etree._Element, kind: str) -> etree._Element | None:
        """The child of this kind; a second one is refused."""
        found = self.named(node, kind)
        if len(found) > 1:
            self.refuse(found[1], "dmn-repeated-element", f"There must be only one '{kind}'.")
        return found[0] if found else None

    def words(self, node: etree._Element, kind: str) -> str:
        """The text of the child of this kind."""
        found = self.one(node, kind)
        if found is None:
            return ""
        if len(found):
            self.refuse(found[0], "dmn-unknown-element", f"There must be nothing but text in '{kind}'.")
        return (found.text or "").strip()

    def type(self, node: etree._Element) -> str:
        """The type the element names, "" for none and for Any."""
        name = node.get("typeRef", "").strip()
        return "" if name in {"Any", "feel:Any"} else name

    def tests(self, node: etree._Element, kind: str) -> str:
        """The unary tests in the child of this kind; of several, an item of any counts."""
        found = self.one(node, kind)
        if found is None:
            return ""
        self.language(found)
        return self.words(found, "text")

    def language(self, node: etree._Element) -> None:
        """Refuse any expression language but FEEL."""
        language = node.get("expressionLanguage")
        if language and "FEEL" not in language.upper():
            self.refuse(node, "dmn-language", f"Expressions are written in FEEL; '{language}' is not run.")
