"""Pieces of BPMN as text, for the packages that tests draw."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr


def properties(properties: dict[str, str]) -> str:
    """Extension properties, or nothing."""
    if not properties:
        return ""
    given = "".join(
        f"<zeebe:property name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in properties.items()
    )
    return f"<zeebe:properties>{given}</zeebe:properties>"


def loop(each: tuple[str, str] | None) -> str:
    """A parallel multi-instance over collection and item, or nothing."""
    if each is None:
        return ""
    collection, item = each
    inner = (
        f"<zeebe:loopCharacteristics inputCollection={quoteattr(collection)} inputElement={quoteattr(item)}/>"
    )
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:extensionElements>'
        f"{inner}</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def timer(duration: str) -> str:
    """A timer definition of this duration."""
    return (
        "<bpmn:timerEventDefinition><bpmn:timeDuration "
        f'xsi:type="bpmn:tFormalExpression">{duration}</bpmn:timeDuration></bpmn:timerEventDefinition>'
    )


def flow(flow_id: str, source: str, target: str, when: str | None) -> str:
    """A sequence flow; `when` is its condition."""
    condition = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{when}</bpmn:conditionExpression>'
        if when
        else ""
    )
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{flow_id}" {ends}>{condition}</bpmn:sequenceFlow>'
