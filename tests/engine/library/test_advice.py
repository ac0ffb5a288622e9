"""A finding carries what its element is called and what can be done about it."""

from __future__ import annotations

import pytest

from engine.errors import Finding
from engine.library.advice import advice_on, advised
from engine.library.check import check_file

DIAGRAM = b"""<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="s"/>
    <bpmn:userTask id="t" name="Look&#10;  closely"/>
  </bpmn:process>
</bpmn:definitions>"""


def about(file: str, element: str, code: str = "unreachable") -> Finding:
    return Finding(file=file, element=element, code=code, message="It is wrong.")


def test_an_element_is_named_as_on_the_drawing() -> None:
    (finding,) = (one for one in check_file(DIAGRAM, "x.bpmn") if one.code == "unreachable")

    assert (finding.element, finding.name) == ("t", "Look closely")
    assert finding.advice == "Draw a flow to it, or remove it."
    assert finding.level == "error"


def test_a_field_of_a_form_is_named_by_its_label() -> None:
    form = b'{"components": [{"type": "group", "components": [{"key": "k", "label": "How old?"}]}]}'

    (finding,) = advised([about("x.form", "k", "form-no-options")], {"x.form": form})

    assert finding.name == "How old?"


@pytest.mark.parametrize("content", [b"", b"<a", b"{", b"[" * 100_000, b"\xff"])
@pytest.mark.parametrize("file", ["x.bpmn", "x.dmn", "x.form", "x.md", "x"])
def test_a_file_that_cannot_be_read_names_nothing(file: str, content: bytes) -> None:
    (finding,) = advised([about(file, "t")], {file: content})

    assert finding.name == ""


def test_the_same_finding_is_said_once_and_in_order() -> None:
    findings = advised([about("b", "x"), about("a", "y"), about("b", "x")], {})

    assert [finding.file for finding in findings] == ["a", "b"]


def test_one_code_is_advised_on_as_its_file_asks() -> None:
    assert "position" in advice_on("expression", "processes/p/p.bpmn")
    assert advice_on("expression", "processes/p/process.yaml") == "Correct it at the position given."
    assert advice_on("form-missing", "processes/p/p.bpmn") == "Add the form or correct its id."
    assert advice_on("no-such-code", "processes/p/p.bpmn") == ""
