"""process.running and process.migrate: a change case looks at running cases, and has them go over."""

from __future__ import annotations

from typing import Any

import pytest

from engine.cases.models import Case
from engine.commands.save_draft import save_draft
from engine.step import Actor
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text, two_steps

OWNER = Actor(id="owner", name="Olga", kind="person", roles=frozenset({"process_owner"}))


def change(mapping: str = "=[]") -> PackageBuilder:
    """Looks at the running cases, releases the draft, has them go over, and looks again."""
    return (
        PackageBuilder("change", "CHG")
        .start()
        .user("draw", form="draw")
        .service("look", "process.running", mapping=mapping)
        .on_error("none", "look", "no_draft")
        .service("release", "process.release")
        .service("go", "process.migrate", version="=released_version", mapping=mapping, reason="Decided.")
        .user("wait", form="draw")
        .service("left", "process.running", version="=released_version", result="running_left")
        .end()
        .flow("start", "draw", "look", "release", "go", "wait", "left", "end")
        .flow("none", "draw")
        .form("draw", text("said"))
    )


def signing() -> dict[str, bytes | None]:
    """A draft of `demo` in which approving is called signing."""
    new = (
        PackageBuilder()
        .start()
        .user("register", form="register")
        .user("sign", lane="Manager", form="approve")
        .end()
        .flow("start", "register", "sign", "end")
    ).build()
    path = "processes/demo/demo.bpmn"
    return {path: new.files[path]}


@pytest.fixture
def opened(desk: Desk) -> Any:
    """A change case beside two cases of `demo`, one of which waits for approval."""
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="S")
    desk.open()
    return desk


def begin(desk: Desk, package: PackageBuilder) -> Any:
    """A change case of this kind, holding the draft."""
    desk.deploy(package.build())
    case = desk.open("change")
    desk.do(OWNER, save_draft, "demo", signing(), case_id=case.case_id)
    desk.complete("ana", "draw", said="yes")
    return case


def numbers(desk: Desk) -> list[int]:
    """How many cases of demo run on each version, the most first."""
    versions = [case.version for case in desk.rows(Case) if case.process == "demo"]
    return sorted((versions.count(one) for one in set(versions)), reverse=True)


def test_what_keeps_cases_on_their_version_is_told_before_the_release(desk: Desk, opened: Desk) -> None:
    case = begin(desk, change())
    desk.work()

    file = desk.file(case)
    assert (file["running_cases"]["count"], file["running_cases"]["ready"]) == (2, 1)
    assert "'approve' (approve) has no counterpart" in file["running_cases"]["staying"][0]
    assert file["migration"] == {"cases": 2}
    assert numbers(desk) == [1, 1]
    desk.complete("ana", "wait", said="yes")
    assert [desk.file(case)["running_left"][name] for name in ("count", "ready")] == [1, 0]


def test_a_mapping_takes_them_along(desk: Desk, opened: Desk) -> None:
    case = begin(desk, change('=[{from: "approve", to: "sign"}]'))
    desk.work()

    assert desk.file(case)["running_cases"]["staying"] == []
    assert numbers(desk) == [2]
    desk.complete("mia", "sign", opinion="fine")


def test_a_mapping_that_cannot_be_read_is_an_incident(desk: Desk, opened: Desk) -> None:
    begin(desk, change('=["approve"]'))

    assert desk.incidents() == [("job", "job-failed")]


def test_without_a_draft_the_diagram_says_what_happens(desk: Desk, opened: Desk) -> None:
    desk.deploy(change().build())
    desk.open("change")

    desk.complete("ana", "draw", said="yes")

    assert sorted(desk.open_tasks()) == ["approve", "draw", "register"]
