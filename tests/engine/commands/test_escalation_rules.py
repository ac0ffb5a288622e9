"""Escalations by rule: at once and once in a run; the level's own group gets what is drawn for it."""

from __future__ import annotations

from engine.clocks.models import Escalation
from engine.commands.escalate import escalate
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, number

CRITICAL = {"when": "=severity = 1", "level": 2, "code": "critical", "reason": "Severity 1"}
LEVELS = {"levels": {1: "lead", 2: "manager"}, "rules": [CRITICAL]}


def judged() -> PackageBuilder:
    """A case whose severity is judged and then judged again."""
    return (
        PackageBuilder()
        .settings(escalation=LEVELS)
        .start()
        .user("judge", form="judge")
        .user("judge_again", form="judge")
        .user("close")
        .end()
        .flow("start", "judge", "judge_again", "close", "end")
        .form("judge", number("severity"))
    )


def test_a_rule_that_becomes_true_asks_its_level_at_once(desk: Desk) -> None:
    desk.deploy(judged().build())
    opened = desk.open()
    assert desk.escalations() == []

    desk.complete("ana", "judge", severity=["1"])

    (row,) = desk.rows(Escalation)
    assert (row.level, row.grp, row.code, row.reason) == (2, "manager", "critical", "Severity 1")
    assert "escalation raised" in desk.verbs(opened)


def test_it_asks_once_while_it_stays_true(desk: Desk) -> None:
    desk.deploy(judged().build())
    desk.open()
    desk.complete("ana", "judge", severity=["1"])

    desk.complete("ana", "judge_again", severity=["1"])

    assert len(desk.rows(Escalation)) == 1


def test_a_rule_that_is_not_true_asks_nobody(desk: Desk) -> None:
    desk.deploy(judged().build())
    desk.open(severity=4)

    assert desk.escalations() == []


def test_a_drawn_task_goes_to_the_level_that_is_asked_and_the_owner_keeps_the_case(desk: Desk) -> None:
    builder = PackageBuilder().start().user("work").end().flow("start", "work", "end")
    helping = builder.on_escalation("help", "escalated_by_hand", "decide")
    desk.deploy(helping.build())
    opened = desk.open()

    desk.do("ben", escalate, opened.case_id, 2, "I need a decision.")

    told = desk.file(opened)["escalation"]
    assert (told["level"], told["group"], told["reason"]) == (2, "manager", "I need a decision.")
    assert sorted(task.element for task in desk.rows(Task)) == ["decide", "work"]
