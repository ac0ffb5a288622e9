"""Finished cases on a draft: the same way, another decision, another step, or not to be known."""

from __future__ import annotations

import pytest

from engine.cases.locking import locked_case
from engine.commands.replay.replaying import Replayed, replay
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.scenarios.running import run_package
from engine.scenarios.world import World
from engine.step import SYSTEM, Step
from engine.timeline.erasing import erase_contents
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, number, text
from tests.engine.commands.program import Program, credit


def rated(limit: int, *, then: str = "look") -> Package:
    """Ask an amount, rate it, and have somebody look at what is large."""
    table = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rate_file" name="rate" namespace="demo">
  <decision id="rate" name="How large is it?"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i" label="Amount"><inputExpression id="e" typeRef="number"><text>amount</text>
    </inputExpression></input>
    <output id="o" name="size" typeRef="string"/>
    <rule id="r1"><inputEntry id="a"><text>&gt;= {limit}</text></inputEntry>
      <outputEntry id="b"><text>"large"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="c"><text>-</text></inputEntry>
      <outputEntry id="d"><text>"small"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""
    return (
        PackageBuilder()
        .start()
        .user("ask", form="ask")
        .rule("rate", "rate", "size")
        .gateway("large", default="end")
        .user(then, form="look")
        .end()
        .flow("start", "ask", "rate", "large", "end")
        .flow("large", then, "end", when='=size = "large"')
        .form("ask", number("amount"))
        .form("look", text("said"))
        .file("processes/demo/rate.dmn", table.encode())
        .build()
    )


def finished(desk: Desk, *amounts: int) -> None:
    """A case of each amount, worked on to its end, with large ones from 100 on."""
    desk.deploy(rated(100))
    for amount in amounts:
        desk.open()
        desk.complete("ana", "ask", amount=amount)
        if amount >= 100:
            desk.complete("ana", "look", said="yes")


def replayed(desk: Desk, package: Package, **mapping: str) -> list[Replayed]:
    """On this package, the case that ended first first."""
    with desk.database.read() as session:
        step = Step(session=session, actor=SYSTEM, now=desk.now, settings=desk.settings)
        return replay(step, package, mapping)[::-1]


def ways(desk: Desk, package: Package, **mapping: str) -> list[tuple[str, ...]]:
    """What would have gone another way, case by case."""
    found = replayed(desk, package, **mapping)
    assert all(one.told for one in found)
    return [one.ways for one in found]


def test_on_its_own_version_a_case_goes_the_same_way(desk: Desk) -> None:
    finished(desk, 50, 150)

    assert ways(desk, rated(100)) == [(), ()]


def test_another_limit_decides_otherwise_and_leads_another_way(desk: Desk) -> None:
    finished(desk, 50, 150, 300)

    assert ways(desk, rated(200)) == [
        (),
        (
            "'How large is it?' would have given small instead of large.",
            "After 'ask' it would have gone not to 'look' but to 'end'.",
        ),
        (),
    ]


def test_a_step_of_another_name_is_followed_with_its_mapping(desk: Desk) -> None:
    finished(desk, 150)

    assert ways(desk, rated(100, then="check"), look="check") == [()]
    assert ways(desk, rated(100, then="check")) == [
        ("After 'ask' it would have gone not to 'look' but to 'check'.",)
    ]


def test_a_case_whose_answers_were_erased_says_nothing(desk: Desk) -> None:
    finished(desk, 150)

    def erase(step: Step) -> None:
        erase_contents(step, locked_case(step.session, desk.only().case_id), "Asked for.")

    desk.do(SYSTEM, erase)

    assert [one.told for one in replayed(desk, rated(200))] == [False]


def test_what_workers_answered_is_answered_again(desk: Desk) -> None:
    def asking(limit: int) -> Package:
        return (
            credit()
            .on_error("unknown", "ask", "no_account")
            .gateway("large", default="end")
            .user("look")
            .flow("unknown", "large", "end")
            .flow("large", "look", "end", when=f"=amount > {limit}")
            .build()
        )

    desk.deploy(asking(100))
    program = Program(desk)
    for amount in (50, 150):
        desk.open(name="Zoe", amount=amount)
    done, failed = program.fetch()
    program.complete(done)
    program.err(failed, "no_account")
    desk.complete("ana", "after")
    desk.complete("ana", "look")

    assert ways(desk, asking(100)) == [(), ()]
    assert ways(desk, asking(200)) == [
        (),
        ("After 'ask' it would have gone not to 'look' but to 'end'.",),
    ]


@pytest.mark.parametrize(
    ("key", "story"),
    [
        ("change_control", "normal_change"),
        ("new_service", "from_idea_to_service"),
        ("complaint_handling", "solved_on_the_spot"),
    ],
)
def test_shipped_cases_follow_their_own_timelines(key: str, story: str) -> None:
    found: list[Replayed] = []
    package = Package.read(shipped_root(), key)

    def watch(world: World, last: bool) -> None:
        if last:
            with world.look() as session:
                step = Step(session=session, actor=SYSTEM, now=world.now, settings=world.settings)
                found.extend(replay(step, package, {}))

    assert run_package(package, story, watch=watch).held
    assert found
    assert all(one.told and not one.ways for one in found), found
