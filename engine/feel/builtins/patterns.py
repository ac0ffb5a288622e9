"""Regular expressions of XPath 2.0 (XML Schema's, with anchors, reluctant repeats and back-references).

A pattern is read completely and written anew for the `regex` module, so that nothing of that module's
own language (look-around, recursion, flags, named groups) can be reached. A pattern that is none raises
ValueError.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from engine.feel.builtins.pattern_classes import ESCAPES, SINGLE, class_of_property, escaped

LONGEST_PATTERN = 2_000
MOST_REPEATS = 10_000
DEEPEST = 50
FLAGS = frozenset("smix")
_BLANKS = " \t\n\r"


class _Reader:
    """Reads one pattern and writes it in the dialect of the `regex` module."""

    def __init__(self, pattern: str, flags: frozenset[str]) -> None:
        self.pattern = pattern
        self.flags = flags
        self.index = 0
        self.opened = 0
        self.closed: set[int] = set()
        self.depth = 0
        self.repeats = 0  # the engine lays out counted repeats one by one

    def peek(self) -> str:
        return self.pattern[self.index : self.index + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise ValueError("the pattern ends too early")
        self.index += 1
        return character

    def branches(self) -> str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("the pattern has too many brackets in one another")
        written = [self.branch()]
        while self.peek() == "|":
            self.take()
            written.append(self.branch())
        self.depth -= 1
        return "|".join(written)

    def branch(self) -> str:
        written: list[str] = []
        while self.peek() not in {"", "|", ")"}:
            written.append(self.atom() + self.quantifier())
        return "".join(written)

    def quantifier(self) -> str:
        sign = self.peek()
        if sign in {"?", "*", "+"} and sign:
            written = self.take()
        elif sign == "{":
            written = self.counted()
        else:
            return ""
        if self.peek() == "?":
            written += self.take()
        return written

    def counted(self) -> str:
        end = self.pattern.find("}", self.index)
        low, comma, high = self.pattern[self.index + 1 : end].partition(",")
        numbers = [number for number in (low, high) if number]
        digits = all(number.isascii() and number.isdigit() and len(number) < 6 for number in numbers)
        if end < 0 or not low or not digits:
            raise ValueError("a repeat is written {2,5}")
        self.repeats += sum(map(int, numbers))
        if self.repeats > MOST_REPEATS:
            raise ValueError(f"the repeats of a pattern add up to {MOST_REPEATS} at most")
        if high and int(high) < int(low):
            raise ValueError("a repeat has its smaller number first")
        self.index = end + 1
        return f"{{{low}{comma}{high}}}"

    def atom(self) -> str:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return self.character_class()
        if character == "\\":
            return self.escape()
        if character == ".":
            return "(?s:.)" if "s" in self.flags else r"[^\n\r]"
        if character == "^":
            return r"(?:\A|(?<=\n)(?!\Z))" if "m" in self.flags else r"\A"
        if character == "$":
            return r"(?=\n|\Z)" if "m" in self.flags else r"\Z"
        if character in "?*+{}]":
            raise ValueError(f"'{character}' needs a backslash here")
        return escaped(character)

    def group(self) -> str:
        number = 0
        if self.pattern.startswith("?:", self.index):
            self.index += 2
        elif self.peek() == "?":
            raise ValueError("this kind of bracket is unknown")
        else:
            self.opened += 1
            number = self.opened
        inner = self.branches()
        if not self.peek():
            raise ValueError("a bracket is not closed")
        self.take()
        if number:
            self.closed.add(number)
        return f"({inner})" if number else f"(?:{inner})"

    def escape(self) -> str:
        character = self.take()
        if character.isascii() and character.isdigit():
            return self.back_reference(character)
        if character in "pP":
            return self.property(character)
        if character in SINGLE:
            return SINGLE[character]
        if character in ESCAPES:
            return ESCAPES[character]
        raise ValueError(f"'\\{character}' means nothing")

    def back_reference(self, digits: str) -> str:
        while self.peek().isascii() and self.peek().isdigit() and int(digits + self.peek()) in self.closed:
            digits += self.take()
        if int(digits) not in self.closed:
            raise ValueError(f"there is no bracket number {digits} before \\{digits}")
        return rf"(?:\g<{int(digits)}>)"

    def property(self, sign: str) -> str:
        end = self.pattern.find("}", self.index)
        if self.peek() != "{" or end < 0:
            raise ValueError("a property is written \\p{L}")
        name = self.pattern[self.index + 1 : end]
        self.index = end + 1
        return class_of_property(name, negated=sign == "P")

    def character_class(self) -> str:
        negated = self.peek() == "^"
        if negated:
            self.take()
        members: list[str] = []
        subtracted = ""
        while True:
            if self.peek() == "-" and self.pattern.startswith("-[", self.index) and members:
                self.index += 2
                subtracted = self.character_class()
                if self.take() != "]":
                    raise ValueError("nothing may follow a subtracted class")
                break
            if self.peek() == "]" and members:
                self.take()
                break
            members.append(self.member())
        kept = f"[{'^' if negated else ''}{''.join(members)}]"
        return f"[{kept}--{subtracted}]" if subtracted else kept

    def member(self) -> str:
        """One character, range or escape of a class."""
        first, single = self.class_character()
        if self.peek() != "-" or not single or self.pattern[self.index + 1 : self.index + 2] in {"]", "["}:
            return first
        self.take()
        last, single = self.class_character()
        if not single or ord(_character(last)) < ord(_character(first)):
            raise ValueError("a range of characters goes from the smaller to the larger")
        return f"{first}-{last}"

    def class_character(self) -> tuple[str, bool]:
        """A member as written, and whether it is a single character that may begin or end a range."""
        character = self.take()
        if character == "\\":
            following = self.peek()
            if following in SINGLE and following:
                return SINGLE[self.take()], True
            if following.isascii() and following.isdigit():
                raise ValueError("a class cannot refer to a bracket")
            return self.escape(), False
        if character in "[]":
            raise ValueError(f"'{character}' needs a backslash here")
        return escaped(character), True


def _character(written: str) -> str:
    """The character behind its escape."""
    return {"\\n": "\n", "\\r": "\r", "\\t": "\t"}.get(written, written[-1])


def _without_blanks(pattern: str) -> str:
    """The pattern as flag x reads it: without blanks, except inside classes."""
    kept: list[str] = []
    depth = 0
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if character in _BLANKS and not depth:
            index += 1
            continue
        if character == "\\" and depth:
            kept.append(pattern[index : index + 2])
            index += 2
            continue
        depth += (character == "[") - (character == "]" and depth > 0)
        kept.append(character)
        index += 1
    return "".join(kept)


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str = "") -> regex.Pattern[str]:
    """The pattern ready to search; ValueError with the reason when it is none."""
    chosen = frozenset(flags)
    if not chosen <= FLAGS:
        raise ValueError("the flags of a pattern are s, m, i and x")
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"a pattern has at most {LONGEST_PATTERN} characters")
    reader = _Reader(_without_blanks(pattern) if "x" in chosen else pattern, chosen)
    written = reader.branches()
    if reader.peek():
        raise ValueError("a closing bracket has no opening one")
    try:
        return regex.compile(written, regex.VERSION1 | (regex.IGNORECASE if "i" in chosen else 0))
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError("the pattern cannot be used") from error
