"""Where reading stands in the tokens, and what may stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.parsing.phrases import Phrases
from engine.feel.parsing.tokens import Token, tokens_of
from engine.feel.surroundings import Limits

LONGEST_CHAIN = 200  # operators or steps of a path in a row: each makes the tree one deeper


class Cursor:
    """A position in the tokens of one text."""

    def __init__(self, text: str, names: Iterable[str], limits: Limits) -> None:
        """Begin at the first token; FeelLimitError when the text is too long."""
        if len(text) > limits.source:
            raise FeelLimitError("source", limits.source)
        self.text = text
        self.limits = limits
        self.tokens = tokens_of(text)
        self.index = 0
        self.phrases = Phrases(names)
        self._depth = 0

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Token:
        """A later token; the last one when there are no more."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Read one token."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at_sign(self, *signs: str) -> bool:
        """Whether one of these signs comes next."""
        token = self.tokens[self.index]
        return token.kind == "sign" and token.text in signs

    def at_word(self, word: str) -> bool:
        """Whether this keyword comes next."""
        token = self.tokens[self.index]
        return token.kind == "keyword" and token.text == word

    def accept(self, sign: str) -> bool:
        """Read the sign if it comes next."""
        if self.at_sign(sign):
            self.index += 1
            return True
        return False

    def accept_word(self, word: str) -> bool:
        """Read the keyword if it comes next."""
        if self.at_word(word):
            self.index += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        """Read the sign, or say that it is missing."""
        if not self.accept(sign):
            self.fail(f"'{sign}' is missing here")

    def expect_word(self, word: str) -> None:
        """Read the keyword, or say that it is missing."""
        if not self.accept_word(word):
            self.fail(f"the word '{word}' is missing here")

    def fail(self, reason: str, at: int | None = None) -> NoReturn:
        """Refuse the text at this place."""
        raise FeelSyntaxError(reason, self.text, self.token.at if at is None else at)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One more bracket or branch; FeelLimitError when there are too many in one another."""
        self._depth += 1
        if self._depth > self.limits.nesting:
            raise FeelLimitError("nesting", self.limits.nesting)
        yield
        self._depth -= 1

    def check_chain(self, length: int) -> None:
        """FeelLimitError when too many operators follow one another."""
        if length > LONGEST_CHAIN:
            raise FeelLimitError("nesting", LONGEST_CHAIN)
