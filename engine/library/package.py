"""A process package: the files of one process under one hash, each part read when it is first asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, TypeVar

from engine.bpmn.model import Model
from engine.bpmn.reading import read_model
from engine.correspondence.templates import EMAIL, LetterTemplate, read_letter
from engine.dmn.model import Decisions
from engine.dmn.reading import read_decisions
from engine.errors import Finding, PackageError
from engine.forms.form import Form
from engine.forms.reading import read_form
from engine.library.process_settings import ProcessSettings
from engine.library.process_yaml import read_process
from engine.library.source import read_files
from engine.library.yaml_reading import read_mapping

Part = TypeVar("Part")
DEFAULT_LANGUAGE = "en"


class Package:
    """One version of a process: immutable, shared by threads, named by the hash of its files.

    Every part raises PackageError with its findings when its files cannot be read.
    """

    def __init__(self, key: str, files: Mapping[str, bytes]) -> None:
        """Take the files under their paths from the root, such as `processes/<key>/process.yaml`."""
        self.key = key
        self.files: Mapping[str, bytes] = MappingProxyType(dict(sorted(files.items())))

    @classmethod
    def read(cls, root: Path, key: str) -> Package:
        """The package in `root/processes/<key>` and `root/forms/<key>`; ProcessNotFound."""
        return cls(key, read_files(root, key))

    @classmethod
    def from_files(cls, key: str, files: Mapping[str, bytes]) -> Package:
        """The package of these files, wherever they were kept."""
        return cls(key, files)

    @cached_property
    def version(self) -> str:
        """The SHA-256 over paths and contents, in hex: the version's name."""
        digest = hashlib.sha256()
        for path, content in self.files.items():
            for part in (path.encode(), content):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
        return digest.hexdigest()

    @cached_property
    def settings(self) -> ProcessSettings:
        """What process.yaml says."""
        path = f"processes/{self.key}/process.yaml"
        if path not in self.files:
            raise PackageError(
                [Finding(file=path, element="", code="missing-file", message="There is no process.yaml.")]
            )
        return read_process(self.files[path], path)

    @cached_property
    def model(self) -> Model:
        """Every diagram of the package, read together."""
        return read_model({path: content for path, content in self.files.items() if path.endswith(".bpmn")})

    @cached_property
    def decisions(self) -> Mapping[str, Decisions]:
        """By decision id: the decisions of the DMN file that holds it."""
        found: dict[str, Decisions] = {}
        beside = {path: self.files[path] for path in self._paths(".dmn", None)}
        files = self._each(".dmn", lambda data, file: read_decisions(data, file, beside))
        for decisions in files.values():
            found.update(dict.fromkeys(decisions.ids, decisions))
        return MappingProxyType(found)

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms by id; one of the package hides a shared one of the same id."""
        forms = self._each(".form", read_form)
        # Shared ones first, so that the package's own come over them.
        ordered = sorted(forms.items(), key=lambda item: not item[0].startswith("forms/shared/"))
        return MappingProxyType({form.id: form for _, form in ordered})

    @cached_property
    def letters(self) -> Mapping[str, Mapping[str, LetterTemplate]]:
        """The letter templates by key and variant, see `LetterTemplate.variant`."""
        found: dict[str, dict[str, LetterTemplate]] = {}
        for template in self._each(".md", read_letter, folder="letters").values():
            found.setdefault(template.key, {})[template.variant] = template
        return MappingProxyType(found)

    def letter(self, key: str, language: str | None = None, channel: str = EMAIL) -> LetterTemplate:
        """The template in the wanted language, its root, English, or the first there is; KeyError.

        Where a channel has words of its own in a language, those; else the ones for all channels.
        """
        variants = self.letters[key]
        wanted = language or DEFAULT_LANGUAGE
        for spoken in (wanted, wanted.partition("-")[0], DEFAULT_LANGUAGE):
            for variant in (f"{channel}.{spoken}", spoken):
                if variant in variants:
                    return variants[variant]
        return next(iter(variants.values()))

    @cached_property
    def scenarios(self) -> Mapping[str, Mapping[str, Any]]:
        """The runnable examples by file name, as plain YAML values."""
        return self._documents("scenarios")

    @cached_property
    def imports(self) -> Mapping[str, Mapping[str, Any]]:
        """The maps for `amends import` by file name, as plain YAML values."""
        return self._documents("imports")

    def _documents(self, folder: str) -> Mapping[str, Mapping[str, Any]]:
        documents = self._each(".yaml", read_mapping, folder=folder)
        return MappingProxyType({PurePosixPath(path).stem: value for path, value in documents.items()})

    def _each(
        self, suffix: str, read: Callable[[bytes, str], Part], *, folder: str | None = None
    ) -> dict[str, Part]:
        """Read all files of one kind; the findings of all unreadable ones are raised together."""
        parts: dict[str, Part] = {}
        findings: list[Finding] = []
        for path in self._paths(suffix, folder):
            try:
                parts[path] = read(self.files[path], path)
            except PackageError as error:
                findings += error.findings
        if findings:
            raise PackageError(findings)
        return parts

    def _paths(self, suffix: str, folder: str | None) -> Iterator[str]:
        start = f"processes/{self.key}/{folder}/" if folder else ""
        return (path for path in self.files if path.endswith(suffix) and path.startswith(start))
