"""From five like complaints to a changed process, by the shipped corrective action and change control."""

from __future__ import annotations

from pathlib import Path

from engine.library.package import Package
from engine.scenarios.running import run_package

ROOT = Path(__file__).with_name("chain")


def test_five_complaints_change_a_process_and_their_customers_are_told() -> None:
    result = run_package(Package.read(ROOT, "complaint_handling"), "chain")

    assert [(one.name, one.failure) for one in result.scenarios] == [("chain", None)]
