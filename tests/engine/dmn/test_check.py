from __future__ import annotations

from engine.dmn.check import check_decisions, names_read
from tests.engine.dmn.builders import (
    column,
    decision,
    definition,
    fact,
    knowledge,
    output,
    read,
    rule,
    table,
    text,
)


def found(*parts: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in check_decisions(read(*parts))]


def in_table(*parts: str, hit: str = "UNIQUE") -> list[tuple[str, str]]:
    return found(decision("d", table(*parts, hit=hit)))


def test_a_good_model_has_no_finding() -> None:
    whole = (rule(["< 10"], ["1"]), rule(["[10..20)"], ["2"]), rule([">= 20"], ["3"]))

    assert in_table(column("x", "number"), output(kind="number"), *whole) == []


def test_an_id_that_a_rule_shares_with_a_column_is_found() -> None:
    bad = decision("d", text("1")).replace("<literalExpression>", '<literalExpression id="d">')

    ((code, message),) = found(bad, decision("e", text("2")))

    assert code == "dmn-duplicate-id"
    assert "'d' is used twice" in message


def test_cells_that_cannot_be_read_are_found_where_they_stand() -> None:
    (code, message), *more = in_table(column("x"), output(), rule(["< "], ["1"]), rule(["1"], ["2 +"]))

    assert (code, len(more)) == ("dmn-expression", 1)
    assert message.startswith("Rule 1, input 'x': The expression cannot be read")
    assert more[0][1].startswith("Rule 2, output 'result'")


def test_functions_that_do_not_exist_are_found() -> None:
    rules = (rule(["< limit(x)", "-"], ["1"]), rule(["-", 'not(contains(?, "a"))'], ["lengthen(x)"]))
    parts = in_table(column("x"), column("y"), output(), *rules, hit="COLLECT")

    assert [message for _, message in parts] == [
        "Rule 1, input 'x': there is no function 'limit'.",
        "Rule 2, output 'result': there is no function 'lengthen'.",
    ]


def test_an_overlap_comes_with_an_example() -> None:
    rules = (
        rule(["< 10", "true"], ["1"]),
        rule(["> 5", "-"], ["2"]),
        rule([">= 10", "-"], ["3"]),
        rule(["-", "-"], ["3"]),
    )
    overlaps = [
        message
        for code, message in in_table(column("age"), column("vip", "boolean"), output(), *rules)
        if code == "dmn-overlap"
    ]

    assert "Rules 1 and 2 both match when age = 7.5 and vip = true; only one may." in overlaps


def test_any_may_overlap_where_the_results_agree() -> None:
    same = (rule(["-"], ["1"]), rule(["> 5"], ["1"]))
    other = (rule(["-"], ["1"]), rule(["> 5"], ["2"]))

    assert in_table(column("x"), output(), *same, hit="ANY") == []
    assert in_table(column("x"), output(), *other, hit="ANY") == [
        ("dmn-overlap", "Rules 1 and 2 both match when x = 6; their results differ.")
    ]


def test_a_gap_comes_with_an_example() -> None:
    rules = (rule(['"a"', "<= 5"], ["1"]), rule(['"a"', "> 6"], ["2"]), rule(['not("a")', "-"], ["3"]))

    assert in_table(column("kind", "string"), column("n"), output(), *rules) == [
        ("dmn-gap", 'No rule matches when kind = "a" and n = 5.5; add a rule or a default output.')
    ]


def test_whole_days_leave_no_gap_between() -> None:
    days = (rule(['< date("2026-01-02")'], ["1"]), rule(['> date("2026-01-01")'], ["2"]))

    assert in_table(column("on", "date"), output(), *days) == []


def test_durations_are_understood() -> None:
    spans = (rule(['<= duration("P5D")'], ["1"]), rule(['> duration("P6D")'], ["2"]))

    assert [code for code, _ in in_table(column("age"), output(), *spans)] == ["dmn-gap"]


def test_allowed_values_close_gaps_and_exclude_cells() -> None:
    kinds = column("kind", "string", '"a", "b"')

    assert in_table(kinds, output(), rule(['"a"'], ["1"]), rule(['"b"'], ["2"])) == []
    assert in_table(kinds, output(default="0"), rule(['"a", "c"'], ["1"])) == [
        ("dmn-value-not-allowed", 'Rule 1, input \'kind\': "a", "c" is outside the allowed values "a", "b".')
    ]


def test_values_of_the_wrong_type_are_found() -> None:
    assert [
        code for code, _ in in_table(column("n", "number"), output(default="0"), rule(['"five"'], ["1"]))
    ] == ["dmn-cell-type"]
    assert [code for code, _ in in_table(column("n"), output(kind="number"), rule(["-"], ['"five"']))] == [
        "dmn-cell-type"
    ]


def test_results_outside_the_allowed_values_are_found_also_those_of_a_type() -> None:
    level = definition("level", kind="string", allowed='"high", "low"')
    own = found(decision("d", table(column("x"), output(allowed="1, 2"), rule(["-"], ["3"]))))
    typed = found(level, decision("d", table(column("x"), output(kind="level"), rule(["-"], ['"middle"']))))

    assert [code for code, _ in own + typed] == ["dmn-value-not-allowed"] * 2


def test_a_default_needs_no_rule_for_the_rest() -> None:
    assert in_table(column("x"), output(default="0"), rule(["1"], ["1"])) == []


