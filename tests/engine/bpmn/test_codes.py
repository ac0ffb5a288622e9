"""Every code that is given is documented, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

from engine.bpmn import codes

SOURCES = "\n".join(
    file.read_text()
    for file in Path(codes.__file__).parent.rglob("*.py")
    if file.name not in ("codes.py", "simulation.py", "recurrence.py")
)
WORDS = set(re.findall(r'"([a-z_]+(?:-[a-z_]+)*)"', SOURCES))


def test_every_documented_code_is_given_somewhere() -> None:
    computed = {f"no-{word}" for word in ("name", "key", "code", "job_type", "decision", "called")}

    assert set(codes.FINDINGS) - WORDS == set()
    assert set(codes.STUCK) - WORDS - computed == set()


def test_every_code_that_is_given_is_documented() -> None:
    given = re.findall(
        r'(?:find|warn|refuse|_refuse|_find|add|NotUsable)\(\s*(?:[\w.()\[\]"]+,\s*){0,2}"([a-z]+(?:-[a-z]+)+)"',
        SOURCES,
    )

    assert given
    assert set(given) - set(codes.FINDINGS) - set(codes.STUCK) == set()


def test_explanations_are_sentences() -> None:
    for text in (*codes.FINDINGS.values(), *codes.STUCK.values()):
        assert text[0].isupper()
        assert text.endswith(".")
