from __future__ import annotations

import pytest

from engine.dmn.reading import read_decisions
from engine.dmn.xml import MAX_BYTES
from engine.errors import PackageError
from tests.engine.dmn.builders import (
    column,
    decision,
    fact,
    model,
    output,
    read,
    refusals,
    rule,
    table,
    text,
)


@pytest.mark.parametrize("version", ["20191111", "20211108", "20230324"])
def test_versions_1_3_to_1_5_are_read(version: str) -> None:
    data = model(decision("d", text("1")), namespace=f"https://www.omg.org/spec/DMN/{version}/MODEL/")

    assert read_decisions(data, "x.dmn").ids == ("d",)


def test_the_facts_a_decision_needs_are_found_through_others() -> None:
    decisions = read(
        fact("amount"),
        fact("age"),
        decision("risk", text("age"), needs=["age"]),
        decision("limit", text("1"), needs=["amount", "-risk"]),
    )

    assert [one.name for one in decisions.inputs("limit")] == ["amount", "age"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<definitions", "xml-not-readable"),
        (b"", "xml-not-readable"),
        (b"<!DOCTYPE a><a/>", "xml-doctype"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "xml-doctype"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "xml-doctype"),
        (b"<a>" * 1000 + b"</a>" * 1000, "xml-not-readable"),
        (b" " * (MAX_BYTES + 1), "xml-too-large"),
        (b"<definitions/>", "dmn-not-a-model"),
        (model(namespace="https://www.omg.org/spec/DMN/20151101/dmn.xsd"), "dmn-not-a-model"),
        (model("<wizardry/>"), "dmn-unknown-element"),
        (model("<decision/>"), "dmn-no-id"),
        (
            model(decision("d", table(column("x"), output(), rule(["1"], ["1"])))).replace(
                b"hitPolicy", b"hitpolicy"
            ),
            "dmn-unknown-attribute",
        ),
        (model(decision("d", text("1"))).replace(b"name=", b"nmae=", 1), "dmn-unknown-attribute"),
        (model(decision("d", text("1")), decision("d", text("2"))), "dmn-duplicate-id"),
        (model(decision("d", text("1"), needs=["nobody"])), "dmn-missing-element"),
        (model(decision("a", text("1"), needs=["-b"]), decision("b", text("1"), needs=["-a"])), "dmn-circle"),
        (model(decision("d", text("1") + text("2"))), "dmn-repeated-element"),
        (model(decision("d", "<spell/>")), "dmn-unknown-element"),
        (
            model(
                decision(
                    "d", '<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>'
                )
            ),
            "dmn-language",
        ),
        (model(decision("d", table(output(), hit="LUCKY"))), "dmn-hit-policy"),
        (model(decision("d", table(output(), hit="FIRST", aggregation="SUM"))), "dmn-aggregation"),
        (
            model(decision("d", table(output("a"), output("b"), hit="COLLECT", aggregation="SUM"))),
            "dmn-aggregation",
        ),
        (model(decision("d", table())), "dmn-no-output"),
        (model(decision("d", table(output("a"), output("a")))), "dmn-output-names"),
        (model(decision("d", table("<input/>", output()))), "dmn-no-expression"),
        (model(decision("d", table(column("a"), output(), rule([], ["1"])))), "dmn-rule-cells"),
        (model(decision("d", "<conditional/>")), "dmn-no-expression"),
        (model('<import namespace="urn:x" name="x" importType="DMN"/>'), "dmn-import-missing"),
        (
            model('<import namespace="urn:x" name="x" importType="http://www.w3.org/2001/XMLSchema"/>'),
            "dmn-import-type",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(data: bytes, code: str) -> None:
    assert code in refusals(data)


def test_a_refusal_names_the_element_around() -> None:
    with pytest.raises(PackageError) as refused:
        read(decision("d", "<spell/>"))

    assert [(one.file, one.element) for one in refused.value.findings] == [("test.dmn", "d")]


def test_drawing_and_remarks_are_no_matter() -> None:
    drawing = '<x:DMNDI xmlns:x="https://www.omg.org/spec/DMN/20191111/DMNDI/"/><textAnnotation id="t"/>'

    assert read(decision("d", "<description>why</description>" + text("1")), drawing).ids == ("d",)


def test_imports_are_found_by_namespace_among_the_files_beside() -> None:
    beside = {"other.dmn": model(decision("base", text("2")), own="urn:other"), "noise.dmn": b"<broken"}
    importing = (
        '<import namespace="urn:other" name="o" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    )

    decisions = read(importing, decision("d", text("o.base + 1"), needs=["-urn:other#base"]), beside=beside)

    assert decisions.imports["o"].ids == ("base",)


def test_files_that_import_each_other_are_refused() -> None:
    one = model('<import namespace="urn:b" name="b" importType="DMN"/>', own="urn:a")
    other = model('<import namespace="urn:a" name="a" importType="DMN"/>', own="urn:b")

    assert refusals(one, beside={"b.dmn": other, "bad.dmn": one}) == ["dmn-import-missing"]
