"""The attributes of DMN's elements (DMN 1.5, chapter 13): a misspelt one would silently do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.dmn.xml import local, namespace

_ANYWHERE = frozenset({"id", "label", "typeRef"})
_PROSE = frozenset(
    {"description", "extensionElements", "knowledgeSource", "textAnnotation", "association", "group"}
)
_OF_IMPORTS = frozenset({"name", "namespace", "importType", "locationURI", "importedElement"})
_OF_TYPES = frozenset({"name", "typeLanguage", "isCollection"})
_WITH_NAME = (
    *("decision", "businessKnowledgeModel", "decisionService", "variable", "parameter", "parameters"),
    *("formalParameter", "column", "output", "annotation", "performanceIndicator", "organizationUnit"),
)
_WITH_TEXT = (
    *("literalExpression", "inputExpression", "inputEntry", "outputEntry", "defaultOutputEntry"),
    *("inputValues", "outputValues", "allowedValues", "typeConstraint"),
)
_ITERATING = ("for", "some", "every")
_BY_ELEMENT: dict[str, frozenset[str]] = {
    "definitions": frozenset(
        {"name", "namespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion"}
    ),
    "import": _OF_IMPORTS,
    "importedValues": _OF_IMPORTS | {"expressionLanguage"},
    "itemDefinition": _OF_TYPES,
    "itemComponent": _OF_TYPES,
    "functionItem": frozenset({"outputTypeRef"}),
    "inputData": frozenset({"name", "href"}),  # a decision service refers to one by the same element
    "decisionTable": frozenset({"hitPolicy", "aggregation", "preferredOrientation", "outputLabel"}),
    "functionDefinition": frozenset({"kind"}),
    "encapsulatedLogic": frozenset({"kind"}),
    **dict.fromkeys(_WITH_NAME, frozenset({"name", "URI"})),
    **dict.fromkeys(_WITH_TEXT, frozenset({"expressionLanguage"})),
    **dict.fromkeys(_ITERATING, frozenset({"iteratorVariable"})),
}
_REFERENCE = frozenset({"href"})


def unknown_attributes(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each element of DMN with an attribute it does not have; other namespaces belong to other tools."""
    space = namespace(root)
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if namespace(node) != space or local(node) in _PROSE:
            continue
        known = _ANYWHERE | _BY_ELEMENT.get(local(node), _REFERENCE)
        for name in map(str, node.attrib):
            if not name.startswith("{") and name not in known:
                yield node, name
        waiting.extend(node)
