"""Reading expressions by the grammar of DMN 1.5, chapter 10.3.1.2."""

from __future__ import annotations

from engine.feel import tree
from engine.feel.parsing.cursor import Cursor
from engine.feel.parsing.primary import PrimaryParser

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_ADDITION, _MULTIPLICATION, _POWER = 1, 2, 3
_STRENGTH = {"+": _ADDITION, "-": _ADDITION, "*": _MULTIPLICATION, "/": _MULTIPLICATION, "**": _POWER}


class Parser(PrimaryParser):
    """Expressions by falling looseness: or, and, comparison, sums, products, powers, sign, path and call."""

    def expression(self) -> tree.Node:
        """Any expression. Few frames lie between this and the next inner one: Python's stack is short."""
        cursor = self.cursor
        at = cursor.token.at
        with cursor.deeper():
            choices: list[tree.Node] = []
            while not choices or cursor.accept_word("or"):
                together = [self._comparison()]
                while cursor.accept_word("and"):
                    together.append(self._comparison())
                choices.append(
                    together[0] if len(together) == 1 else tree.Logic("and", tuple(together), at=at)
                )
        return choices[0] if len(choices) == 1 else tree.Logic("or", tuple(choices), at=at)

    def _comparison(self) -> tree.Node:
        cursor = self.cursor
        node = self.operand()
        length = 0
        while True:
            token = cursor.token
            if cursor.at_sign(*_COMPARISONS):
                cursor.take()
                node = tree.Comparison(token.text, node, self.operand(), at=token.at)
            elif cursor.accept_word("between"):
                low = self.operand()
                cursor.expect_word("and")
                node = tree.Between(node, low, self.operand(), at=token.at)
            elif cursor.accept_word("in"):
                node = tree.In(node, self._tests_of_in(), at=token.at)
            elif cursor.accept_word("instance"):
                cursor.expect_word("of")
                node = tree.InstanceOf(node, self.type(), at=token.at)
            else:
                return node
            length += 1
            cursor.check_chain(length)

    def operand(self, left: tree.Node | None = None, strength: int = _ADDITION) -> tree.Node:
        """Sums, products and powers, read from the left; with `left` the first operand was read already."""
        cursor = self.cursor
        node = self._signed() if left is None else left
        length = 0
        while cursor.token.kind == "sign" and (found := _STRENGTH.get(cursor.token.text, 0)) >= strength:
            token = cursor.take()
            right = self.operand(strength=found + 1) if found < _POWER else self._signed()
            node = tree.Arithmetic(token.text, node, right, at=token.at)
            length += 1
            cursor.check_chain(length)
        return node

    def _signed(self) -> tree.Node:
        cursor = self.cursor
        token = cursor.token
        if not cursor.accept("-"):
            return self.postfix(self.primary())
        with cursor.deeper():
            operand = self._signed()
        return tree.Negation(operand, at=token.at)

    def _tests_of_in(self) -> tuple[tree.Node, ...]:
        cursor = self.cursor
        if not cursor.at_sign("("):
            return (self.test(),)
        opening = cursor.take()
        tests = [self.test()]
        if cursor.at_sign("..") and isinstance(tests[0], tree.ValueTest):
            tests = [tree.ValueTest(self.range_from(tests[0].expression, opening), at=opening.at)]
        else:
            while cursor.accept(","):
                tests.append(self.test())
            cursor.expect(")")
        if len(tests) == 1 and isinstance(tests[0], tree.ValueTest):
            # What looked like a list of one test may have been the first operand of something longer.
            whole = self.operand(self.postfix(tests[0].expression))
            return (tree.ValueTest(whole, at=opening.at),)
        return tuple(tests)

    def test(self) -> tree.Node:
        """One test: a comparison without its left side, or an expression."""
        cursor = self.cursor
        token = cursor.token
        if cursor.at_sign(*_COMPARISONS):
            cursor.take()
            return tree.CompareTest(token.text, self.operand(), at=token.at)
        return tree.ValueTest(self.expression(), at=token.at)

    def unary_tests(self) -> tree.Tests:
        """A whole cell: `-`, tests, or `not(tests)`."""
        cursor = self.cursor
        if cursor.at_sign("-") and cursor.peek().kind == "end":
            cursor.take()
            return tree.Tests(())
        if cursor.token.text == "not" and cursor.peek().text == "(":
            negated = self._negated_tests()
            if negated is not None:
                return negated
        tests = self._test_list()
        if cursor.token.kind != "end":
            cursor.fail("a comma or the end was expected here")
        return tree.Tests(tests)

    def _test_list(self) -> tuple[tree.Node, ...]:
        tests = [self.test()]
        while self.cursor.accept(","):
            tests.append(self.test())
        return tuple(tests)

    def _negated_tests(self) -> tree.Tests | None:
        cursor = self.cursor
        start = cursor.index
        cursor.index += 2
        tests = self._test_list()
        if cursor.accept(")") and cursor.token.kind == "end":
            return tree.Tests(tests, negated=True)
        cursor.index = start  # it was the function, inside a longer expression
        return None


def parse_expression(cursor: Cursor) -> tree.Node:
    """The whole text as one expression; FeelSyntaxError or FeelLimitError otherwise."""
    node = Parser(cursor).expression()
    if cursor.token.kind != "end":
        cursor.fail("the expression should end here")
    return node


def parse_unary_tests(cursor: Cursor) -> tree.Tests:
    """The whole text as unary tests; FeelSyntaxError or FeelLimitError otherwise."""
    return Parser(cursor).unary_tests()
