"""Compiled expressions and unary tests: compiled once per text, then evaluated any number of times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.feel import tree
from engine.feel.errors import FeelLimitError
from engine.feel.parsing.cursor import Cursor
from engine.feel.parsing.parser import parse_expression, parse_unary_tests
from engine.feel.running.compiler import Compiler
from engine.feel.running.compiling import INPUT
from engine.feel.running.frames import Run
from engine.feel.running.naming import default_of
from engine.feel.running.state import Frame, State
from engine.feel.running.testing import any_holds, one_test
from engine.feel.surroundings import Limits, Surroundings
from engine.feel.values import PLAIN, Value, enter, leave

_LIMITS = Limits()
_CACHED = 4096
_FINISHED = frozenset({type(None), bool, str})  # leave as they are


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A value and, where something became null on the way, the reasons with their positions in the text."""

    value: Value
    notes: tuple[tuple[int, str], ...]


class Expression:
    """An expression ready to be evaluated; keeps nothing between evaluations, so threads may share it."""

    __slots__ = ("_free", "_run", "_unread", "calls", "names", "text", "tree")

    def __init__(self, text: str, root: tree.Node, compiler: Compiler, run: Run) -> None:
        """Take over what the compiler found."""
        self.text = text
        self.tree = root
        self._run = run
        slots = compiler.slots
        self._unread = slots.unread
        self._free = tuple((name, slot, default_of(name)) for name, slot in slots.free.items())
        self.names = frozenset(slots.read)  # the variables it reads
        self.calls = frozenset(slots.called)  # those of them that it calls as functions

    def evaluate(self, variables: Mapping[str, Any], around: Surroundings) -> Value:
        """The value; null where FEEL says null, FeelLimitError where it would take too much."""
        # As `_answer`, written out: a condition is asked in every step, and a call more is a tenth of it.
        try:
            value = self._run([around, variables, *self._unread])
        except RecursionError:
            raise FeelLimitError("nesting", around.limits.nesting) from None
        return value if type(value) in _FINISHED else leave(value, around.limits)

    def within(
        self, variables: Mapping[str, Any], state: State, slot: int = 0, tested: Value = None
    ) -> Value:
        """The value inside another evaluation: values as `enter` gives them, the other's budgets used on.

        Unary tests name the slot of the tested value.
        """
        frame: Frame = [state, variables, *self._unread]
        for name, place, default in self._free:
            frame[place] = variables.get(name, default)  # it need not be let in again
        if slot:
            frame[slot] = tested
        return self._run(frame)

    @property
    def alone(self) -> Run | None:
        """The closure of an expression that reads no variable and keeps nothing but one tested value."""
        return self._run if len(self._unread) == 1 and not self.names else None

    def explain(self, variables: Mapping[str, Any], around: Surroundings) -> Answer:
        """The value with the reasons for nulls."""
        unknown = sorted(name for name in self.names if name not in variables and default_of(name) is None)
        notes = [(0, f"there is no variable '{name}'") for name in unknown]
        state = State(around)
        state.notes = notes
        return Answer(value=self.answer(variables, state), notes=tuple(notes))

    def answer(
        self, variables: Mapping[str, Any], state: State, slot: int = 0, tested: Value = None
    ) -> Value:
        """The value of an evaluation whose State was begun; slot and value as in `within`."""
        frame: Frame = [state, variables, *self._unread]
        if slot:
            frame[slot] = tested
        try:
            value = self._run(frame)
        except RecursionError:
            raise FeelLimitError("nesting", state.limits.nesting) from None
        return value if type(value) in _FINISHED else leave(value, state.limits)


class UnaryTests:
    """A cell of a decision table ready to test values."""

    __slots__ = ("_expression", "_negated", "_slot", "is_any", "names", "text", "tree")

    def __init__(self, text: str, root: tree.Tests, slot: int, compiler: Compiler, run: Run) -> None:
        """Take over what the compiler found; the tested value stands in that slot."""
        self.text = text
        self.tree = root
        self.is_any = not root.tests
        self._negated = root.negated
        self._slot = slot
        self._expression = Expression(text, root, compiler, run)
        self.names = self._expression.names

    def matches(self, value: Value, variables: Mapping[str, Any], around: Surroundings) -> bool | None:
        """Whether the value passes; null where that cannot be said."""
        if self.is_any:
            return True
        tested = value if type(value) in PLAIN else enter(value, around.limits)
        return self._judged(self._expression.answer(variables, State(around), self._slot, tested))

    def within(self, value: Value, variables: Mapping[str, Any], state: State) -> bool | None:
        """As `matches`, inside another evaluation with its budgets; values as `enter` gives them."""
        if self.is_any:
            return True
        return self._judged(self._expression.within(variables, state, self._slot, value))

    @property
    def alone(self) -> Run | None:
        """The closure over a frame of State, variables and value, for tests that look at the value only.

        A table asks many cells about one value; they may share the frame.
        """
        return None if self._negated or self.is_any else self._expression.alone

    def _judged(self, found: bool | None) -> bool | None:
        return found if found is None or not self._negated else not found


@lru_cache(maxsize=_CACHED)
def compile_expression(
    text: str, names: frozenset[str] = frozenset(), limits: Limits = _LIMITS
) -> Expression:
    """The expression of a text, from the cache if it was compiled before.

    `names` are the variables in scope: needed where a name has blanks or signs in it. Raises FeelSyntaxError
    with the position, or FeelLimitError ("source", "nesting", "digits").
    """
    try:
        root = parse_expression(Cursor(text, names, limits))
        compiler = Compiler(names)
        return Expression(text, root, compiler, compiler.compile(root))
    except RecursionError:
        raise FeelLimitError("nesting", limits.nesting) from None


@lru_cache(maxsize=_CACHED)
def compile_unary_tests(
    text: str, names: frozenset[str] = frozenset(), limits: Limits = _LIMITS
) -> UnaryTests:
    """The unary tests of a text; empty text is `-`. Raises as compile_expression."""
    try:
        cursor = Cursor(text, names, limits)
        root = parse_unary_tests(cursor) if text.strip() else tree.Tests(())
        compiler = Compiler(names)
        with compiler.slots.bound([INPUT]) as scope:
            slot = scope[INPUT]
            tests = [one_test(compiler, test, slot) for test in root.tests]
        run = tests[0] if len(tests) == 1 else lambda frame: any_holds(tests, frame)
        return UnaryTests(text, root, slot, compiler, run)
    except RecursionError:
        raise FeelLimitError("nesting", limits.nesting) from None
