"""Reading boxed expressions: tables, literals, contexts, lists, relations, calls, functions and iterators."""

from __future__ import annotations

from lxml import etree

from engine.dmn.model import (
    Boxed,
    Conditional,
    Context,
    Entry,
    Filter,
    FunctionDefinition,
    Input,
    Invocation,
    Iteration,
    Listed,
    Literal,
    Output,
    Parameter,
    Relation,
    Rule,
    Table,
)
from engine.dmn.nodes import Nodes
from engine.dmn.xml import local

HIT_POLICIES = frozenset({"UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"})
AGGREGATIONS = frozenset({"", "SUM", "COUNT", "MIN", "MAX"})
PROSE = frozenset({"description", "extensionElements"})


def first(nodes: Nodes, node: etree._Element) -> Boxed | None:
    """The boxed expression within this element, if there is one."""
    found = nodes.named(node, *KINDS)
    if len(found) > 1:
        nodes.refuse(found[1], "dmn-repeated-element", "There must be only one expression here.")
    return KINDS[local(found[0])](nodes, found[0]) if found else None


def _required(nodes: Nodes, node: etree._Element, kind: str = "") -> Boxed:
    """The expression within, refused if it is missing."""
    holder = nodes.one(node, kind) if kind else node
    found = first(nodes, holder) if holder is not None else None
    if found is None:
        what = kind or local(node)
        nodes.refuse(node, "dmn-no-expression", f"There is no expression in '{what}'.")
        return Literal(text="null")
    return found


def _literal(nodes: Nodes, node: etree._Element) -> Literal:
    nodes.allow(node, PROSE | {"text"})
    nodes.language(node)
    if nodes.named(node, "importedValues"):
        nodes.refuse(node, "dmn-imported-values", "Imported values are not read; write them here.")
    text = nodes.words(node, "text")
    return Literal(id=node.get("id", ""), type=nodes.type(node), text=text)


def _table(nodes: Nodes, node: etree._Element) -> Table:
    nodes.allow(node, PROSE | {"input", "output", "annotation", "rule"})
    hit_policy, aggregation = node.get("hitPolicy", "UNIQUE"), node.get("aggregation", "")
    if hit_policy not in HIT_POLICIES:
        nodes.refuse(node, "dmn-hit-policy", f"The hit policy '{hit_policy}' does not exist.")
    if aggregation not in AGGREGATIONS or (aggregation and hit_policy != "COLLECT"):
        nodes.refuse(node, "dmn-aggregation", f"'{hit_policy} {aggregation}' does not exist.")
    inputs = tuple(_input(nodes, one) for one in nodes.named(node, "input"))
    outputs = tuple(_output(nodes, one) for one in nodes.named(node, "output"))
    if not outputs:
        nodes.refuse(node, "dmn-no-output", "A decision table needs an output column.")
    names = [one.name for one in outputs]
    if len(outputs) > 1 and (len(set(names)) < len(names) or not all(names)):
        nodes.refuse(node, "dmn-output-names", "Several output columns each need a name of their own.")
    if aggregation and aggregation != "COUNT" and len(outputs) > 1:
        nodes.refuse(node, "dmn-aggregation", "Several output columns cannot be added up or compared.")
    rules = tuple(_rule(nodes, one, len(inputs), len(outputs)) for one in nodes.named(node, "rule"))
    return Table(
        id=node.get("id", ""),
        type=nodes.type(node),
        hit_policy=hit_policy,
        aggregation=aggregation,
        inputs=inputs,
        outputs=outputs,
        rules=rules,
    )


def _input(nodes: Nodes, node: etree._Element) -> Input:
    nodes.allow(node, PROSE | {"inputExpression", "inputValues"})
    expression = nodes.one(node, "inputExpression")
    text = "" if expression is None else nodes.words(expression, "text")
    if expression is None or not text:
        nodes.refuse(node, "dmn-no-expression", "This input column looks at nothing: give it an expression.")
    else:
        nodes.language(expression)
    return Input(
        id=node.get("id", ""),
        label=node.get("label", "") or text,
        text=text or "null",
        type="" if expression is None else nodes.type(expression),
        allowed=nodes.tests(node, "inputValues"),
    )


def _output(nodes: Nodes, node: etree._Element) -> Output:
    nodes.allow(node, PROSE | {"outputValues", "defaultOutputEntry"})
    default = nodes.one(node, "defaultOutputEntry")
    if default is not None:
        nodes.language(default)
    return Output(
        id=node.get("id", ""),
        name=node.get("name", ""),
        label=node.get("label", ""),
        type=nodes.type(node),
        allowed=nodes.tests(node, "outputValues"),
        default="" if default is None else nodes.words(default, "text"),
    )


