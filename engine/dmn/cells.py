"""The texts in boxes and cells, compiled by FEEL; one that cannot be read has no value, and says so."""

from __future__ import annotations

from typing import Any

from engine.dmn.running import Run, Scope
from engine.feel.errors import FeelSyntaxError
from engine.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.running.frames import Run as FeelRun


class Cell:
    """An expression in its place."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        """Compile the text; `names` are the variables in scope."""
        self.text = text
        self.fault = ""
        self.external = False
        self.expression: Expression | None = None
        try:
            self.expression = compile_expression(text, names) if text else None
        except FeelSyntaxError as error:
            self.fault = str(error)
            self.external = "external" in error.reason

    def value(self, scope: Scope, run: Run, element: str) -> Any:
        """The value in this scope; null where there is no expression."""
        if self.expression is None:
            run.wrong(element, self.fault or "There is an empty expression.")
            run.refused.extend(["external function"] if self.external else [])
            return None
        return self.expression.within(scope, run.state)


class TestCell:
    """Unary tests in their place."""

    __test__ = False  # the standard's word; test collectors are not meant

    def __init__(self, text: str, names: frozenset[str]) -> None:
        """Compile the text; `names` are the variables in scope."""
        self.text = text
        self.fault = ""
        self.tests: UnaryTests | None = None
        try:
            self.tests = compile_unary_tests(text, names)
        except FeelSyntaxError as error:
            self.fault = str(error)

    @property
    def always(self) -> bool:
        """Whether every value passes."""
        return self.tests is not None and self.tests.is_any

    @property
    def alone(self) -> FeelRun | None:
        """The closure of tests that look at nothing but the value, see UnaryTests.alone."""
        return None if self.tests is None else self.tests.alone

    def holds(self, value: Any, scope: Scope, run: Run, element: str) -> bool:
        """Whether the value passes."""
        if self.tests is None:
            run.wrong(element, self.fault)
            return False
        return self.tests.within(value, scope, run.state) is True
