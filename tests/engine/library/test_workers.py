"""Outside workers in process.yaml: what is declared wrongly is named, a slip of the pen stays a finding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import PackageError
from engine.library.check import check_package
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS
from tests.engine.commands.package import PackageBuilder, text

TYPE = "accounts.credit_note"
WORKER = {"title": "Credit note", "group": "officer", "example": {"note": "G-1", "amount": 12.5}}


def package(worker: dict[str, Any] | None = None, asked: str = TYPE, **headers: str) -> Package:
    """A package whose only task is for the worker, and one gateway that reads what it answers."""
    declared = WORKER if worker is None else worker
    builder = PackageBuilder().settings(workers={TYPE: declared})
    if "form" in declared:
        builder.form("made", text("note"))
    return (
        builder.start()
        .service("ask", asked, **headers)
        .gateway("much", default="end")
        .end()
        .end("other")
        .flow("start", "ask", "much", "end")
        .flow("much", "other", when='=note = "G-2"')
        .build()
    )


def findings(built: Package) -> list[tuple[str, str, str]]:
    """Level, code and element of what `check` says about workers and their task."""
    codes = ("worker", "operation", "group", "form-missing", "amount", "variable")
    return [
        (one.level, one.code, one.element)
        for one in check_package(built, OPERATIONS)
        if one.code.startswith(codes)
    ]


def test_a_worker_that_is_declared_well_has_no_finding() -> None:
    assert findings(package()) == []


def test_a_type_that_nobody_declares_stays_a_finding() -> None:
    assert ("error", "operation-unknown", "ask") in findings(package(asked="accounts.credit_mote"))
    assert ("warning", "worker-unused", f"workers.{TYPE}") in findings(package(asked="accounts.credit_mote"))


@pytest.mark.parametrize(
    ("worker", "finding"),
    [
        ({"title": "T", "group": "nobody", "form": "made"}, ("error", "group-unknown", ".group")),
        ({"title": "T", "form": "missing"}, ("error", "form-missing", ".form")),
        ({"title": "T", "form": "made", "example": {"note": "x"}}, ("error", "worker-answer", "")),
        ({"title": "T", "form": "made", "within": "soon"}, ("error", "amount", ".within")),
        ({"title": "T"}, ("warning", "worker-answer", "")),
    ],
)
def test_what_is_declared_wrongly_is_named(worker: dict[str, Any], finding: tuple[str, str, str]) -> None:
    level, code, at = finding

    assert (level, code, f"workers.{TYPE}{at}") in findings(package(worker))


def test_what_a_worker_answers_is_known_to_be_set() -> None:
    assert ("warning", "variable-unset", "much") in findings(
        package({"title": "T", "example": {"number": 1}})
    )
    assert findings(package({"title": "T", "form": "made"})) == []


@pytest.mark.parametrize("name", ["letter.send", "decision"])
def test_a_worker_cannot_have_the_name_of_what_amends_does_itself(name: str) -> None:
    built = PackageBuilder().settings(workers={name: WORKER}).start().end().flow("start", "end").build()

    assert ("error", "worker-operation", f"workers.{name}") in findings(built)


def test_a_header_that_nobody_would_evaluate_is_refused() -> None:
    assert findings(package(kind="=name")) == [("error", "worker-header", "ask")]
    assert findings(package(kind="refund")) == []


@pytest.mark.parametrize(
    ("workers", "where"),
    [
        ({"1st": WORKER}, "workers.1st"),
        ({"a b": WORKER}, "workers.a b"),
        ({TYPE: {"group": "officer"}}, f"workers.{TYPE}.title"),
        ({TYPE: {**WORKER, "url": "http://"}}, f"workers.{TYPE}.url"),
        ({TYPE: {**WORKER, "example": "text"}}, f"workers.{TYPE}.example"),
        ([TYPE], "workers"),
    ],
)
def test_lines_that_cannot_be_read_are_findings(workers: Any, where: str) -> None:
    built = PackageBuilder().settings(workers=workers).start().end().flow("start", "end").build()

    with pytest.raises(PackageError) as refused:
        _ = built.settings

    assert [finding.element for finding in refused.value.findings] == [where]


def test_an_example_is_read_as_a_case_file_holds_it() -> None:
    worker = package().settings.workers[TYPE]

    assert worker.example == {"note": "G-1", "amount": Decimal("12.5")}
    assert package({"title": "T", "form": "made"}).settings.workers[TYPE].group == "manager"
