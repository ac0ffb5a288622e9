"""No expression reaches Python, a file or a process, none runs over its limit, and the suite would notice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import engine.feel.expression
from engine.feel.errors import FeelError, FeelForeignValue, FeelLimitError, FeelSyntaxError
from engine.feel.expression import compile_expression, compile_unary_tests
from engine.feel.functions import Builtin, Function
from engine.feel.running import paths
from engine.feel.surroundings import Limits, Surroundings
from engine.feel.temporal.duration import YearsMonths
from engine.feel.temporal.zones import is_known
from engine.feel.values import Range, leave
from tests.engine.feel import hostile_expressions as hostile
from tests.engine.feel.exhausting_expressions import BOMBS

ESCAPES = [
    *hostile.ATTRIBUTES,
    *hostile.FILTERS,
    *hostile.BUILTINS,
    *hostile.HOST_DOORS,
    *hostile.FOREIGN_SYNTAX,
    *hostile.FORMATTING,
    *hostile.NAME_TRICKS,
]
CASE = {"title": "Lost letter", "tags": ["post", "late"], "level": 3}
LIMITS = Limits()

_PLAIN = {type(None), bool, str, Decimal, date, time, datetime, timedelta, YearsMonths}
_ALARMS = (
    "exec",
    "compile",
    "import",
    "open",
    "os.",
    "subprocess.",
    "socket.",
    "ctypes.",
    "pickle.",
    "code.",
)
_heard: list[str] | None = None


def _listen(event: str, _arguments: tuple[Any, ...]) -> None:
    if _heard is not None and event.startswith(_ALARMS):
        _heard.append(event)


sys.addaudithook(_listen)


@pytest.fixture(scope="module", autouse=True)
def zones_are_read() -> None:
    """The names of time zones are read from a file once, when first asked for."""
    is_known("Europe/Berlin")


@contextmanager
def alarms() -> Iterator[list[str]]:
    """What Python was asked to do with code, files, processes and the net meanwhile."""
    global _heard  # an audit hook stays for good; this switches it on
    _heard = heard = []
    try:
        yield heard
    finally:
        _heard = None


def is_plain(value: Any) -> bool:
    """Whether the value is data through and through; FEEL's own functions count, they open nothing."""
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    if isinstance(value, Range):
        return is_plain(value.start) and is_plain(value.end)
    return type(value) in _PLAIN or type(value) in {Function, Builtin}


def escapes(text: str, around: Surroundings, evaluate: Any = None) -> str | None:
    """How the expression got out; None when it did not."""
    with alarms() as heard:
        try:
            run = evaluate or (lambda: compile_expression(text).evaluate({"case": CASE}, around))
            value = run()
        except FeelError:
            value = None
    if heard:
        return f"heard {heard}"
    return None if is_plain(value) else f"got {value!r}"


def test_the_code_under_test_is_ours() -> None:
    assert Path(engine.feel.expression.__file__).parts[-4:-1] == (*Path.cwd().parts[-1:], "engine", "feel")


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_of_python_is_reached(around: Surroundings, text: str) -> None:
    assert escapes(text, around) is None


@pytest.mark.parametrize("text", ESCAPES[::7])
def test_nothing_of_python_is_reached_from_a_cell(around: Surroundings, text: str) -> None:
    def run() -> Any:
        return compile_unary_tests(text).matches("x", {"case": CASE}, around)

    assert escapes(text, around, run) is None


def test_the_suite_is_large_enough() -> None:
    assert len(set(ESCAPES)) >= 200
    assert len(BOMBS) + len(hostile.HARMLESS) >= 100


@pytest.mark.parametrize("text", hostile.DATA_THAT_LOOKS_LIKE_CODE)
def test_data_is_never_evaluated(around: Surroundings, text: str) -> None:
    assert compile_expression("case.note").evaluate({"case": {"note": text}}, around) == text
    assert compile_expression("string(case.note)").evaluate({"case": {"note": text}}, around) == text


@pytest.mark.parametrize(("text", "limit"), BOMBS.items(), ids=lambda value: value[:40])
def test_a_bomb_is_stopped_by_its_limit(around: Surroundings, text: str, limit: str) -> None:
    # Short only for what no machine finishes: another bomb must reach its own limit on a slow one too.
    pattern_seconds = 0.05 if limit == "pattern_seconds" else 30
    patient = Surroundings(now=around.now, limits=Limits(seconds=30, pattern_seconds=pattern_seconds))

    with pytest.raises(FeelLimitError) as refusal:
        compile_expression(text).evaluate({}, patient)

    assert refusal.value.limit == limit


@pytest.mark.parametrize("text", hostile.HARMLESS, ids=lambda value: value[:40])
def test_what_looks_like_a_bomb_has_a_small_answer(around: Surroundings, text: str) -> None:
    assert escapes(text, around) is None
    assert len(str(compile_expression(text).evaluate({}, around))) < 7_000


@pytest.mark.parametrize(("text", "expected"), hostile.GOOD.items())
def test_good_expressions_have_their_values(around: Surroundings, text: str, expected: object) -> None:
    assert compile_expression(text).evaluate({"case": CASE}, around) == expected


