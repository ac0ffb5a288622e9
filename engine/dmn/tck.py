"""Running the DMN Technology Compatibility Kit: every case of every model in a directory, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.dmn.evaluation import evaluate
from engine.dmn.model import Decisions
from engine.dmn.reading import read_decisions
from engine.dmn.tck_reading import TestCase, read_cases
from engine.errors import AmendsError, PackageError
from engine.feel.surroundings import Surroundings

CLOSE = Decimal("1e-8")  # how far numbers may be apart: the kit writes results as doubles


@dataclass(kw_only=True)
class Score:
    """Counts of one model, or of all. `values` are the cases that expect something other than null."""

    passed: int = 0
    failed: int = 0
    refused: int = 0
    values_passed: int = 0
    values: int = 0
    failures: list[str] = field(default_factory=list)  # "case: reason"

    def add(self, other: Score) -> None:
        """Count another's cases too."""
        self.passed += other.passed
        self.failed += other.failed
        self.refused += other.refused
        self.values_passed += other.values_passed
        self.values += other.values

    def plain(self) -> dict[str, int]:
        """The counts as the command prints them."""
        names = ("passed", "failed", "refused", "values_passed", "values")
        return {name: getattr(self, name) for name in names}


def run_directory(directory: Path, around: Surroundings) -> Iterator[tuple[str, Score]]:
    """Each model's path below the directory and its score, in order; models without cases are left out."""
    for file in sorted(directory.rglob("*.xml")):
        score = _run_file(file, around)
        if score is not None:
            yield file.parent.relative_to(directory).as_posix() or file.stem, score


def _run_file(file: Path, around: Surroundings) -> Score | None:
    try:
        cases = read_cases(file.read_bytes(), file.name)
    except PackageError:
        return None
    if not cases.cases:
        return None
    score = Score(values=sum(case.expects_values for case in cases.cases))
    beside = {other.name: other.read_bytes() for other in sorted(file.parent.glob("*.dmn"))}
    model = file.parent / cases.model
    try:
        data = beside.pop(model.name, b"")
        decisions = read_decisions(data, model.name, beside)
    except PackageError as error:
        score.refused = len(cases.cases)
        score.failures = [f"all: {error}"]
        return score
    for case in cases.cases:
        _count(score, case, decisions, around)
    return score


def _count(score: Score, case: TestCase, decisions: Decisions, around: Surroundings) -> None:
    try:
        reasons, refused = _differences(case, decisions, around)
    except (AmendsError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        # An error within is a failure even where the case expects null.
        reasons, refused = [f"{type(error).__name__}: {error}"], False
    if refused:
        score.refused += 1
    elif reasons:
        score.failed += 1
    else:
        score.passed += 1
        score.values_passed += case.expects_values
    score.failures += [f"{case.id}: {reason}" for reason in reasons]


def _differences(case: TestCase, decisions: Decisions, around: Surroundings) -> tuple[list[str], bool]:
    """What came out otherwise than expected, and whether that is because Amends refuses to run it."""
    reasons, refused = [], False
    for expected in case.expected:
        value, _, run = evaluate(decisions, case.service or expected.name, case.inputs, around)
        if case.service and len(case.expected) > 1 and isinstance(value, dict):
            value = value.get(expected.name)
        if same(value, expected.value):
            continue
        if run.refused:
            refused = True
            reasons.append(f"{expected.name}: refused: {', '.join(sorted(set(run.refused)))}")
        else:
            why = "; ".join(str(problem) for problem in run.problems)
            said = f"{expected.name}: expected {shown(expected.value)}, came {shown(value)}"
            reasons.append(f"{said} ({why})" if why else said)
    return reasons, refused


def same(found: Any, expected: Any) -> bool:
    """Whether a result is what the kit expects: same kind, same parts, numbers to eight decimals."""
    if isinstance(found, Decimal) and isinstance(expected, Decimal):
        return abs(found - expected) <= CLOSE
    if type(found) is not type(expected):
        return False
    if isinstance(found, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in found)
    if isinstance(found, list):
        pairs = zip(found, expected, strict=False)
        return len(found) == len(expected) and all(same(one, other) for one, other in pairs)
    return bool(found == expected) or str(found) == str(expected)


def shown(value: Any) -> str:
    """A value for a line of the report."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(part) for part in value) + "]"
    return f'"{value}"' if isinstance(value, str) else "null" if value is None else str(value)
