"""Reading DMN 1.3, 1.4 and 1.5; what Amends would not honour is refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lxml import etree

from engine.dmn import boxed_reading
from engine.dmn.attributes import unknown_attributes
from engine.dmn.model import (
    Decision,
    Decisions,
    Element,
    InputData,
    Knowledge,
    Parameter,
    Part,
    Service,
    TypeDefinition,
)
from engine.dmn.nodes import Nodes
from engine.dmn.xml import local, namespace, read_xml
from engine.errors import PackageError

VERSIONS = {
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
# Elements that say something to people and nothing to the machine.
PROSE = frozenset(
    {
        "description", "extensionElements", "knowledgeSource", "DMNDI", "textAnnotation", "association",
        "group", "organizationUnit", "performanceIndicator", "elementCollection", "artifact",
        "businessContextElement",
    }
)  # fmt: skip
REQUIREMENTS = {
    "informationRequirement": ("requiredDecision", "requiredInput"),
    "knowledgeRequirement": ("requiredKnowledge",),
}
MAX_IMPORTS = 20


def read_decisions(data: bytes, file: str, beside: Mapping[str, bytes] | None = None) -> Decisions:
    """The decision model in this file; `beside` are the other DMN files it may import, by name.

    Raises PackageError with one finding per element that is unknown or incomplete.
    """
    return _Reading(beside or {}).model(data, file, ())


class _Reading:
    """Reads a file and what it imports."""

    def __init__(self, beside: Mapping[str, bytes]) -> None:
        self.beside = beside

    def model(self, data: bytes, file: str, importing: tuple[str, ...]) -> Decisions:
        root = read_xml(data, file)
        nodes = Nodes(file)
        if local(root) != "definitions" or namespace(root) not in VERSIONS:
            nodes.refuse(root, "dmn-not-a-model", "This is not a DMN 1.3, 1.4 or 1.5 file.")
            raise PackageError(nodes.findings)
        for node, name in unknown_attributes(root):
            said = f"A {local(node)} has no attribute '{name}'."
            nodes.refuse(node, "dmn-unknown-attribute", said)
        imports: dict[str, Decisions] = {}
        types: dict[str, TypeDefinition] = {}
        elements: dict[str, Element] = {}
        for node in nodes.children(root, PROSE | ELEMENTS.keys() | {"import", "itemDefinition"}):
            kind = local(node)
            if kind == "import":
                self.take_import(nodes, node, imports, (*importing, file))
            elif kind == "itemDefinition":
                types[node.get("name", "")] = _type(nodes, node)
            elif kind in ELEMENTS:
                _add(nodes, node, elements, ELEMENTS[kind](nodes, node))
        model = Decisions(
            file=file,
            name=root.get("name", ""),
            namespace=root.get("namespace", ""),
            elements=elements,
            types=types,
            imports=imports,
            repeated=_repeated(root),
        )
        _check_references(nodes, model)
        if nodes.findings:
            raise PackageError(nodes.findings)
        return model

    def take_import(
        self, nodes: Nodes, node: etree._Element, imports: dict[str, Decisions], importing: tuple[str, ...]
    ) -> None:
        """The model a file imports, found beside it by its namespace."""
        wanted, name = node.get("namespace", ""), node.get("name", "")
        if "DMN" not in node.get("importType", "DMN"):
            nodes.refuse(node, "dmn-import-type", "Only DMN files can be imported.")
            return
        for file, data in self.beside.items():
            if file in importing or len(importing) > MAX_IMPORTS:
                continue
            if wanted.encode() in data and read_xml(data, file).get("namespace") == wanted:
                imports[name] = self.model(data, file, importing)
                return
        nodes.refuse(node, "dmn-import-missing", f"No file here has the namespace {wanted} that is imported.")


def _add(nodes: Nodes, node: etree._Element, elements: dict[str, Element], one: Element) -> None:
    if not one.id:
        nodes.refuse(node, "dmn-no-id", f"Give this {local(node)} an id and a name.")
    elif one.id in elements:
        nodes.refuse(node, "dmn-duplicate-id", f"The id '{one.id}' is used twice.")
    elements[one.id] = one


def _repeated(root: etree._Element) -> tuple[str, ...]:
    """Ids below decisions, rules and cells included, that are no longer unique in the file (type xsd:ID)."""
    counted = Counter(node.get("id") for node in root.iter("*") if node.get("id"))
    return tuple(sorted(str(identity) for identity, times in counted.items() if times > 1))


def _reference(node: etree._Element) -> str:
    """The id that an href means: `#id` in this file, `namespace#id` in an imported one."""
    return node.get("href", "").removeprefix("#")


def _requires(nodes: Nodes, node: etree._Element) -> tuple[str, ...]:
    found = []
    for requirement in node:
        for kind in REQUIREMENTS.get(local(requirement), ()):
            found += [_reference(one) for one in nodes.named(requirement, kind)]
    return tuple(found)


def _variable(nodes: Nodes, node: etree._Element) -> str:
    """The type of the element's variable."""
    variable = nodes.one(node, "variable")
    return nodes.type(variable) if variable is not None else ""