JUST_WITHIN = [
    ("source", "1" + " " * 9_999, "1" + " " * 10_000),
    ("nesting", "(" * 99 + "1" + ")" * 99, "(" * 100 + "1" + ")" * 100),
    ("digits", "1" * 34, "1" * 35),
    ("range", "every i in 1..100000 satisfies i < 99990", "every i in 1..100001 satisfies i < 99990"),
    ("items", "for i in 1..10000 return i", "for i in 1..10001 return i"),
    ("text", "string length(a + a)", "string length(a + a + b)"),
    ("values", "long", "[long, 1]"),
]


@pytest.mark.parametrize(("limit", "within", "beyond"), JUST_WITHIN)
def test_a_limit_refuses_just_what_lies_beyond(
    around: Surroundings, limit: str, within: str, beyond: str
) -> None:
    variables = {"a": "x" * 500_000, "b": "y", "long": [1] * (LIMITS.values - 1)}

    compile_expression(within).evaluate(variables, around)
    with pytest.raises(FeelLimitError) as refusal:
        compile_expression(beyond).evaluate(variables, around)

    assert refusal.value.limit == limit


def test_steps_are_counted_exactly(around: Surroundings) -> None:
    text = "every i in 1..{} satisfies true"
    few = Surroundings(now=around.now, limits=Limits(steps=500))

    assert compile_expression(text.format(500)).evaluate({}, few) is True
    with pytest.raises(FeelLimitError) as refusal:
        compile_expression(text.format(501)).evaluate({}, few)

    assert refusal.value.limit == "steps"


def test_time_is_a_limit_of_its_own(around: Surroundings) -> None:
    hurried = Surroundings(now=around.now, limits=Limits(seconds=1e-9))

    with pytest.raises(FeelLimitError) as refusal:
        compile_expression("every i in 1..9999 satisfies true").evaluate({}, hurried)

    assert refusal.value.limit == "seconds"


def test_memory_is_a_limit_of_its_own(around: Surroundings) -> None:
    small = Surroundings(now=around.now, limits=Limits(memory=1_000))

    assert compile_expression("string length(a + a)").evaluate({"a": "x" * 500}, small) == 1_000
    with pytest.raises(FeelLimitError) as refusal:
        compile_expression("string length(a + a)").evaluate({"a": "x" * 501}, small)

    assert refusal.value.limit == "memory"


def test_after_a_bomb_the_next_expression_is_served(around: Surroundings) -> None:
    with pytest.raises(FeelLimitError):
        compile_expression("{f: function() f(), r: f()}.r").evaluate({}, around)

    assert compile_expression("{f: function() 1, r: f()}.r").evaluate({}, around) == 1


PYTHON_ESCAPES = [
    "__import__('os').getcwd()",
    "open('/dev/null').close()",
    "().__class__.__base__.__subclasses__()",
    "''.__class__",
    "(lambda: 0).__globals__",
    "[c for c in ().__class__.__mro__]",
    "eval('1+1')",
    "exec('x = 1')",
    "compile('1', 'x', 'eval')",
    "type('X', (), {})",
]


@pytest.mark.parametrize("text", PYTHON_ESCAPES)
def test_the_detector_sees_what_an_unsafe_evaluator_does(around: Surroundings, text: str) -> None:
    assert escapes(text, around, lambda: eval(text)) is not None  # noqa: S307 (the control of this suite)


def test_the_suite_goes_red_when_paths_reach_attributes(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Attributes:
        def __init__(self, value: Any) -> None:
            self.value = value

        def __contains__(self, name: str) -> bool:
            return hasattr(self.value, name)

        def __getitem__(self, name: str) -> Any:
            return getattr(self.value, name)

    monkeypatch.setattr(paths, "properties_of", Attributes)
    try:
        red = [text for text in hostile.ATTRIBUTES if _breaks(text, around)]
    finally:
        compile_expression.cache_clear()

    assert len(red) >= 30


def _breaks(text: str, around: Surroundings) -> bool:
    try:
        return escapes(text, around) is not None
    except Exception:  # with the guard out anything may come
        return True


@pytest.mark.parametrize("text", ["case", "case.door", "case.door.knob", "count([case])", "[1][case.door]"])
def test_foreign_objects_do_not_enter(text: str, around: Surroundings) -> None:
    with pytest.raises(FeelForeignValue):
        compile_expression(text).evaluate({"case": {"title": "x", "door": object()}}, around)


def test_a_path_past_a_foreign_object_does_not_touch_it(around: Surroundings) -> None:
    class Door:
        def __getattribute__(self, name: str) -> object:
            raise AssertionError(name)

    variables = {"case": {"title": "x", "door": Door()}}

    assert compile_expression("case.title").evaluate(variables, around) == "x"


def test_a_result_of_python_cannot_leave() -> None:
    assert is_plain(leave([Decimal(1), "a", {"b": None}], LIMITS))
    assert not is_plain(object())


def test_syntax_errors_hold_no_code() -> None:
    with pytest.raises(FeelSyntaxError) as refusal:
        compile_expression("lambda: 1")

    assert "Traceback" not in str(refusal.value)


def test_the_present_is_the_one_given(around: Surroundings) -> None:
    later = Surroundings(now=datetime(2030, 1, 1, tzinfo=UTC))

    assert compile_expression("now()").evaluate({}, later) == later.now
    assert compile_expression("now()").evaluate({}, around) == around.now
