"""A story answers for outside workers, so that packages with workers can be walked whole."""

from __future__ import annotations

import pytest

from engine.errors import PackageError
from engine.library.package import Package
from engine.scenarios.running import PackageResult, run_package
from tests.engine.commands.package import PackageBuilder, text

HEAD = "title: T\nstory: S\nbegins: 2026-03-02T09:00:00Z\nsteps:\n"
OPEN = "  - open: {with: {name: Zoe}}\n    by: front_line\n"
TYPE = "accounts.credit_note"
GIVES = f"  - worker: {TYPE}\n    gives: {{note: G-1}}\n"
AFTER = "  - complete: after\n    with: {remark: fine}\n"


def package(**scenarios: str) -> Package:
    """A task for a worker with an error at its edge; these scenarios."""
    worker = {"title": "Credit note", "group": "officer", "example": {"note": "G-1"}}
    built = (
        PackageBuilder()
        .settings(workers={TYPE: worker}, escalation={"levels": {}})
        .form("seen", text("remark"))
        .start()
        .service("ask", TYPE, takes={"who": "=name"})
        .on_error("unknown", "ask", "no_account")
        .user("after", form="seen")
        .user("look", form="seen")
        .end()
        .flow("start", "ask", "after", "end")
        .flow("unknown", "look", "end")
    )
    for name, steps in scenarios.items():
        built.file(f"processes/demo/scenarios/{name}.yaml", (HEAD + OPEN + steps).encode())
    return built.build()


def told(steps: str) -> str:
    """What is said of steps that cannot be followed: by the check, or else by the run."""
    try:
        return str(run_package(package(one=steps)).scenarios[0].failure)
    except PackageError as refused:
        return str(refused)


def test_stories_that_answer_for_the_worker_walk_everything() -> None:
    given = (
        f"  - expect: {{open: [], workers: [{TYPE}]}}\n"
        f"  - worker: {TYPE}\n    fails: the line is down\n  - wait: 1 minute\n"
        + GIVES
        + "  - expect: {file: {note: G-1}, workers: [], open: [after]}\n"
        + AFTER
    )
    failed = (
        f"  - worker: ask\n    where: {{who: Zoe}}\n    error: no_account\n{AFTER.replace('after', 'look')}"
    )

    result: PackageResult = run_package(package(given=given, failed=failed))

    assert [(one.name, one.failure) for one in result.scenarios] == [("failed", None), ("given", None)]
    assert result.missing == ()
    assert result.passed


@pytest.mark.parametrize(
    ("steps", "failure"),
    [
        (GIVES + GIVES, f"jobs for workers: expected {TYPE}, got []"),
        (f"  - worker: {TYPE}\n    gives: {{number: 1}}\n", "number: This is not declared"),
        (f"  - worker: {TYPE}\n    fails: away\n" + GIVES, "put off until Mon 2026-03-02 09:00:10 UTC"),
        (f"  - worker: {TYPE}\n    where: {{who: Ben}}\n    gives: {{note: x}}\n", "with {who: Ben}"),
        (f"  - worker: {TYPE}\n    by: front_line\n    gives: {{note: x}}\n", "Only programs of people"),
        (f"  - worker: {TYPE}\n    error: surprise\n", "Nobody catches the error 'surprise'"),
        (f"  - worker: {TYPE}\n", "Say beside 'worker' what it gives"),
        (
            f"  - worker: {TYPE}\n    gives: {{note: x}}\n    fails: too\n",
            "Say beside 'worker' what it gives",
        ),
        (f"  - worker: {TYPE}\n    gives: 7\n", "'gives' needs `key: value` lines"),
        ("  - worker: other.type\n    gives: {}\n", "declares no worker 'other.type'"),
        ("  - worker: {a: b}\n    gives: {}\n", "declares no worker"),
        ("  - complete: after\n    gives: {note: x}\n", "'gives' is not known"),
        ("  - expect: {workers: []}\n", f"jobs for workers: expected [], got [{TYPE}]"),
    ],
)
def test_a_story_that_goes_otherwise_says_where(steps: str, failure: str) -> None:
    assert failure in told(steps)