def test_rules_behind_others_are_unreachable_where_the_first_wins() -> None:
    rules = (rule(["< 5"], ["1"]), rule([">= 5"], ["2"]), rule(["7"], ["3"]))

    assert in_table(column("x"), output(), *rules, hit="FIRST") == [
        ("dmn-unreachable-rule", "Rule 3 is never reached: the rules above it match first.")
    ]


def test_a_last_rule_that_only_null_reaches_is_reached() -> None:
    rules = (rule(["true"], ["1"]), rule(["false"], ["2"]), rule(["-"], ["3"]), rule(["- "], ["4"]))

    assert in_table(column("x", "boolean"), output(), *rules, hit="FIRST") == [
        ("dmn-unreachable-rule", "Rule 4 is never reached: the rules above it match first.")
    ]


def test_rules_whose_results_rank_lower_are_unreachable_where_the_priority_wins() -> None:
    rules = (rule(["7"], ['"low"']), rule(["< 10"], ['"high"']), rule([">= 10"], ['"high"']))
    ranked = output("o", "string", '"high", "low"')

    assert in_table(column("x"), ranked, *rules, hit="PRIORITY") == [
        ("dmn-unreachable-rule", "Rule 1 is never reached: rules of a higher priority match as well.")
    ]


def test_priorities_need_a_list_of_output_values() -> None:
    ((code, _),) = in_table(column("x"), output(), rule(["-"], ['"a"']), hit="OUTPUT ORDER")

    assert code == "dmn-no-priorities"


def test_what_is_no_number_cannot_be_added_up() -> None:
    whole = table(column("x"), output(), rule(["-"], ['"a"']), hit="COLLECT", aggregation="SUM")

    assert found(decision("d", whole)) == [
        ("dmn-cell-type", "Rule 1, output 'result': \"a\" cannot be added up.")
    ]


def test_moments_times_and_nulls_are_understood() -> None:
    def gaps(kind: str, *cells: str) -> list[str]:
        rules = [rule([cell], [str(number)]) for number, cell in enumerate(cells, 1)]
        return [message.partition(";")[0] for _, message in in_table(column("x", kind), output(), *rules)]

    assert gaps("date and time", '<= @"2026-01-01T08:00:00Z"', '> @"2026-01-01T10:00:00Z"') == [
        "No rule matches when x = 2026-01-01T09:00:00Z"
    ]
    assert gaps("time", '< @"09:00:00"', '>= @"10:00:00"') == ["No rule matches when x = 09:00:00"]
    assert gaps("number", "null", ">= 0") == ["No rule matches when x = -1"]
    assert gaps("number", "null", "null,<0", ">=0") == ["Rules 1 and 2 both match when x = null"]
    assert gaps("string", '["a","b"]', '"a"', 'not("a","b")') == ['Rules 1 and 2 both match when x = "a"']


def test_a_column_of_several_kinds_is_understood() -> None:
    rules = (rule(['"a"'], ["1"]), rule(["5"], ["2"]), rule(['"a","b"'], ["3"]), rule(["not(5)"], ["4"]))
    messages = [message for _, message in in_table(column("x"), output(default="0"), *rules)]

    assert 'Rules 1 and 3 both match when x = "a"; only one may.' in messages


def test_a_table_of_thousands_of_values_is_not_accused_of_accepting_none() -> None:
    rules = [rule([f'"v{number}"'], [str(number)]) for number in range(2_001)]

    assert in_table(column("x", "string"), output(), *rules, hit="COLLECT") == []


def test_a_cell_that_accepts_nothing_is_found() -> None:
    assert ("dmn-unreachable-rule", "Rule 1 can never match: (5..5) accepts no value.") in in_table(
        column("x"), output(default="1"), rule(["(5..5)"], ["1"])
    )


def test_cells_that_read_other_facts_are_not_judged() -> None:
    rules = (rule(["> limit"], ["1"]), rule(["<= limit"], ["2"]), rule(["5"], ["3"]))

    assert in_table(column("x"), output(), *rules) == []


def test_a_wide_table_is_judged_in_time() -> None:
    columns = [column(f"c{number}", "number") for number in range(12)]
    rules = [rule([f"> {(row * number) % 17}" for number in range(12)], [str(row)]) for row in range(120)]

    assert "dmn-overlap" in {code for code, _ in in_table(*columns, output(), *rules)}


def test_types_names_and_logic_that_are_missing_are_found() -> None:
    codes = found(
        fact("x", "nothing"),
        decision("empty", ""),
        decision("java", '<functionDefinition kind="Java"/>'),
        '<decision id="other" name="empty"><variable name="empty"/>' + text("1") + "</decision>",
        definition("bad", kind="string", allowed='"a" +'),
    )

    assert sorted({code for code, _ in codes}) == [
        "dmn-expression",
        "dmn-external-function",
        "dmn-name",
        "dmn-no-logic",
        "dmn-unknown-type",
    ]


def test_the_names_a_decision_reads_from_the_case_are_known() -> None:
    decisions = read(
        fact("amount"),
        knowledge("grow", ["n"], text("n * factor")),
        decision("a", text("amount + count(points)"), needs=["amount"]),
        decision("b", text("grow(a) + severity.level"), needs=["-a", "!grow"]),
    )

    assert names_read(decisions, "b") == {"amount", "points", "factor", "severity"}
    assert names_read(decisions, "a") == {"amount", "points"}
