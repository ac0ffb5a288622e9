"""Files as XML: no DOCTYPE, no entities, nothing fetched, limits on size and depth, BPMN's own schema."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from engine.errors import Finding

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
MODELER = "{http://camunda.org/schema/modeler/1.0}"

XmlNode = etree._Element  # noqa: SLF001  # lxml has no public name for it

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
_NAMESPACE = re.compile(r"\{[^}]*\}")
_SAID_BETTER = (
    "is not a valid value of the atomic type 'xs:ID'",
    "xs:IDREF",
    "No match found for key-sequence",
)


def parse_xml(data: bytes, file: str) -> tuple[XmlNode | None, list[Finding]]:
    """The root of a diagram, or None with the findings that say why not; schema findings come with a root."""

    def refuse(code: str, message: str) -> tuple[None, list[Finding]]:
        return None, [Finding(file=file, element="", code=code, message=message)]

    if len(data) > MAX_BYTES:
        return refuse("too-large", f"The file is larger than {MAX_BYTES:,} bytes; split the diagram.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return refuse("not-xml", f"The file is not well-formed XML: {error}.")
    if _has_doctype(root):
        return refuse("doctype", "The file has a DOCTYPE, which diagrams never need; remove it.")
    if _deeper_than(root, MAX_DEPTH):
        return refuse("too-deep", f"Elements are nested more than {MAX_DEPTH} deep.")
    if root.tag != BPMN + "definitions":
        return refuse("not-bpmn", "This is no BPMN 2.0 diagram: its root is not bpmn:definitions.")
    return root, _schema_findings(root, file)


def _has_doctype(root: XmlNode) -> bool:
    info: Any = root.getroottree().docinfo
    return bool(info.doctype) or info.internalDTD is not None


def _deeper_than(root: XmlNode, limit: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False


@cache
def _schema() -> Any:
    return BpmnValidator().validator


def _schema_findings(root: XmlNode, file: str) -> list[Finding]:
    """Every breach of BPMN's schema, except those that our own rules say better."""
    schema = _schema()
    if schema.validate(root):
        return []
    found = []
    for entry in list(schema.error_log)[:50]:
        if any(words in entry.message for words in _SAID_BETTER):
            continue
        message = _NAMESPACE.sub("", entry.message)
        found.append(
            Finding(
                file=file,
                element=_nearest_id(root, entry.path),
                code="schema",
                message=f"Line {entry.line} is not BPMN 2.0: {message}",
            )
        )
    return found


def _nearest_id(root: XmlNode, path: str | None) -> str:
    prefixes = {prefix: name for prefix, name in root.nsmap.items() if prefix}
    try:
        hits = root.getroottree().xpath(path, namespaces=prefixes) if path else []
    except etree.XPathEvalError:  # a prefix declared further inside
        hits = []
    node = hits[0] if isinstance(hits, list) and hits else None
    while isinstance(node, XmlNode):
        if node.get("id"):
            return str(node.get("id"))
        node = node.getparent()
    return ""


def local_name(node: XmlNode) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    return etree.QName(node.tag).localname if isinstance(node.tag, str) else ""


def children(node: XmlNode, name: str = "*") -> list[XmlNode]:
    """The BPMN child elements of this name, or all of them."""
    return list(node.iterchildren(BPMN + name))


def text_of(node: XmlNode | None) -> str | None:
    """The text of an element, without the space around it; None when there is none."""
    text = "".join(str(part) for part in node.itertext()).strip() if node is not None else ""
    return text or None
