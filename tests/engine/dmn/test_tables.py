from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.engine.dmn.builders import ask, column, decision, definition, fact, output, read, rule, table

RULES = (rule(["< 20"], ["10"]), rule([">= 10"], ["5"]), rule(["[10..20)"], ["10"]))


def outcome(x: Any, *parts: str, **more: Any) -> Any:
    decisions = read(fact("x"), decision("d", table(column("x"), *parts, **more), needs=["x"]))
    return ask(decisions, "d", x=x)


@pytest.mark.parametrize(
    ("hit", "aggregation", "x", "value"),
    [
        ("UNIQUE", "", 5, 10),
        ("UNIQUE", "", 15, None),
        ("FIRST", "", 15, 10),
        ("ANY", "", 15, None),
        ("PRIORITY", "", 15, 5),
        ("RULE ORDER", "", 15, [10, 5, 10]),
        ("OUTPUT ORDER", "", 15, [5, 10, 10]),
        ("COLLECT", "", 15, [10, 5, 10]),
        ("COLLECT", "SUM", 15, 25),
        ("COLLECT", "MIN", 15, 5),
        ("COLLECT", "MAX", 15, 10),
        ("COLLECT", "COUNT", 15, 3),
        ("FIRST", "", None, None),
        ("COLLECT", "", None, None),
    ],
)
def test_each_hit_policy_settles_several_matches_its_way(
    hit: str, aggregation: str, x: Any, value: Any
) -> None:
    decided = outcome(x, output(allowed="5, 10"), *RULES, hit=hit, aggregation=aggregation)

    assert decided.value == value


def test_any_is_content_when_the_results_agree() -> None:
    decided = outcome(5, output(), rule(["< 9"], ['"a"']), rule(["> 1"], ['"a"']), hit="ANY")

    assert (decided.value, decided.problems) == ("a", ())


def test_a_broken_hit_policy_is_said() -> None:
    problems = [str(problem) for problem in outcome(15, output(), *RULES).problems]

    assert problems == ["d: Only one rule may match, but rules 1, 2, 3 do."]


def test_the_rules_that_matched_are_named() -> None:
    decided = outcome(5, output(), rule(["> 9"], ["1"]), rule(["< 9"], ["2"], note="small claim"))

    assert decided.table == "d"
    assert [(one.rule_id, one.index, one.annotation) for one in decided.rules] == [("< 9", 2, "small claim")]
    assert [(one.decision, one.hit_policy, one.inputs) for one in decided.tables] == [
        ("d", "UNIQUE", {"x": Decimal(5)})
    ]


def test_a_cell_true_does_not_accept_a_missing_answer() -> None:
    rules = (rule(["true"], ['"critical"']), rule(["-"], ['"normal"']))

    assert outcome(None, output(), *rules, hit="FIRST").value == "normal"
    assert outcome("yes", output(), *rules, hit="FIRST").value == "normal"
    assert outcome(True, output(), *rules, hit="FIRST").value == "critical"


def test_several_outputs_make_a_context() -> None:
    decided = outcome(1, output("level"), output("days"), rule(["1"], ['"high"', "5"]))

    assert decided.value == {"level": "high", "days": 5}


def test_the_first_output_ranks_before_the_second() -> None:
    columns = (output("a", allowed='"hi", "lo"'), output("b", allowed="1, 2"))
    rules = (rule(["-"], ['"lo"', "1"]), rule(["-"], ['"hi"', "2"]), rule(["-"], ['"hi"', "1"]))

    assert outcome(0, *columns, *rules, hit="PRIORITY").value == {"a": "hi", "b": 1}


def test_a_default_answers_where_no_rule_does() -> None:
    assert outcome(5, output(default='"none"'), rule(["9"], ['"nine"'])).value == "none"
    both = (output("a", default="1"), output("b"))
    assert outcome(5, *both, rule(["9"], ["1", "2"])).value == {"a": 1, "b": None}


def test_cells_may_speak_of_other_facts_and_of_the_value_itself() -> None:
    decisions = read(
        fact("x"),
        fact("limit of claim"),
        decision(
            "d",
            table(
                column("x"),
                output(),
                rule(["> limit of claim"], ['"over"']),
                rule(["? <= limit of claim and ? > 0"], ['"within"']),
            ),
            needs=["x", "limit of claim"],
        ),
    )

    assert ask(decisions, "d", **{"x": 5, "limit of claim": 3}).value == "over"
    assert ask(decisions, "d", **{"x": 2, "limit of claim": 3}).value == "within"


def test_a_table_without_drawn_facts_reads_the_case_file() -> None:
    decisions = read(decision("d", table(column("severity.level"), output(), rule([">= 2"], ['"major"']))))

    assert ask(decisions, "d", severity={"level": 2}).value == "major"


def test_a_value_outside_the_allowed_ones_has_no_answer_and_says_so() -> None:
    decisions = read(decision("d", table(column("x", "string", '"a", "b"'), output(), rule(["-"], ["1"]))))

    decided = ask(decisions, "d", x="c")

    assert decided.value is None
    assert "is not among" in str(decided.problems[0])


def test_an_output_outside_the_allowed_ones_is_null_and_says_so() -> None:
    decided = outcome(1, output(allowed='"a"'), rule(["-"], ['"b"']))

    assert decided.value is None
    assert "is not among" in str(decided.problems[0])


def test_output_order_follows_the_values_a_type_allows() -> None:
    level = definition("level", kind="string", allowed='"high", "low"')
    rows = (rule(["-"], ['"low"']), rule(["-"], ['"high"']))
    decisions = read(
        level, decision("d", table(column("1"), output(kind="level"), *rows, hit="OUTPUT ORDER"))
    )

    assert ask(decisions, "d").value == ["high", "low"]


def test_iso_texts_of_a_case_file_are_dates_where_a_column_wants_dates() -> None:
    cells = (rule(['< date("2026-03-01")'], ['"late"']), rule(["-"], ['"in time"']))
    decisions = read(decision("d", table(column("due", "date"), output(), *cells, hit="FIRST")))

    assert ask(decisions, "d", due="2026-02-28").value == "late"
    assert ask(decisions, "d", due="2026-03-02").value == "in time"
