"""Diagrams and decisions of strangers: none reaches another file or the network, each gets an answer."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lxml import etree

from engine.library.check import check_file
from tests.hostile_xml import SECRET, documents, filled

DIAGRAM = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
 targetNamespace="urn:t"><bpmn:process id="p" name="{name}" isExecutable="true">
<bpmn:documentation>{text}</bpmn:documentation><bpmn:startEvent id="s"><bpmn:outgoing>f</bpmn:outgoing>
</bpmn:startEvent><bpmn:endEvent id="e"><bpmn:incoming>f</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e"/></bpmn:process></bpmn:definitions>"""
DECISIONS = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="{name}"
 namespace="urn:t"><description>{text}</description><decision id="one" name="one"><variable name="one"/>
<literalExpression><text>1</text></literalExpression></decision></definitions>"""
FINE = {"x.bpmn": DIAGRAM, "x.dmn": DECISIONS}
NAMES = [name for name, _ in documents(DIAGRAM, Path("/nowhere"))]
SECONDS = 5.0  # of processor time; the largest take a fifth of it
HARMLESS = {"no-drawing", "not-native"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that nobody may read."""
    path = tmp_path / "secret"
    path.write_text(SECRET)
    return path


def test_there_are_more_than_a_hundred() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 100


@pytest.mark.parametrize("file", FINE)
def test_the_same_file_without_malice_is_fine(file: str) -> None:
    findings = check_file(filled(FINE[file]).encode(), file)

    assert {finding.code for finding in findings} <= HARMLESS


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", FINE)
def test_a_hostile_file_gives_nothing_away_and_ends(file: str, name: str, secret: Path) -> None:
    content = dict(documents(FINE[file], secret))[name]
    begin = time.thread_time()

    findings = check_file(content, file)

    assert time.thread_time() - begin < SECONDS
    assert SECRET not in "".join(map(repr, findings))
    assert "Traceback" not in "".join(map(repr, findings))
    if name.startswith("doctype"):
        assert any(finding.level == "error" for finding in findings)


def careless(content: bytes) -> str:
    """What a parser that trusts everybody makes of a file: the positive control."""
    parser = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
        root.getroottree().xinclude()
    except (etree.LxmlError, ValueError):
        return ""
    return "".join(str(text) for text in root.itertext())


@pytest.mark.parametrize("file", FINE)
def test_a_careless_parser_would_be_caught(file: str, secret: Path) -> None:
    """The files do what they are said to do: with another parser the secret is out and the memory fills."""
    harmful = {
        name: careless(content)
        for name, content in documents(FINE[file], secret)
        if "laughs" not in name and "device" not in name  # these would not end at all
    }

    leaking = {name for name, text in harmful.items() if SECRET in text}
    assert {"doctype: external entity", "doctype in utf-16", "xinclude of a file"} <= leaking
    assert len(leaking) >= 10
    assert len(harmful["doctype: quadratic"]) >= 900_000  # of 20,000 characters
