"""Markdown for readers without HTML: no stars and brackets, links written out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from markdown_it.token import Token

RULE = "-" * 40


def plain_text(tokens: Sequence[Token]) -> str:
    """The text of parsed Markdown, blocks apart by an empty line, lists with their marks."""
    page = _Page()
    for token in tokens:
        page.take(token)
    return page.text + "\n"


class _Page:
    """The lines written so far and where in lists, quotes and tables the next one stands."""

    def __init__(self) -> None:
        self.text = ""
        self.lists: list[int | None] = []  # the next number of each open list; None for one with dashes
        self.quotes = 0
        self.lead = ""  # the mark of a list item, for its first line
        self.tight = False  # lines of the same list or table follow one another without a gap
        self.first = True
        self.cells: list[str] = []
        self.in_cell = False

    def take(self, token: Token) -> None:
        """Write what this token says, or remember what it opens and closes."""
        kind = token.type
        if kind == "inline":
            self._words(_inline(token))
        elif kind in {"hr", "fence", "code_block"}:
            self._block(token.content.rstrip("\n") or RULE)
        elif kind.startswith(("td_", "th_", "tr_")):
            self._cell(kind)
        elif kind == "paragraph_open":
            self.tight = token.hidden
        elif kind in {"table_open", "table_close"}:
            self.tight, self.first = kind == "table_open", True
        elif kind == "list_item_open":
            self.lead = self._mark()
        elif kind.startswith("blockquote_"):
            self.quotes += token.nesting
        elif kind.endswith("_list_open"):
            self.lists.append(int(token.attrGet("start") or 1) if kind.startswith("ordered") else None)
            self.first = True
        elif kind.endswith("_list_close"):
            self.lists.pop()
            self.tight = False

    def _words(self, words: str) -> None:
        if self.in_cell:
            self.cells.append(words)
        else:
            self._block(words)

    def _block(self, text: str) -> None:
        indent = "  " * len(self.lists)
        first, *rest = text.split("\n")
        lines = [(self.lead or indent) + first, *(indent + line for line in rest)]
        block = "\n".join("> " * self.quotes + line for line in lines)
        gap = "\n" if self.tight and not self.first else "\n\n"
        self.text += (gap if self.text else "") + block
        self.lead, self.first = "", False

    def _cell(self, kind: str) -> None:
        self.in_cell = kind in {"td_open", "th_open"}
        if kind == "tr_close":
            self._block(" | ".join(self.cells))
            self.cells = []

    def _mark(self) -> str:
        indent = "  " * (len(self.lists) - 1)
        number = self.lists[-1]
        if number is None:
            return f"{indent}- "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "


def _inline(token: Token) -> str:
    """One run of text; a link is followed by its address unless it shows it."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "link_open":
            links.append((unquote(str(child.attrGet("href") or "")), len(parts)))
        elif child.type == "link_close":
            address, start = links.pop()
            if "".join(parts[start:]) != address:
                parts.append(f": {address}")
        else:
            parts.append(child.content)
    return "".join(parts)
