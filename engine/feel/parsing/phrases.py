"""Names of several words or with signs in them, found by the longest match with the names in scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from engine.feel.errors import FeelSyntaxError
from engine.feel.parsing.tokens import Token, tokens_of

Phrase = tuple[tuple[str, bool], ...]  # text of each token, and whether a gap stands before it


def normal(name: str) -> str:
    """The name with single blanks."""
    return " ".join(name.split())


@lru_cache(maxsize=4096)
def phrase_of(name: str) -> Phrase:
    """The tokens of a name; empty when an expression could never write it."""
    try:
        tokens = tokens_of(name)[:-1]
    except FeelSyntaxError:
        return ()
    return tuple((token.text, token.gap) for token in tokens)


class Phrases:
    """The names in scope that are more than one token."""

    def __init__(self, names: Iterable[str]) -> None:
        """Begin with these names; single words need no entry."""
        self._by_first: dict[str, list[tuple[Phrase, str]]] = {}
        for name in names:
            self._add(name)

    def _add(self, name: str) -> bool:
        phrase = phrase_of(name)
        if len(phrase) < 2:
            return False
        known = self._by_first.setdefault(phrase[0][0], [])
        known.append((phrase, normal(name)))
        known.sort(key=lambda entry: -len(entry[0]))
        return True

    @contextmanager
    def bound(self, names: Iterable[str]) -> Iterator[None]:
        """Know these names as well for a while."""
        added = [name for name in names if self._add(name)]
        yield
        for name in added:
            phrase = phrase_of(name)
            self._by_first[phrase[0][0]].remove((phrase, normal(name)))

    def longest(self, tokens: list[Token], index: int) -> tuple[str, int] | None:
        """The longest name in scope that begins at this token, and how many tokens it takes."""
        for phrase, name in self._by_first.get(tokens[index].text, ()):
            if _matches(phrase, tokens, index):
                return name, len(phrase)
        return None


def _matches(phrase: Phrase, tokens: list[Token], index: int) -> bool:
    if index + len(phrase) >= len(tokens):
        return False
    following = tokens[index + 1 : index + len(phrase)]
    return all(
        token.text == text and token.gap == gap
        for token, (text, gap) in zip(following, phrase[1:], strict=True)
    )
