"""Reading what operators stand between: literals, names, brackets, loops, functions, paths, calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack
from decimal import InvalidOperation, Overflow

from engine.feel import tree
from engine.feel.errors import FeelLimitError
from engine.feel.numbers import ARITHMETIC
from engine.feel.parsing.cursor import Cursor
from engine.feel.parsing.names import read_bound_name, read_label, read_member, read_name
from engine.feel.parsing.strings import text_of
from engine.feel.parsing.tokens import Token
from engine.feel.parsing.types import read_type
from engine.feel.temporal.reading import read_any

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_CONSTANTS = {"true": True, "false": False, "null": None}


class PrimaryParser(ABC):
    """Everything below operators; the operators are added by Parser."""

    def __init__(self, cursor: Cursor) -> None:
        """Read from there on."""
        self.cursor = cursor
        self._openings: dict[str, Callable[[Token], tree.Node]] = {
            "(": self._parenthesis,
            "[": self._list_or_range,
            "]": self._turned_range,
            "{": self._context,
            "@": self._at_literal,
        }

    @abstractmethod
    def expression(self) -> tree.Node:
        """Any expression."""

    @abstractmethod
    def operand(self, left: tree.Node | None = None, strength: int = 1) -> tree.Node:
        """A sum, product or less."""

    def type(self) -> tree.Type:
        """A type behind `instance of` or a parameter."""
        return read_type(self.cursor)

    def primary(self) -> tree.Node:
        """A literal, a name, a bracket, or one of the long forms that begin with a word."""
        cursor = self.cursor
        token = cursor.token
        if token.kind == "name":
            return tree.Name(read_name(cursor), at=token.at)
        if token.kind == "number":
            return self._number()
        if token.kind == "string":
            cursor.take()
            return tree.Literal(text_of(token.text, cursor.text, token.at), at=token.at)
        if token.kind == "keyword":
            return self._word(token)
        if token.kind == "end":
            cursor.fail("something is missing at the end")
        if token.kind != "sign" or token.text not in self._openings:
            cursor.fail("nothing can begin here")
        cursor.take()
        return self._openings[token.text](token)

    def _number(self) -> tree.Node:
        token = self.cursor.take()
        digits = token.text.partition("e")[0].partition("E")[0].replace(".", "").strip("0")
        if len(digits) > self.cursor.limits.digits:
            raise FeelLimitError("digits", self.cursor.limits.digits)
        try:
            return tree.Literal(ARITHMETIC.create_decimal(token.text), at=token.at)
        except (Overflow, InvalidOperation):
            raise FeelLimitError("digits", self.cursor.limits.digits) from None

    def _word(self, token: Token) -> tree.Node:
        cursor = self.cursor
        word = token.text
        # A name in scope such as "for sale" is longer than the keyword it begins with.
        if cursor.phrases.longest(cursor.tokens, cursor.index):
            return tree.Name(read_name(cursor), at=token.at)
        if word in _CONSTANTS:
            cursor.take()
            return tree.Literal(_CONSTANTS[word], at=token.at)
        reading = {"if": self._if, "for": self._for, "some": self._quantified, "every": self._quantified}
        if word == "function":
            return self._function()
        if word not in reading:
            cursor.fail(f"the word '{word}' cannot stand here")
        return reading[word]()

    def _if(self) -> tree.Node:
        cursor = self.cursor
        at = cursor.take().at
        condition = self.expression()
        cursor.expect_word("then")
        yes = self.expression()
        cursor.expect_word("else")
        return tree.If(condition, yes, self.expression(), at=at)

    def _iteration(self) -> tree.Iteration:
        cursor = self.cursor
        at = cursor.token.at
        name = read_bound_name(cursor, "in")
        cursor.take()
        domain = self.expression()
        end = self.expression() if cursor.accept("..") else None
        return tree.Iteration(name, domain, end, at=at)

    def _iterations(self, last: str) -> tuple[tuple[tree.Iteration, ...], tree.Node]:
        """The iterations up to the word that ends them, and the expression behind, which sees their names."""
        cursor = self.cursor
        iteration = self._iteration()
        with cursor.phrases.bound((iteration.name,)):
            if cursor.accept(","):
                more, body = self._iterations(last)
                return (iteration, *more), body
            cursor.expect_word(last)
            return (iteration,), self.expression()

    def _for(self) -> tree.Node:
        at = self.cursor.take().at
        iterations, body = self._iterations("return")
        return tree.For(iterations, body, at=at)

    def _quantified(self) -> tree.Node:
        token = self.cursor.take()
        iterations, condition = self._iterations("satisfies")
        return tree.Quantified(token.text, iterations, condition, at=token.at)

    def _function(self) -> tree.Node:
        cursor = self.cursor
        at = cursor.take().at
        cursor.expect("(")
        names: list[str] = []
        types: list[tree.Type | None] = []
        while not cursor.accept(")"):
            if names:
                cursor.expect(",")
            names.append(read_bound_name(cursor, ",", ":", ")"))
            types.append(self.type() if cursor.accept(":") else None)
        if cursor.at_word("external"):
            cursor.fail("external functions are not run here")
        with cursor.phrases.bound(names):
            return tree.FunctionLiteral(tuple(names), tuple(types), self.expression(), at=at)

    def _turned_range(self, opening: Token) -> tree.Node:
        return self.range_from(self.expression(), opening)

    def _parenthesis(self, opening: Token) -> tree.Node:
        cursor = self.cursor
        if cursor.at_sign(*_COMPARISONS):
            operator = cursor.take().text
            end = self.operand()
            cursor.expect(")")
            return tree.ComparisonRange(operator, end, at=opening.at)
        inner = self.expression()
        if cursor.at_sign(".."):
            return self.range_from(inner, opening)
        cursor.expect(")")
        return inner

    def range_from(self, start: tree.Node, opening: Token) -> tree.Node:
        """The range whose first end was read and which was opened by that bracket."""
        cursor = self.cursor
        cursor.expect("..")
        end = self.expression()
        if not cursor.at_sign("]", ")", "["):
            cursor.fail("the range has no closing bracket")
        closing = cursor.take().text
        return tree.RangeLiteral(start, end, opening.text == "[", closing == "]", at=opening.at)

    def _list_or_range(self, opening: Token) -> tree.Node:
        cursor = self.cursor
        items: list[tree.Node] = []
        while not cursor.accept("]"):
            if items:
                cursor.expect(",")
            items.append(self.expression())
            if len(items) == 1 and cursor.at_sign(".."):
                return self.range_from(items[0], opening)
        return tree.ListLiteral(tuple(items), at=opening.at)

    def _context(self, opening: Token) -> tree.Node:
        """The entries up to the closing brace; each key is a name for those behind it."""
        cursor = self.cursor
        entries: list[tree.Entry] = []
        with ExitStack() as known:
            while not cursor.accept("}"):
                if entries:
                    cursor.expect(",")
                entries.append(self._entry())
                known.enter_context(cursor.phrases.bound((entries[-1].key,)))
        return tree.ContextLiteral(tuple(entries), at=opening.at)

    def _entry(self) -> tree.Entry:
        cursor = self.cursor
        token = cursor.token
        if token.kind == "string":
            cursor.take()
            key: str | None = text_of(token.text, cursor.text, token.at)
            cursor.expect(":")
        else:
            key = read_label(cursor)
        if key is None:
            cursor.fail("a key and a colon are missing here", token.at)
        return tree.Entry(key, self.expression(), at=token.at)

    def _at_literal(self, token: Token) -> tree.Node:
        cursor = self.cursor
        if cursor.token.kind != "string":
            cursor.fail("a date, time or duration in quotation marks is missing behind @")
        literal = cursor.take()
        try:
            return tree.Literal(read_any(text_of(literal.text, cursor.text, literal.at)), at=token.at)
        except ValueError as reason:
            return tree.BadLiteral(str(reason), at=token.at)

    def postfix(self, node: tree.Node) -> tree.Node:
        """The node with all paths, filters and calls behind it."""
        cursor = self.cursor
        length = 0
        while True:
            token = cursor.token
            if cursor.accept("."):
                node = tree.Path(node, read_member(cursor), at=token.at)
            elif cursor.at_sign("[") and self._begins_filter():
                cursor.take()
                node = tree.Filter(node, self.expression(), at=token.at)
                cursor.expect("]")
            elif cursor.accept("("):
                node = self._call(node, token)
            else:
                return node
            length += 1
            cursor.check_chain(length)

    def _begins_filter(self) -> bool:
        """Whether this bracket opens a filter, and does not close a range such as [1..10[."""
        follower = self.cursor.peek()
        if follower.kind in {"end", "keyword"}:
            return follower.text in {"true", "false", "null", "not", "if", "some", "every", "for"}
        return follower.kind != "sign" or follower.text in {"-", "(", "[", "{", "@"}

    def _call(self, function: tree.Node, opening: Token) -> tree.Node:
        cursor = self.cursor
        arguments: list[tree.Node] = []
        names: list[str] = []
        while not cursor.accept(")"):
            if arguments:
                cursor.expect(",")
            label = read_label(cursor)
            if label is not None:
                names.append(label)
            arguments.append(self.expression())
            if names and len(names) != len(arguments):
                cursor.fail("arguments are given either all by name or all by place")
        return tree.Call(function, tuple(arguments), tuple(names), at=opening.at)
