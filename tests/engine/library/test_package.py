"""A package is its files: read once, named by what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import PackageError
from engine.library.errors import ProcessNotFound
from engine.library.package import Package
from engine.library.source import process_keys, shipped_root


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_package_takes_its_folders_and_the_shared_forms_it_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "processes/demo/demo.bpmn": '<x formId="address"/>',
            "processes/demo/letters/a.en.md": "x",
            "processes/demo/.hidden": "x",
            "processes/demo/__pycache__/x.yaml": "x",
            "processes/demo/process.yaml~": "x",
            "processes/other/other.bpmn": "x",
            "processes/shared/calendars.yaml": "x",
            "forms/demo/one.form": "{}",
            "forms/other/two.form": "{}",
            "forms/shared/address.form": "{}",
            "forms/shared/addresses.form": "{}",
        },
    )

    package = Package.read(tmp_path, "demo")

    assert list(package.files) == [
        "forms/demo/one.form",
        "forms/shared/address.form",
        "processes/demo/demo.bpmn",
        "processes/demo/letters/a.en.md",
    ]


def test_the_version_is_the_content_and_nothing_else(tmp_path: Path) -> None:
    files = {"processes/demo/a.dmn": b"1", "processes/demo/b.dmn": b"2"}

    version = Package.from_files("demo", files).version

    assert version == Package.from_files("demo", dict(reversed(files.items()))).version
    changed = [
        {**files, "processes/demo/b.dmn": b"3"},
        {"processes/demo/a.dmn": b"1", "processes/demo/c.dmn": b"2"},
        {"processes/demo/a.dmn": b"1processes/demo/b.dmn2"},
        {},
    ]
    assert version not in {Package.from_files("demo", other).version for other in changed}


def test_a_process_without_a_folder_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ProcessNotFound, match="ghost"):
        Package.read(tmp_path, "ghost")


def test_a_missing_process_yaml_is_a_finding() -> None:
    with pytest.raises(PackageError, match=r"There is no process\.yaml"):
        _ = Package.from_files("demo", {}).settings


def test_unreadable_files_of_one_kind_are_said_together() -> None:
    files = {f"forms/demo/{name}.form": b"no json" for name in "ab"}

    with pytest.raises(PackageError) as refused:
        _ = Package.from_files("demo", files).forms

    assert [finding.file for finding in refused.value.findings] == ["forms/demo/a.form", "forms/demo/b.form"]


def test_a_form_of_the_package_hides_a_shared_one() -> None:
    form = (
        b'{"type": "default", "id": "address", "components": [{"type": "textfield", "key": "%s", "id": "x"}]}'
    )
    files = {"forms/demo/address.form": form % b"own", "forms/shared/address.form": form % b"shared"}

    package = Package.from_files("demo", files)

    assert package.forms["address"].file == "forms/demo/address.form"


def test_a_letter_falls_back_to_english_and_then_to_any_language() -> None:
    letter = b"---\nsubject: %s\n---\nx\n"
    names = ("both.en", "both.de", "german.de")
    files = {f"processes/demo/letters/{name}.md": letter % name.encode() for name in names}
    package = Package.from_files("demo", files)

    assert package.letter("both", "de").language == "de"
    assert package.letter("both", "fr").language == "en"
    assert package.letter("both").language == "en"
    assert package.letter("german", "fr").language == "de"
    with pytest.raises(KeyError):
        package.letter("none")


def test_the_shipped_complaint_process_has_all_its_parts(shipped: Package) -> None:
    assert "complaint_handling" in process_keys(shipped_root())
    assert shipped.settings.key == "complaint_handling"
    assert shipped.settings.main in shipped.model.processes
    assert shipped.decisions
    assert shipped.forms
    assert shipped.letters
    assert shipped.scenarios
    assert shipped.model is shipped.model
