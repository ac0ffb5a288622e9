"""Everything that can be refused, as one tree; a class's docstring is the sentence a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field


class AmendsError(Exception):
    """Something went wrong."""

    def __str__(self) -> str:
        """The sentence for people: the docstring, followed by the facts given."""
        sentence = (type(self).__doc__ or "").strip().splitlines()[0]
        facts = ", ".join(str(fact) for fact in self.args)
        return f"{sentence} ({facts})" if facts else sentence


class NotFound(AmendsError):
    """There is no such thing here."""


class NotAllowed(AmendsError):
    """You may not do this."""


class Conflict(AmendsError):
    """Somebody else was faster, or this was done already."""


class InvalidSubmission(AmendsError):
    """Some answers need your attention."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Take the messages per field key; the key "" holds messages about the whole form."""
        super().__init__()
        self.errors: dict[str, list[str]] = {field: list(messages) for field, messages in errors.items()}

    def __str__(self) -> str:
        """One line per field."""
        return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in self.errors.items())


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """One thing wrong with a process package, said to its owner: file, element, stable code, sentence."""

    file: str
    element: str
    code: str
    message: str
    level: str = "error"  # or "warning": deploys all the same
    name: str = field(default="", compare=False)  # what the element is called on the drawing
    advice: str = field(default="", compare=False)  # what to do, where engine.library.advice was asked

    def plain(self) -> dict[str, str]:
        """The finding as programs are given it, the same wherever it is asked for."""
        return asdict(self)

    def __str__(self) -> str:
        """The line `amends check` prints."""
        return f"{self.file} {self.element or '-'} {self.code} {self.message}"


class PackageError(AmendsError):
    """The process package has findings."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings that refuse the package."""
        super().__init__()
        self.findings = sorted(findings)

    def __str__(self) -> str:
        """One finding per line."""
        return "\n".join(str(finding) for finding in self.findings)


class OperationFailed(AmendsError):
    """The machine could not finish this step; it is tried again."""
