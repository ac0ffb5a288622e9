"""What can be wrong with an expression, said to the person who wrote it."""

from __future__ import annotations

from engine.errors import AmendsError


class FeelError(AmendsError):
    """The expression cannot be used."""


class FeelSyntaxError(FeelError):
    """The expression cannot be read."""

    def __init__(self, reason: str, text: str, position: int) -> None:
        """Keep the reason, the text and the position (0 = first character) where reading stopped."""
        super().__init__(reason)
        self.reason = reason
        self.text = text
        self.position = position

    @property
    def line(self) -> int:
        """The line of the text, counted from 1."""
        return self.text.count("\n", 0, self.position) + 1

    @property
    def column(self) -> int:
        """The column in that line, counted from 1."""
        return self.position - (self.text.rfind("\n", 0, self.position) + 1) + 1

    def __str__(self) -> str:
        """The sentence, the place and the words found there."""
        near = self.text[self.position : self.position + 20].strip()
        found = f" near '{near}'" if near else " at the end"
        return f"The expression cannot be read: {self.reason} (line {self.line}, column {self.column}{found})"


class FeelLimitError(FeelError):
    """The expression asks for more than one evaluation may use."""

    def __init__(self, limit: str, allowed: float) -> None:
        """Keep the name of the limit (a field of Limits) and its value."""
        super().__init__(limit, allowed)
        self.limit = limit
        self.allowed = allowed

    def __str__(self) -> str:
        """The sentence with limit and allowance."""
        return f"The expression goes beyond the limit '{self.limit}' ({self.allowed})"


class FeelForeignValue(FeelError):
    """Something that is not plain data was handed to an expression."""
