"""Making a letter of a template: values go in as text, never as Markdown or HTML."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from markdown_it import MarkdownIt

from engine.correspondence.errors import LetterUnreadable
from engine.correspondence.plain_text import plain_text
from engine.correspondence.templates import LetterTemplate
from engine.correspondence.words import Placeholder, Words, Writer, writer_for
from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings

TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
LINK = "case.secret_link"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A letter with its values, as plain text and as HTML."""

    subject: str
    text: str
    html: str


def render(template: LetterTemplate, context: Mapping[str, Any], around: Surroundings) -> Rendered:
    """Fill the template from the context; LetterUnreadable names the expression that fails.

    The Markdown is read with a mark in each placeholder's place, and the values replace the marks
    afterwards: nothing a customer wrote can become a link, a heading or a tag.
    """
    writer = writer_for(template.language, around)
    mark = f"value{secrets.token_hex(6)}"
    values: list[str] = []

    def put(placeholder: Placeholder) -> str:
        values.append(_value(placeholder, context, around, writer))
        place = len(values) - 1
        # In angle brackets an address becomes a link, standing alone or as the target of a drawn one.
        return f"<https://{mark}y{place}y>" if placeholder.source == LINK else f"{mark}x{place}x"

    marked = template.body.fill(put)

    def fill(text: str, *, escaped: bool) -> str:
        def value(found: re.Match[str]) -> str:
            plain = values[int(found[1] or found[2])]
            return html.escape(plain).replace("\n", "<br>\n") if escaped else plain

        return re.sub(rf"https://{mark}y(\d+)y|{mark}x(\d+)x", value, text)

    body = nh3.clean(
        fill(_MARKDOWN.render(marked), escaped=True),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
    )
    return Rendered(
        subject=_one_line(template.subject, context, around, writer),
        text=fill(plain_text(_MARKDOWN.parse(marked)), escaped=False),
        html=f'<!doctype html>\n<html lang="{template.language}"><body>\n{body}</body></html>\n',
    )


def _one_line(words: Words, context: Mapping[str, Any], around: Surroundings, writer: Writer) -> str:
    """A header line: a line break in a value would end it."""
    text = words.fill(lambda placeholder: _value(placeholder, context, around, writer))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _value(placeholder: Placeholder, context: Mapping[str, Any], around: Surroundings, writer: Writer) -> str:
    try:
        return writer.write(placeholder.expression.evaluate(context, around))
    except FeelError as error:
        raise LetterUnreadable(placeholder.source, str(error)) from error
