"""Owners' YAML: plain values, and one finding where it is not."""

from __future__ import annotations

import pytest

from engine.errors import PackageError
from engine.library.yaml_reading import read_mapping, read_yaml


def test_plain_values_are_read() -> None:
    assert read_yaml("\ufeffa: [1, {b: yes}]\n".encode(), "f.yaml") == {"a": [1, {"b": True}]}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a: [", "Line 1"),
        (b"a: 1\nb: 2\na: 3", "Line 3: the key 'a' is given twice"),
        (b"a: {b: 1, b: 2}", "the key 'b' is given twice"),
        (b"a: &x [1]\nb: *x", "anchors and aliases"),
        (b"[" * 100, "nested too deeply"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a: 2026-13-45", "This is not YAML"),
        (b"a: !!python/object/apply:os.system [id]", "could not determine a constructor"),
        (b"? [a]\n: b", "a key must be text"),
        (b"a: " + b"x" * 1_000_001, "larger than"),
    ],
)
def test_what_cannot_be_read_is_one_finding(data: bytes, reason: str) -> None:
    with pytest.raises(PackageError, match=reason) as refused:
        read_yaml(data, "f.yaml")

    assert [(finding.file, finding.code) for finding in refused.value.findings] == [("f.yaml", "yaml")]


@pytest.mark.parametrize("data", [b"", b"- a", b"1: a", b"text"])
def test_a_file_of_keys_needs_keys(data: bytes) -> None:
    with pytest.raises(PackageError, match="must hold `key: value` lines"):
        read_mapping(data, "f.yaml")
