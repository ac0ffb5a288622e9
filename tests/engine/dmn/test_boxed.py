from __future__ import annotations

from typing import Any

import pytest

from tests.engine.dmn.builders import ask, decision, fact, knowledge, read, text


def value(logic: str, **variables: Any) -> Any:
    return ask(read(decision("d", logic)), "d", **variables).value


def entry(name: str, logic: str, kind: str = "") -> str:
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<contextEntry><variable name="{name}"{typed}/>{logic}</contextEntry>'


def box(tag: str, /, **parts: str) -> str:
    inner = "".join(f"<{name.rstrip('_')}>{text(feel)}</{name.rstrip('_')}>" for name, feel in parts.items())
    return f"<{tag}>{inner}</{tag.split()[0]}>"


def test_a_context_reads_downwards() -> None:
    logic = (
        "<context>" + entry("net price", text("10")) + entry("gross", text("net price * 1.2")) + "</context>"
    )

    assert value(logic) == {"net price": 10, "gross": 12}


def test_a_context_may_end_in_a_result() -> None:
    logic = "<context>" + entry("a", text("2")) + f"<contextEntry>{text('a * 3')}</contextEntry></context>"

    assert value(logic) == 6


def test_a_line_is_brought_to_its_type() -> None:
    logic = "<context>" + entry("a", text('"x"'), "number") + entry("b", text("[7]"), "number") + "</context>"

    assert value(logic) == {"a": None, "b": 7}


def test_a_list_and_a_relation() -> None:
    row = f"<row>{text('1')}{text('x')}</row>"
    columns = '<column name="a"/><column name="b" typeRef="number"/>'

    assert value(f"<list>{text('1')}{text('x')}</list>", x=2) == [1, 2]
    assert value(f"<relation>{columns}{row}{row}</relation>", x="text") == [{"a": 1, "b": None}] * 2


@pytest.mark.parametrize(("harm", "said"), [(True, "yes"), (False, "no"), (None, "no"), ("text", None)])
def test_a_condition_chooses(harm: Any, said: Any) -> None:
    logic = box("conditional", if_="harm", then='"yes"', else_='"no"')

    assert value(logic, harm=harm) == said


def test_a_filter_sees_the_item_and_its_entries() -> None:
    assert value(box("filter", in_="[1, 2, 3]", match="item >= least"), least=2) == [2, 3]
    assert value(box("filter", in_="claims", match="cost > 5"), claims=[{"cost": 9}, {"cost": 1}]) == [
        {"cost": 9}
    ]
    assert value(box("filter", in_="[1]", match='"text"')) is None


def test_loops_over_lists_and_ranges() -> None:
    step = 'for iteratorVariable="one claim"'

    assert value(box(step, in_="[1, 2]", return_="one claim * 10")) == [10, 20]
    assert value(box(step, in_="[1..3]", return_="count(partial) * 10 + one claim")) == [1, 12, 23]


@pytest.mark.parametrize(
    ("kind", "condition", "said"),
    [("some", "x > 2", True), ("some", "x > 9", False), ("every", "x > 0", True), ("every", "x > 1", False)],
)
def test_some_and_every(kind: str, condition: str, said: bool) -> None:
    assert value(box(f'{kind} iteratorVariable="x"', in_="[1, 2, 3]", satisfies=condition)) is said


def test_knowledge_is_called_from_text_and_from_a_box() -> None:
    grow = knowledge("grow", ["amount", "by rate"], text("amount * by rate"))
    binding = "".join(
        f'<binding><parameter name="{name}"/>{text(feel)}</binding>'
        for name, feel in (("by rate", "3"), ("amount", "2"))
    )

    decisions = read(
        grow,
        decision("as_text", text("grow(2, 3)"), needs=["!grow"]),
        decision("as_box", f"<invocation>{text('grow')}{binding}</invocation>", needs=["!grow"]),
    )

    assert ask(decisions, "as_text").value == ask(decisions, "as_box").value == 6


def test_knowledge_may_use_other_knowledge_and_itself() -> None:
    decisions = read(
        knowledge("double", ["n"], text("n * 2")),
        knowledge("power", ["n"], text("if n = 0 then 1 else double(power(n - 1))"), needs=["!double"]),
        decision("d", text("power(10)"), needs=["!power"]),
    )

    assert ask(decisions, "d").value == 1024


def test_a_function_in_a_box_keeps_what_stands_around_it() -> None:
    parameter = '<formalParameter name="n" typeRef="number"/>'
    function = f"<functionDefinition>{parameter}{text('n + base')}</functionDefinition>"
    logic = "<context>" + entry("base", text("5")) + entry("add", function)
    logic += f"<contextEntry>{text('[add(1), add([2]), add(true)]')}</contextEntry></context>"

    assert value(logic) == [6, 7, None]


def test_functions_of_other_languages_are_refused_by_name() -> None:
    decided = ask(read(decision("d", '<functionDefinition kind="Java"/>')), "d")

    assert decided.value is None
    assert decided.refused == ("Java function 'd'",)


def test_a_decision_service_is_a_function_of_its_inputs() -> None:
    service = (
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#out"/>'
        '<inputDecision href="#risk"/><inputData href="#amount"/></decisionService>'
    )
    decisions = read(
        fact("amount", "number"),
        decision("risk", text('"high"')),
        decision("out", text("risk + string(amount)"), needs=["-risk", "amount"]),
        service,
        decision("caller", text('s(1, "low")'), needs=["!s"]),
    )

    assert ask(decisions, "s", amount=2, risk="low").value == "low2"
    assert ask(decisions, "caller").value == "low1"
    assert ask(decisions, "out", amount=2).value == "high2"
