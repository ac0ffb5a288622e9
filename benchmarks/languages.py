"""Expressions and tables beside the stock evaluator: a condition, a date, twenty rules."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.util.task import TaskState

from benchmarks.drawing import PYTHON
from benchmarks.ground import Ground
from benchmarks.measuring import in_turn
from benchmarks.processes import six
from benchmarks.profiling import profile
from benchmarks.records import case_file
from benchmarks.row import Row
from benchmarks.stock import Stock, plain
from benchmarks.tables import rate_in_feel, rate_in_python
from engine.dmn.evaluation import decide
from engine.dmn.reading import read_decisions
from engine.feel.expression import compile_expression
from engine.feel.surroundings import Surroundings

AROUND = Surroundings(now=datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC))
CONDITION = (
    'amount > 1000 and severity = "major" and not(closed)',
    'amount > 1000 and severity == "major" and not closed',
)
DATE = (
    'date(opened) + duration("P14D") > date(2026, 3, 10)',
    "datetime.date.fromisoformat(opened) + datetime.timedelta(days=14) > datetime.date(2026, 3, 10)",
)
FLAT = {"amount": 1500, "severity": "major", "closed": False, "opened": "2026-03-02"}


def run(ground: Ground) -> list[Row]:
    """The three comparisons."""
    return [
        expression(ground, "A condition of three terms, compiled and cached, limits on", CONDITION, 10),
        expression(ground, "A date calculation", DATE, 5),
        table(ground),
    ]


def expression(ground: Ground, measure: str, texts: tuple[str, str], target: int) -> Row:
    """One expression in FEEL and in the stock evaluator, with the same variables."""
    compiled, (engine, task) = compile_expression(texts[0]), stock_task(FLAT)

    def ours() -> Any:
        return compiled.evaluate(FLAT, AROUND)

    def theirs() -> Any:
        return engine.evaluate(task, texts[1])

    if ours() is not True or theirs() is not True:
        raise ValueError(f"both must say true: {texts}")
    return _row(ground, measure, theirs, ours, target, "`" + texts[0] + "`")


def table(ground: Ground) -> Row:
    """Twenty rules, the sixteenth hits."""
    variables = {"record": {**case_file(0)["record"], "amount": 1550}}
    decisions = read_decisions(rate_in_feel(), "rate.dmn")
    _, task = stock_task(plain(variables))
    stock = DMNEngine(_stock_table())

    def ours() -> Any:
        return decide(decisions, "rate", variables, AROUND).value

    def theirs() -> Any:
        return stock.result(task)["rating"]

    if ours() != 15 or theirs() != 15:
        raise ValueError(f"both must say 15: {ours()}, {theirs()}")
    where = "Ours evaluates each input once, then tests cells until one rule hits; the result names it."
    return _row(ground, "A decision table of 20 rules, the sixteenth hits", theirs, ours, 5, where)


def stock_task(variables: dict[str, Any]) -> tuple[PythonScriptEngine, Any]:
    """The stock script engine, and a task whose data it reads."""
    workflow = Stock(six(PYTHON)).begin(variables)
    engine = PythonScriptEngine(environment=TaskDataEnvironment({"datetime": datetime}))
    workflow.script_engine = engine
    return engine, next(iter(workflow.get_tasks(state=TaskState.READY, manual=True)))


def _stock_table() -> Any:
    parser = CamundaParser()
    parser.add_dmn_xml(etree.fromstring(rate_in_python()))
    found = parser.dmn_parsers["rate"]
    found.parse()
    return found.decision.decisionTables[0]


def _row(
    ground: Ground, measure: str, theirs: Callable[[], Any], ours: Callable[[], Any], target: int, where: str
) -> Row:
    times = ground.size.times * 5
    found = in_turn(theirs, ours, times=times, rounds=ground.size.rounds)
    ratio = 1 / found.ratio
    return Row(
        measure=measure,
        target=f"at least {target}x SpiffWorkflow's stock evaluator",
        reached=f"{ratio:.1f}x ({found.seconds[1] * 1e6:.1f} us; stock {found.seconds[0] * 1e6:.1f} us)",
        met=ratio >= target,
        where=where,
        profile=profile(ours, times),
    )
