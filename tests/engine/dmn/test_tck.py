from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from engine.dmn.tck import run_directory
from tests.engine.dmn.builders import AROUND

KIT = Path(__file__).parents[4] / "shared" / "conformance" / "dmn-tck.tar.gz"


@pytest.mark.skipif(not KIT.exists(), reason="the DMN kit lies beside the repository, not in it")
def test_levels_2_and_3_of_the_dmn_kit_pass_but_for_java(tmp_path: Path) -> None:
    with tarfile.open(KIT) as archive:
        archive.extractall(tmp_path, filter="data")

    scores = dict(run_directory(tmp_path / "TestCases", AROUND))

    levels = {name: score for name, score in scores.items() if name.startswith("compliance-level-")}
    assert sum(score.passed + score.failed + score.refused for score in levels.values()) == 2512
    assert {name: score.failures for name, score in levels.items() if score.failed} == {}
    assert {name for name, score in levels.items() if score.refused} == {
        "compliance-level-3/0076-feel-external-java"
    }