def _rule(nodes: Nodes, node: etree._Element, inputs: int, outputs: int) -> Rule:
    nodes.allow(node, PROSE | {"inputEntry", "outputEntry", "annotationEntry"})
    tests, results = nodes.named(node, "inputEntry"), nodes.named(node, "outputEntry")
    if len(tests) != inputs or len(results) != outputs:
        nodes.refuse(node, "dmn-rule-cells", f"This rule needs {inputs} input and {outputs} output cells.")
    for cell in tests + results:
        nodes.language(cell)
    return Rule(
        id=node.get("id", ""),
        tests=tuple(nodes.words(one, "text") or "-" for one in tests),
        results=tuple(nodes.words(one, "text") for one in results),
        annotations=tuple(nodes.words(one, "text") for one in nodes.named(node, "annotationEntry")),
        description=nodes.words(node, "description"),
    )


def _context(nodes: Nodes, node: etree._Element) -> Context:
    nodes.allow(node, PROSE | {"contextEntry"})
    entries = []
    for one in nodes.named(node, "contextEntry"):
        nodes.allow(one, PROSE | {"variable"} | KINDS.keys())
        variable = nodes.one(one, "variable")
        name = "" if variable is None else " ".join(variable.get("name", "").split())
        kind = "" if variable is None else nodes.type(variable)
        entries.append(Entry(name=name, type=kind, value=_required(nodes, one)))
    if any(not one.name for one in entries[:-1]):
        nodes.refuse(node, "dmn-context-result", "Only the last line of a context may have no name.")
    return Context(id=node.get("id", ""), type=nodes.type(node), entries=tuple(entries))


def _list(nodes: Nodes, node: etree._Element) -> Listed:
    nodes.allow(node, PROSE | KINDS.keys())
    items = tuple(KINDS[local(one)](nodes, one) for one in nodes.named(node, *KINDS))
    return Listed(id=node.get("id", ""), type=nodes.type(node), items=items)


def _relation(nodes: Nodes, node: etree._Element) -> Relation:
    nodes.allow(node, PROSE | {"column", "row"})
    columns = nodes.named(node, "column")
    rows = tuple(_list(nodes, row).items for row in nodes.named(node, "row"))
    if any(len(row) != len(columns) for row in rows):
        nodes.refuse(node, "dmn-relation-cells", "Each row needs as many cells as there are columns.")
    return Relation(
        id=node.get("id", ""),
        type=nodes.type(node),
        columns=tuple(one.get("name", "") for one in columns),
        types=tuple(nodes.type(one) for one in columns),
        rows=rows,
    )


def _invocation(nodes: Nodes, node: etree._Element) -> Invocation:
    nodes.allow(node, PROSE | {"binding"} | KINDS.keys())
    bindings = []
    for one in nodes.named(node, "binding"):
        parameter = nodes.one(one, "parameter")
        name = "" if parameter is None else parameter.get("name", "")
        bindings.append(Parameter(name=name, value=first(nodes, one)))
    function = _required(nodes, node)
    return Invocation(
        id=node.get("id", ""), type=nodes.type(node), function=function, bindings=tuple(bindings)
    )


def function(nodes: Nodes, node: etree._Element) -> FunctionDefinition:
    """A function definition, or the logic of a business knowledge model."""
    nodes.allow(node, PROSE | {"formalParameter"} | KINDS.keys())
    parameters = tuple(
        Parameter(name=" ".join(one.get("name", "").split()), type=nodes.type(one))
        for one in nodes.named(node, "formalParameter")
    )
    return FunctionDefinition(
        id=node.get("id", ""),
        type=nodes.type(node),
        parameters=parameters,
        body=first(nodes, node),
        language=node.get("kind", "FEEL"),
    )


def _conditional(nodes: Nodes, node: etree._Element) -> Conditional:
    nodes.allow(node, PROSE | {"if", "then", "else"})
    test, then, otherwise = (_required(nodes, node, kind) for kind in ("if", "then", "else"))
    return Conditional(
        id=node.get("id", ""), type=nodes.type(node), test=test, then=then, otherwise=otherwise
    )


def _filter(nodes: Nodes, node: etree._Element) -> Filter:
    nodes.allow(node, PROSE | {"in", "match"})
    source, match = _required(nodes, node, "in"), _required(nodes, node, "match")
    return Filter(id=node.get("id", ""), type=nodes.type(node), source=source, match=match)


def _iteration(nodes: Nodes, node: etree._Element) -> Iteration:
    kind = local(node)
    body = "return" if kind == "for" else "satisfies"
    nodes.allow(node, PROSE | {"in", body})
    return Iteration(
        id=node.get("id", ""),
        type=nodes.type(node),
        kind=kind,
        variable=" ".join(node.get("iteratorVariable", "").split()),
        source=_required(nodes, node, "in"),
        body=_required(nodes, node, body),
    )


KINDS = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
}
