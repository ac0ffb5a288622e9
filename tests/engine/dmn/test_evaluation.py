from __future__ import annotations

import threading

import pytest

from engine.dmn.evaluation import DecisionNotFound
from engine.feel.errors import FeelLimitError
from tests.engine.dmn.builders import ask, column, decision, fact, model, output, read, rule, table, text


def test_a_decision_stands_on_others_and_each_is_asked_once() -> None:
    severity = table(column("harm"), output(), rule(["true"], ["3"]), rule(["false"], ["1"]))
    decisions = read(
        fact("harm"),
        decision("severity", severity, needs=["harm"]),
        decision("days", text("10 / severity"), needs=["-severity"]),
        decision("answer", text("{severity: severity, days: days}"), needs=["-severity", "-days"]),
    )

    decided = ask(decisions, "answer", harm=False)

    assert decided.value == {"severity": 1, "days": 10}
    assert [one.table for one in decided.tables] == ["severity"]
    assert decided.rules == ()


def test_a_decision_is_found_by_id_and_by_name() -> None:
    decisions = read(
        '<decision id="d1" name="The answer"><variable name="The answer"/>' + text("42") + "</decision>"
    )

    assert ask(decisions, "d1").value == ask(decisions, "The answer").value == 42


def test_an_unknown_decision_is_said() -> None:
    for name in ("nobody", "x"):
        with pytest.raises(DecisionNotFound):
            ask(read(fact("x")), name)


def test_names_with_blanks_and_signs_are_understood() -> None:
    decisions = read(
        fact("Monthly income (net)"),
        decision("d", text("Monthly income (net) * 12"), needs=["Monthly income (net)"]),
    )

    assert ask(decisions, "d", **{"Monthly income (net)": 2}).value == 24


def test_an_expression_that_cannot_be_read_gives_null_and_the_reason() -> None:
    decided = ask(read(decision("d", text("1 +"))), "d")

    assert decided.value is None
    assert "cannot be read" in str(decided.problems[0])


def test_a_decision_without_logic_gives_null_and_the_reason() -> None:
    decided = ask(read(decision("d", "")), "d")

    assert (decided.value, str(decided.problems[0])) == (None, "d: 'd' has no decision logic.")


def test_a_decision_that_never_ends_is_stopped() -> None:
    with pytest.raises(FeelLimitError):
        ask(read(decision("d", text("count(for a in 1..1000, b in 1..1000, c in 1..1000 return a)"))), "d")


def test_imported_decisions_and_types_are_used() -> None:
    other = model(
        '<itemDefinition name="level"><typeRef>string</typeRef></itemDefinition>',
        fact("harm"),
        decision("base severity", text("if harm then 3 else 1"), needs=["harm"]),
        own="urn:other",
    )
    importing = '<import namespace="urn:other" name="lib" importType="DMN"/>'

    decisions = read(
        importing,
        decision("d", text("lib.base severity + 1"), needs=["-urn:other#base severity"], kind="number"),
        beside={"other.dmn": other},
    )

    assert ask(decisions, "d", harm=True).value == 4


def test_many_threads_may_ask_at_once() -> None:
    decisions = read(decision("d", table(column("x"), output(), rule(["> 1"], ["x * 2"]))))
    found: dict[int, object] = {}

    def work(number: int) -> None:
        found[number] = ask(decisions, "d", x=number).value

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {number: number * 2 for number in range(2, 12)}
