"""Letters exist in the languages of one another and read only what a case can know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.correspondence.templates import LetterTemplate
from engine.errors import Finding
from engine.library.checks.references import Offered
from engine.library.checks.variables import set_variables
from engine.library.package import DEFAULT_LANGUAGE, Package

ASKED = {
    "reference": "the reference: {{ case.reference }}",
    "owner": "who looks after it: {{ case.owner }} or {{ case.owner_group }}",
    "steps": "what happens next, under a heading marked {#steps}",
    "dates": "by when: a date in {{ }}, or a heading marked {#dates}",
    "escalation": "how to ask for a decision higher up, under a heading marked {#escalation}",
    "external_body": "which outside body there is: {{ external_body }}, or a heading marked {#external_body}",
}
SAID_BY = {  # what a placeholder must contain to say it
    "reference": ("case.reference",),
    "owner": ("case.owner",),
    "dates": ("date(", "working days(", "working hours(", "case.due", "profile.", "_date", "due"),
    "external_body": ("external_body",),
}


def lacking(template: LetterTemplate) -> list[str]:
    """What the letter says it must say, and does not."""
    sources = [placeholder.source for placeholder in template.placeholders]
    return [
        wanted
        for wanted in template.must
        if wanted not in template.sections
        and not any(words in source for words in SAID_BY.get(wanted, ()) for source in sources)
    ]


def check_letters(package: Package, operations: Mapping[str, Offered]) -> Iterator[Finding]:
    """Findings for letters that lack what they must say, or English words, or read what nothing sets."""
    known = set_variables(package, operations)
    for languages in package.letters.values():
        yield from _unlike(languages)
        for template in languages.values():
            for placeholder in template.placeholders:
                for name in sorted(placeholder.expression.names - known):
                    yield Finding(
                        file=template.file,
                        element=placeholder.source,
                        code="variable-unset",
                        message=f"The letter reads '{name}', which nothing sets.",
                        level="warning",
                    )
            for missing in lacking(template):
                yield Finding(
                    file=template.file,
                    element=missing,
                    code="letter-content",
                    message=f"The letter must say {ASKED[missing]}.",
                )
        if DEFAULT_LANGUAGE not in languages:
            first = next(iter(languages.values()))
            yield Finding(
                file=first.file,
                element=first.key,
                code="letter-language",
                message="The letter has no English words for a reader whose language it lacks.",
                level="warning",
            )


def _unlike(variants: Mapping[str, LetterTemplate]) -> Iterator[Finding]:
    """A letter is one letter in all its languages and channels: whom it is for and what it must say."""
    first = variants.get(DEFAULT_LANGUAGE) or next(iter(variants.values()))
    for template in variants.values():
        if template.audience != first.audience:
            yield Finding(
                file=template.file,
                element="audience",
                code="letter-content",
                message=f"The letter is for a {template.audience}; {first.file} is for a {first.audience}.",
            )
        for missing in first.must:
            if missing not in template.must:
                yield Finding(
                    file=template.file,
                    element=missing,
                    code="letter-content",
                    message=f"{first.file} must say {ASKED[missing]}; say so here too (`kind` or `must`).",
                )