DECISION = PROSE | {
    "variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement", "question",
    "allowedAnswers", "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner",
    "usingProcess", "usingTask",
}  # fmt: skip


def _decision(nodes: Nodes, node: etree._Element) -> Decision:
    nodes.allow(node, DECISION | boxed_reading.KINDS.keys())
    return Decision(
        id=_id(node),
        name=_name(node),
        type=_variable(nodes, node),
        requires=_requires(nodes, node),
        logic=boxed_reading.first(nodes, node),
    )


def _input(nodes: Nodes, node: etree._Element) -> InputData:
    nodes.allow(node, PROSE | {"variable"})
    return InputData(id=_id(node), name=_name(node), type=_variable(nodes, node))


def _knowledge(nodes: Nodes, node: etree._Element) -> Knowledge:
    nodes.allow(
        node, PROSE | {"variable", "encapsulatedLogic", "knowledgeRequirement", "authorityRequirement"}
    )
    logic = nodes.one(node, "encapsulatedLogic")
    return Knowledge(
        id=_id(node),
        name=_name(node),
        type=_variable(nodes, node),
        requires=_requires(nodes, node),
        logic=boxed_reading.function(nodes, logic) if logic is not None else None,
    )


def _service(nodes: Nodes, node: etree._Element) -> Service:
    kinds = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
    nodes.allow(node, PROSE | {"variable", *kinds})
    outputs, inside, decisions, data = (
        tuple(_reference(one) for one in nodes.named(node, kind)) for kind in kinds
    )
    return Service(
        id=_id(node),
        name=_name(node),
        type=_variable(nodes, node),
        outputs=outputs,
        inside=inside,
        input_decisions=decisions,
        input_data=data,
    )


def _id(node: etree._Element) -> str:
    """The element's id; the standard lets it be left out, then the name stands for it."""
    return node.get("id") or _name(node)


def _name(node: etree._Element) -> str:
    return " ".join(node.get("name", "").split())


ELEMENTS = {
    "decision": _decision,
    "inputData": _input,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}


def _type(nodes: Nodes, node: etree._Element) -> TypeDefinition:
    kinds = {"typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem"}
    nodes.allow(node, PROSE | kinds)
    function = nodes.one(node, "functionItem")
    return TypeDefinition(
        name=node.get("name", ""),
        type=nodes.words(node, "typeRef"),
        collection=node.get("isCollection") == "true",
        parts=tuple(
            Part(name=part.get("name", ""), type=_type(nodes, part))
            for part in nodes.named(node, "itemComponent")
        ),
        allowed=nodes.tests(node, "allowedValues"),
        constraint=nodes.tests(node, "typeConstraint"),
        parameters=None
        if function is None
        else tuple(
            Parameter(name=one.get("name", ""), type=nodes.type(one))
            for one in nodes.named(function, "parameters")
        ),
        returns="" if function is None else function.get("outputTypeRef", ""),
    )


def _check_references(nodes: Nodes, model: Decisions) -> None:
    """Every id that is required must exist, and nothing may require itself through others."""
    whole = True
    for one in model.elements.values():
        services = one.outputs + one.inside + one.parameters if isinstance(one, Service) else ()
        for reference in one.requires + services:
            try:
                model.find(reference)
            except KeyError:
                whole = False
                nodes.found(
                    one.id, "dmn-missing-element", f"It requires '{reference}', which does not exist."
                )
    if whole:
        _check_circles(nodes, model)


def _check_circles(nodes: Nodes, model: Decisions) -> None:
    done: set[str] = set()
    for start in model.elements:
        path: list[tuple[str, int]] = [(start, 0)]
        while path:
            identity, number = path.pop()
            requires = [one for one in model.elements[identity].requires if one in model.elements]
            if identity in done or number >= len(requires):
                done.add(identity)
                continue
            path.append((identity, number + 1))
            needed = requires[number]
            # A knowledge model may call itself; a decision that needs its own answer never gets one.
            if any(needed == one for one, _ in path):
                if isinstance(model.elements[needed], Decision):
                    nodes.found(needed, "dmn-circle", "It requires its own result.")
                continue
            path.append((needed, 0))
