"""Letter templates, front matter and Markdown with `{{ FEEL }}`: letters/<key>[.post].<language>.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from engine.correspondence.words import Placeholder, Words, read_words
from engine.errors import Finding, PackageError
from engine.feel.errors import FeelError
from engine.library.yaml_reading import read_mapping

NAME = re.compile(
    r"(?P<key>[a-z][a-z0-9_]*)(?:\.(?P<channel>post))?\.(?P<language>[a-z]{2,3}(?:-[A-Z]{2})?)\.md"
)
FRONT = re.compile(r"\A---[ \t]*\n(?P<front>.*?\n)---[ \t]*\n(?P<body>.*)\Z", re.DOTALL)
AUDIENCES = ("customer", "colleague")
EMAIL, POST = "email", "post"
CHANNELS = (EMAIL, POST)
NO_CHANNEL = {  # what people ask for and no letter can be, with what to do instead
    "sms": "Amends sends no text messages; letters go by email or post.",
    "phone": "A call is a task for somebody: draw it at the error no_address of letter.send.",
}
KEYS = frozenset({"subject", "audience", "channel", "kind", "must"})
MUST = ("reference", "owner", "steps", "dates", "escalation", "external_body")
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {  # what a reader must find in a letter of each kind; ISO 10002 7.5, 7.8 and BS 8477 7.7.3, 7.7.4
        "acknowledgement": ("reference", "owner", "steps", "dates", "escalation"),
        "update": ("reference", "dates", "escalation"),
        "decision": ("reference", "escalation", "external_body"),
    }
)
NAMES = "Name the file <key>.<language>.md, such as welcome.en.md, or welcome.post.en.md for paper alone."
SECTION = re.compile(
    r"^(?P<heading>#{1,6}\s.*?|\*\*.*?\*\*)[ \t]*\{#(?P<name>[a-z_]+)\}[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True, kw_only=True)
class LetterTemplate:
    """A letter before it is addressed to anybody."""

    key: str
    language: str
    file: str
    subject: Words
    audience: str
    channel: str
    body: Words
    must: tuple[str, ...] = ()  # what a reader must find in it
    sections: frozenset[str] = frozenset()  # names of its headings, as in `## What happens next {#steps}`

    @property
    def variant(self) -> str:
        """What tells it from the other files of its key: `de`, or `post.de` for words only on paper."""
        return self.language if self.channel == EMAIL else f"{self.channel}.{self.language}"

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every placeholder of subject and body."""
        return self.subject.placeholders + self.body.placeholders


def read_letter(data: bytes, file: str) -> LetterTemplate:
    """The template in this file; PackageError has a finding for everything that is wrong with it."""
    name = NAME.fullmatch(PurePosixPath(file).name)
    if name is None:
        raise _refusal(file, "", "letter-name", NAMES)
    try:
        parts = FRONT.match(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise _refusal(file, "", "letter-text", "The file is not UTF-8 text.") from error
    if parts is None:
        raise _refusal(
            file, "", "letter-front-matter", "Begin with `---`, subject and audience, and `---` again."
        )
    front = read_mapping(parts["front"].encode(), file)
    own = name["channel"] or EMAIL
    findings = list(_wrong(front, file, own))
    subject = _words(str(front.get("subject", "")), file, "subject", findings)
    sections = frozenset(found["name"] for found in SECTION.finditer(parts["body"]))
    body = _words(SECTION.sub(r"\g<heading>", parts["body"]).strip() + "\n", file, "text", findings)
    template = LetterTemplate(
        key=name["key"],
        language=name["language"],
        file=file,
        subject=subject,
        audience=str(front.get("audience", "customer")),
        channel=own,
        body=body,
        must=_must(front),
        sections=sections,
    )
    findings += _given_away(template)
    if findings:
        raise PackageError(findings)
    return template


def _must(front: dict[str, Any]) -> tuple[str, ...]:
    """What the kind of letter asks for and what its author asks for besides, each once."""
    listed = front.get("must") if isinstance(front.get("must"), list) else ()
    return tuple(dict.fromkeys((*KINDS.get(str(front.get("kind")), ()), *map(str, listed or ()))))


def _wrong(front: dict[str, Any], file: str, own: str) -> Iterator[Finding]:
    def finding(key: str, message: str) -> Finding:
        return Finding(file=file, element=key, code="letter-front-matter", message=message)

    for key in sorted(front.keys() - KEYS):
        yield finding(key, f"This key is not known; known are {', '.join(sorted(KEYS))}.")
    if not isinstance(front.get("subject"), str) or not front["subject"].strip():
        yield finding("subject", "The letter has no subject.")
    must = front.get("must") or []
    if not isinstance(must, list) or not set(map(str, must)) <= set(MUST):
        yield finding("must", f"List what a reader must find: {', '.join(MUST)}.")
    if front.get("kind") is not None and str(front["kind"]) not in KINDS:
        yield finding("kind", f"'{front['kind']}' is not one of {', '.join(KINDS)}.")
    if front.get("audience", AUDIENCES[0]) not in AUDIENCES:
        yield finding("audience", f"'{front['audience']}' is not one of {', '.join(AUDIENCES)}.")
    channel = str(front.get("channel", own))
    if channel not in CHANNELS:
        yield finding("channel", NO_CHANNEL.get(channel, f"'{channel}' is not one of {', '.join(CHANNELS)}."))
    elif channel != own:
        yield finding("channel", f"The file's name says {own}, its channel {channel}. {NAMES}")


def _words(text: str, file: str, element: str, findings: list[Finding]) -> Words:
    try:
        return read_words(text)
    except FeelError as error:
        findings.append(Finding(file=file, element=element, code="letter-expression", message=str(error)))
        return Words(pieces=())


def _given_away(template: LetterTemplate) -> Iterator[Finding]:
    if template.audience != "colleague":
        return
    for placeholder in template.placeholders:
        if re.search(r"\bsecret(?:_link)?\b", placeholder.source):
            yield Finding(
                file=template.file,
                element=placeholder.source,
                code="letter-secret",
                message="The customer's secret may only stand in letters to the customer.",
            )


def _refusal(file: str, element: str, code: str, message: str) -> PackageError:
    return PackageError([Finding(file=file, element=element, code=code, message=message)])
