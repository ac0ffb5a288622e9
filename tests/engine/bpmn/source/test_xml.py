"""Hostile and broken files end in one finding."""

from __future__ import annotations

import pytest

from engine.bpmn.reading import read_model
from engine.bpmn.source.xml import MAX_BYTES
from engine.errors import PackageError
from tests.engine.bpmn.drawing import HEAD, Drawing


def body() -> str:
    drawing = Drawing()
    drawing.start()
    return drawing.xml().decode()


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not-xml"),
    "no XML": (b"hello", "not-xml"),
    "binary": (bytes(range(256)), "not-xml"),
    "half a file": (body()[:-30].encode(), "not-xml"),
    "wrong encoding": (b'<?xml version="1.0" encoding="utf-16"?>' + body().encode(), "not-xml"),
    "another root": (b"<html/>", "not-bpmn"),
    "a root without namespace": (b"<definitions/>", "not-bpmn"),
    "DOCTYPE": (b"<!DOCTYPE x>" + body().encode(), "doctype"),
    "internal entity": (b'<!DOCTYPE x [<!ENTITY e "boo">]>' + body().encode(), "doctype"),
    "file entity": (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        + body()
        .replace("</bpmn:process>", "<bpmn:documentation>&e;</bpmn:documentation></bpmn:process>")
        .encode(),
        "doctype",
    ),
    "remote DTD": (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + body().encode(), "doctype"),
    "parameter entity": (
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>' + body().encode(),
        "doctype",
    ),
    "too large": (body().encode() + b" " * MAX_BYTES, "too-large"),
    "deep nesting": (
        (
            HEAD
            + "<bpmn:extensionElements>"
            + "<x>" * 100
            + "</x>" * 100
            + "</bpmn:extensionElements></bpmn:definitions>"
        ).encode(),
        "too-deep",
    ),
    "very deep nesting": (b"<x>" * 100_000 + b"</x>" * 100_000, "not-xml"),
    "unknown BPMN element": (
        body().replace("</bpmn:process>", "<bpmn:magic/></bpmn:process>").encode(),
        "schema",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_its_code(what: str) -> None:
    data, code = HOSTILE[what]

    with pytest.raises(PackageError) as refusal:
        read_model({"evil.bpmn": data})

    assert code in {finding.code for finding in refusal.value.findings}
    assert "root:" not in str(refusal.value)


def test_an_entity_bomb_is_refused_quickly() -> None:
    data = f'<!DOCTYPE x [<!ENTITY a0 "boo">{BOMB}]><x>&a9;</x>'.encode()

    with pytest.raises(PackageError) as refusal:
        read_model({"evil.bpmn": data})

    assert {finding.code for finding in refusal.value.findings} <= {"not-xml", "doctype"}


def test_a_schema_finding_names_the_nearest_element_and_line() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a", body="<bpmn:colour/>")
    drawing.path("start", "a")

    with pytest.raises(PackageError) as refusal:
        read_model({"x.bpmn": drawing.xml()})

    assert ("a", "schema") in {(finding.element, finding.code) for finding in refusal.value.findings}


def test_a_comment_or_processing_instruction_does_no_harm() -> None:
    xml = body().replace("<bpmn:process", "<!-- hello --><?pi x?><bpmn:process").encode()

    assert read_model({"x.bpmn": xml}).processes
