"""Decision models for tests, with everything given a default."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine.dmn.evaluation import Decided, decide
from engine.dmn.model import Decisions
from engine.dmn.reading import read_decisions
from engine.errors import PackageError
from engine.feel.surroundings import Surroundings

AROUND = Surroundings(now=datetime(2026, 3, 2, 9, tzinfo=UTC))
V13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(*parts: str, namespace: str = V13, own: str = "urn:test") -> bytes:
    """A DMN file with these elements."""
    head = f'<definitions xmlns="{namespace}" id="definitions" name="Test" namespace="{own}">'
    return (head + "".join(parts) + "</definitions>").encode()


def text(feel: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(feel)}</text></literalExpression>"


def fact(name: str, kind: str = "") -> str:
    """Input data; its id is the name."""
    called = quoteattr(name)
    return f"<inputData id={called} name={called}><variable name={called}{_type(kind)}/></inputData>"


def decision(name: str, logic: str, *, needs: Sequence[str] = (), kind: str = "") -> str:
    """A decision that requires others by id: `!` for knowledge, `-` for decisions, else input data."""
    wanted = "".join(_requirement(one) for one in needs)
    return (
        f"<decision id={quoteattr(name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{_type(kind)}/>{wanted}{logic}</decision>"
    )


def _requirement(one: str) -> str:
    if one.startswith("!"):
        return f'<knowledgeRequirement><requiredKnowledge href="#{one[1:]}"/></knowledgeRequirement>'
    kind, name = ("requiredDecision", one[1:]) if one.startswith("-") else ("requiredInput", one)
    href = name if "#" in name else f"#{name}"
    return f"<informationRequirement><{kind} href={quoteattr(href)}/></informationRequirement>"


def knowledge(name: str, parameters: Sequence[str], logic: str, *, needs: Sequence[str] = ()) -> str:
    """A business knowledge model."""
    formal = "".join(f"<formalParameter name={quoteattr(one)}/>" for one in parameters)
    wanted = "".join(_requirement(one) for one in needs)
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{wanted}</businessKnowledgeModel>"
    )


def column(feel: str, kind: str = "", allowed: str = "") -> str:
    """An input column."""
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    return (
        f"<input><inputExpression{_type(kind)}><text>{escape(feel)}</text></inputExpression>{values}</input>"
    )


def output(name: str = "", kind: str = "", allowed: str = "", default: str = "") -> str:
    """An output column."""
    values = f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
    other = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f"<output name={quoteattr(name)}{_type(kind)}>{values}{other}</output>"


def rule(tests: Sequence[str], results: Sequence[str], note: str = "") -> str:
    """One rule."""
    cells = "".join(f"<inputEntry><text>{escape(one)}</text></inputEntry>" for one in tests)
    cells += "".join(f"<outputEntry><text>{escape(one)}</text></outputEntry>" for one in results)
    remark = f"<annotationEntry><text>{escape(note)}</text></annotationEntry>" if note else ""
    return f"<rule id={quoteattr(' '.join(tests))}>{cells}{remark}</rule>"


def table(*parts: str, hit: str = "UNIQUE", aggregation: str = "") -> str:
    """A decision table of columns and rules."""
    more = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{hit}"{more}>{"".join(parts)}</decisionTable>'


def definition(
    name: str, inner: str = "", kind: str = "", *, collection: bool = False, allowed: str = ""
) -> str:
    """A type."""
    based = f"<typeRef>{kind}</typeRef>" if kind else ""
    values = f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    many = ' isCollection="true"' if collection else ""
    return f'<itemDefinition name="{name}"{many}>{based}{values}{inner}</itemDefinition>'


def part(name: str, kind: str, *, collection: bool = False) -> str:
    """A component of a type."""
    many = ' isCollection="true"' if collection else ""
    return f'<itemComponent name="{name}"{many}><typeRef>{kind}</typeRef></itemComponent>'


def read(*parts: str, **more: Any) -> Decisions:
    """The model of these elements."""
    return read_decisions(model(*parts), "test.dmn", **more)


def refusals(data: bytes, **more: Any) -> list[str]:
    """The codes a file is refused with."""
    try:
        read_decisions(data, "bad.dmn", **more)
    except PackageError as error:
        return [finding.code for finding in error.findings]
    raise AssertionError("accepted")


def ask(decisions: Decisions, name: str, /, **variables: Any) -> Decided:
    """What a decision says."""
    return decide(decisions, name, variables, AROUND)


def _type(kind: str) -> str:
    return f' typeRef="{kind}"' if kind else ""
