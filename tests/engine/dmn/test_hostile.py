"""Files of strangers: none reaches another file or the network, each gets a clear answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from engine.dmn.check import check_decisions
from engine.dmn.reading import read_decisions
from engine.errors import AmendsError, PackageError
from engine.feel.errors import FeelLimitError
from tests.engine.dmn.builders import V13, ask, decision, model, read, text

SECRET = "root-of-all-secrets"


def documents(secret: Path) -> Iterator[tuple[str, bytes]]:
    """Models that point at a file or at themselves; what any XML can do is tried for all kinds of files."""
    yield "unknown element", model("<spell/>")
    yield "deep decisions", model("<decision>" * 300 + "</decision>" * 300)
    yield "other namespace", model().replace(V13.encode(), b"http://example.com/")
    yield "circle", model(decision("a", text("1"), needs=["-a"]))
    yield (
        "import of a path",
        model(f'<import namespace="{secret}" name="x" importType="DMN" locationURI="{secret}"/>'),
    )
    yield "reference to a path", model(decision("a", text("1"), needs=[f"file://{secret}#x"]))


NAMES = [name for name, _ in documents(Path("/tmp/none"))]  # noqa: S108 - only its form matters here


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_refused_with_findings(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    data = dict(documents(secret))[name]

    with pytest.raises(PackageError) as refused:
        read_decisions(data, "hostile.dmn", {"secret": SECRET.encode()})

    assert refused.value.findings
    assert SECRET not in str(refused.value)


def test_the_same_file_without_malice_is_read() -> None:
    assert ask(read(decision("d", text("1"))), "d").value == 1


@pytest.mark.parametrize(
    "feel",
    [
        "__import__('os').system('id')",
        "().__class__.__base__.__subclasses__()",
        "x.__class__",
        "x.__init__.__globals__",
        'open("/etc/passwd")',
        "9 ** 9 ** 9 ** 9",
        "count(for a in 1..100000, b in 1..100000 return a)",
        'string join(for a in 1..100000 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
        'matches("' + "a" * 40 + '!", "^(a+)+$")',
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 90 + "]" * 90,
        "if true then " * 500 + "1",
        '"' + "a" * 20_000 + '"',
        "{f: function(n) f(n)}.f(1)",
    ],
)
def test_a_hostile_expression_gives_nothing_away_and_ends(feel: str) -> None:
    try:
        value = ask(read(decision("d", text(feel))), "d", x={"a": 1}).value
    except (AmendsError, FeelLimitError):
        return

    assert value is None or isinstance(value, list | int) or not str(value).startswith("<")


def test_knowledge_that_calls_itself_for_ever_is_stopped() -> None:
    endless = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        f'<formalParameter name="n"/>{text("f(n + 1)")}</encapsulatedLogic></businessKnowledgeModel>'
    )

    with pytest.raises(FeelLimitError):
        ask(read(endless, decision("d", text("f(1)"), needs=["!f"])), "d")


def test_boxes_within_boxes_are_stopped_before_the_stack_is() -> None:
    deep = "<list>" * 80 + text("1") + "</list>" * 80
    decisions = read(decision("d", deep))

    assert check_decisions(decisions) == []
    assert escape(str(ask(decisions, "d").value)).startswith("[")
