"""Reading test cases of the DMN Technology Compatibility Kit (dmn-tck.github.io)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from engine.dmn.xml import local, read_xml
from engine.feel.temporal.reading import read_any

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One result that a case expects, of the decision with this name."""

    name: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class TestCase:
    """One case: what goes in and what must come out. `service` is the decision service to call, if any."""

    __test__ = False  # the kit's word; test collectors are not meant

    id: str
    service: str
    inputs: Mapping[str, Any]
    expected: tuple[Expected, ...]

    @property
    def expects_values(self) -> bool:
        """Whether anything but null is expected."""
        return any(one.value is not None for one in self.expected)


@dataclass(frozen=True, kw_only=True)
class TestCases:
    """One file of test cases for one model."""

    __test__ = False

    model: str
    cases: tuple[TestCase, ...]


def read_cases(data: bytes, file: str) -> TestCases:
    """The cases of a test file; PackageError when it is no readable XML."""
    root = read_xml(data, file)
    model = next((one.text or "" for one in root if local(one) == "modelName"), "")
    cases = tuple(_case(one) for one in root if local(one) == "testCase")
    return TestCases(model=model.strip(), cases=cases)


def _case(node: etree._Element) -> TestCase:
    expected = []
    for one in node:
        if local(one) == "resultNode":
            value = next((_value(part) for part in one if local(part) == "expected"), None)
            expected.append(Expected(name=one.get("name", ""), value=value))
    return TestCase(
        id=node.get("id", ""),
        service=node.get("invocableName", "") if node.get("type") == "decisionService" else "",
        inputs={one.get("name", ""): _value(one) for one in node if local(one) == "inputNode"},
        expected=tuple(expected),
    )


def _value(node: etree._Element) -> Any:
    """The value that a node holds: one value, components or a list."""
    parts = {one.get("name", ""): _value(one) for one in node if local(one) == "component"}
    if parts:
        return parts
    for one in node:
        if local(one) == "value":
            return _simple(one)
        if local(one) == "list":
            return None if one.get(f"{XSI}nil") == "true" else [_value(item) for item in one]
        if local(one) == "component":
            return {}
    return None


def _simple(node: etree._Element) -> Any:
    if node.get(f"{XSI}nil") == "true":
        return None
    text, kind = node.text or "", node.get(f"{XSI}type", "").rpartition(":")[2]
    if kind == "boolean":
        return text.strip() in {"true", "1"}
    if kind in {"decimal", "double", "float", "integer", "int", "long"} or not kind:
        try:
            return Decimal(text.strip())
        except InvalidOperation:
            return text
    return read_any(text.strip()) if kind in {"date", "time", "dateTime", "duration"} else text
