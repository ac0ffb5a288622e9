"""The words of a text component: Markdown with `{{ FEEL }}` in it, made into harmless HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from markdown_it import MarkdownIt

from engine.feel.errors import FeelError
from engine.forms.options import Frame

HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?")
PLACEHOLDER = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def prose(text: str, frame: Frame, variables: Mapping[str, Any]) -> str:
    """The HTML of a Markdown text; a placeholder that cannot be computed leaves a gap, never an error."""

    def said(match: re.Match[str]) -> str:
        try:
            value = frame.ask(match[1].strip(), variables)
        except FeelError:
            value = None
        return escaped(_for_people(value, frame.zone) or in_words(value))

    filled = PLACEHOLDER.sub(said, text)
    return nh3.clean(_markdown.render(_lowered(filled)), tags=TAGS, attributes={"a": {"href"}})


def _for_people(value: Any, zone: str) -> str:
    """A day or an instant as pages tell it, in the reader's zone; nothing for any other value."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        return ""
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        return ""
    if told.tzinfo is None:
        return f"{told:%-d %b %Y}"
    told = told.astimezone(ZoneInfo(zone))
    return f"{told:%-d %b %Y, %H:%M} {told.tzname()}"


def placeholders(text: str) -> Iterator[str]:
    """The FEEL texts within."""
    return (match[1].strip() for match in PLACEHOLDER.finditer(text))


def in_words(value: Any) -> str:
    """A JSON-plain value as a person reads it: labels of catalogue entries, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return str(
            value.get("label", value.get("name", ", ".join(in_words(part) for part in value.values())))
        )
    if isinstance(value, list | tuple):
        return ", ".join(in_words(part) for part in value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def escaped(words: str) -> str:
    """Words from a case, so that Markdown takes none of their signs for its own."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~&])", r"\\\1", words).replace("\n", "  \n")


def _lowered(text: str) -> str:
    """Headings right below the page's own: its first one is the page's, and no level is left out."""
    levels = sorted({len(found) for found in HEADING.findall(text)})
    return HEADING.sub(lambda match: "#" * (2 + levels.index(len(match[1]))), text)
