"""Rules about people in the diagram hold however a task comes into somebody's hands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases.access import require_may_do
from engine.clocks.models import Escalation
from engine.commands.appoint_substitute import MayNotAppoint, appoint_substitute
from engine.commands.assign_task import assign_task
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.end_substitution import end_substitution
from engine.commands.escalate import escalate
from engine.commands.open_case import Opened
from engine.commands.reassign import reassign
from engine.commands.take_over import take_over
from engine.errors import InvalidSubmission
from engine.people.accounts import actor_of, set_manager
from engine.people.groups import join_group
from engine.people.skills import set_skills
from engine.step import Actor
from engine.tasks.errors import KeptOut, NotAssignee, NotInLane, SeparationOfDuty, SkillMissing
from engine.tasks.models import Task
from engine.tasks.queries import InboxFilter, inbox, people_for
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text


def reviewed(**rules: str) -> PackageBuilder:
    """An officer investigates and drafts, the front line reviews under these rules."""
    return (
        PackageBuilder()
        .start()
        .user("investigate", lane="Officer")
        .user("draft", lane="Manager")
        .user("review", lane="Front line", **rules)
        .end()
        .flow("start", "investigate", "draft", "review", "end")
        .form("x", text("x"))
    )


def join(desk: Desk, who: str, *groups: str) -> None:
    """Let somebody work in further groups."""
    with desk.database.write() as session:
        for group in groups:
            join_group(session, desk.people[who].id, group)
        desk.people[who] = actor_of(session, desk.people[who].id)


def skilled(desk: Desk, who: str, *skills: str, languages: tuple[str, ...] = ()) -> None:
    """Say what somebody can do."""
    with desk.database.write() as session:
        set_skills(session, desk.people[who].id, skills, languages)


def to_review(desk: Desk, builder: PackageBuilder, **variables: object) -> Opened:
    """A case that waits for its review; Ana, who is in both groups, investigated it."""
    join(desk, "ana", "officer")
    desk.deploy(builder.build())
    opened = desk.open(**variables)
    desk.complete("ana", "investigate")
    desk.complete("mia", "draft")
    return opened


@pytest.mark.parametrize("stage", ["investigate", "officer", "draft, officer"])
def test_who_worked_in_the_earlier_stage_is_out_though_in_both_groups(desk: Desk, stage: str) -> None:
    to_review(desk, reviewed(notIn=stage))
    task = desk.task("review").id

    with pytest.raises(SeparationOfDuty):
        desk.do("ana", claim_task, task)
    with pytest.raises(SeparationOfDuty):
        desk.do("ana", complete_task, task, {})
    with pytest.raises(SeparationOfDuty):
        desk.do("sue", assign_task, task, desk.people["ana"].id)
    desk.do("ben", claim_task, task)


def test_taking_over_and_reassigning_leave_such_a_task_where_it_is(desk: Desk) -> None:
    opened = to_review(desk, reviewed(notIn="officer"))

    moved = desk.do("sue", reassign, opened.case_id, desk.people["ana"].id, "Holiday.")

    assert moved == []
    assert desk.task("review").assignee_id is None


def test_a_supervisor_who_is_concerned_does_not_get_it_by_taking_over(desk: Desk) -> None:
    opened = to_review(desk, reviewed(notPerson="=about"), about="Sue")
    desk.do("ben", escalate, opened.case_id, 1, "Help.")
    (escalation,) = desk.rows(Escalation)

    assert desk.do("sue", take_over, escalation.id) == []


def test_a_called_diagram_or_sub_process_is_a_stage_with_all_its_tasks(desk: Desk) -> None:
    builder = reviewed(notIn="fix").on_escalation("fix", "help", "mend", lane="Officer")
    to_review(desk, builder)

    assert desk.task("review").rules["not_elements"] == ["mend"]


@pytest.mark.parametrize("named", ["Ana", "ana", "the id", {"key": "Ana", "label": "x"}, ["nobody", "ANA"]])
def test_the_person_complained_about_is_out_however_named(desk: Desk, named: object) -> None:
    about = desk.people["ana"].id if named == "the id" else named
    to_review(desk, reviewed(notPerson="=about"), about=about)

    with pytest.raises(KeptOut):
        desk.do("ana", claim_task, desk.task("review").id)
    desk.do("ben", claim_task, desk.task("review").id)


def test_the_manager_of_the_person_complained_about_is_out_too(desk: Desk) -> None:
    with desk.database.write() as session:
        set_manager(session, desk.people["oli"].id, desk.people["ben"].id)
    to_review(desk, reviewed(notPerson="=about"), about="Oli")

    with pytest.raises(KeptOut):
        desk.do("ben", claim_task, desk.task("review").id)
    with pytest.raises(KeptOut):
        desk.do("sue", assign_task, desk.task("review").id, desk.people["ben"].id)


def test_nobody_manages_themselves(desk: Desk) -> None:
    with desk.database.write() as session, pytest.raises(InvalidSubmission):
        set_manager(session, desk.people["oli"].id, desk.people["oli"].id)


def test_a_person_named_later_is_out_from_then_on(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .gateway("fork", "parallel")
        .user("review", notPerson="=about")
        .user("say", form="say", lane="Officer")
        .gateway("join", "parallel")
        .end()
        .flow("start", "fork", "review", "join", "end")
        .flow("fork", "say", "join")
        .form("say", text("about"))
    )
    desk.deploy(builder.build())
    desk.open()

    desk.complete("oli", "say", about=["Ana"])

    with pytest.raises(KeptOut):
        desk.do("ana", claim_task, desk.task("review").id)


def test_a_skill_somebody_has_is_asked_of_whoever_does_it(desk: Desk) -> None:
    skilled(desk, "ben", "Mediation", languages=("de",))
    to_review(desk, reviewed(skill="mediation", language="=language"), language={"key": "de", "label": "x"})

    with pytest.raises(SkillMissing):
        desk.do("ana", claim_task, desk.task("review").id)
    with pytest.raises(SkillMissing):
        desk.do("sue", assign_task, desk.task("review").id, desk.people["ana"].id)
    desk.do("ben", claim_task, desk.task("review").id)


def test_a_skill_nobody_of_the_group_has_holds_nothing_up(desk: Desk) -> None:
    skilled(desk, "mia", "mediation")
    to_review(desk, reviewed(skill="mediation", language="=language"), language="tlh")

    desk.do("ana", claim_task, desk.task("review").id)

    assert desk.task("review").assignee_id == desk.people["ana"].id


def test_whoever_has_least_in_hand_is_suggested_first(desk: Desk) -> None:
    desk.deploy(reviewed().build())
    for _ in range(2):
        desk.open()
    tasks = [task for task in desk.rows(Task) if task.element == "investigate"]
    join(desk, "ana", "officer")
    desk.do("ana", claim_task, tasks[0].id)

    with desk.database.read() as session:
        assert [name for _, name in people_for(session, tasks[1].id)] == ["Oli", "Ana"]


def substitute(desk: Desk, person: str, by: str, days: int = 5) -> str:
    """Let somebody stand in from now on for some days."""
    ends = desk.now + timedelta(days=days)
    return desk.do(person, appoint_substitute, desk.people[person].id, desk.people[by].id, desk.now, ends)


def test_a_substitute_does_the_tasks_of_whom_they_stand_in_for(desk: Desk) -> None:
    desk.deploy(reviewed().build())
    opened = desk.open()
    desk.do("oli", claim_task, desk.task("investigate").id)
    substitute(desk, "oli", "ben")

    desk.complete("ben", "investigate")

    (task,) = [task for task in desk.rows(Task) if task.element == "investigate"]
    assert (task.ended_by, task.ended_for) == (desk.people["ben"].id, desk.people["oli"].id)
    done = next(entry for entry in desk.timeline(opened) if entry.verb == "task completed")
    assert done.on_behalf_of == desk.people["oli"].id


def test_a_substitute_claims_what_the_groups_of_the_other_are_offered(desk: Desk) -> None:
    desk.deploy(reviewed().build())
    desk.open()
    substitute(desk, "oli", "ben")
    desk.do("ben", claim_task, desk.task("investigate").id)

    desk.complete("ben", "investigate")

    assert [task.ended_for for task in desk.rows(Task) if task.ended_by] == [desk.people["oli"].id]


def test_before_and_after_its_time_a_substitution_means_nothing(desk: Desk) -> None:
    desk.deploy(reviewed().build())
    desk.open()
    substitute(desk, "oli", "ben", days=1)
    desk.now += timedelta(days=1)

    with pytest.raises(NotInLane):
        desk.do("ben", claim_task, desk.task("investigate").id)


def test_an_ended_substitution_gives_nothing_any_more(desk: Desk) -> None:
    desk.deploy(reviewed().build())
    desk.open()
    desk.do("oli", claim_task, desk.task("investigate").id)
    row = substitute(desk, "oli", "ben")
    desk.do("sue", end_substitution, row)

    with pytest.raises(NotAssignee):
        desk.complete("ben", "investigate")


def test_a_substitute_does_not_approve_the_work_of_whom_they_stand_in_for(desk: Desk) -> None:
    join(desk, "oli", "manager")
    builder = reviewed()
    desk.deploy(builder.build())
    approving = PackageBuilder("strict", "STR").start().user("write", lane="Officer")
    approving.user("approve", lane="Manager", notBy="write").end()
    desk.deploy(approving.flow("start", "write", "approve", "end").build())
    desk.open("strict")
    desk.complete("oli", "write")
    substitute(desk, "oli", "ben")

    with pytest.raises(SeparationOfDuty):
        desk.do("ben", claim_task, desk.task("approve").id)


def test_who_wrote_as_a_substitute_does_not_approve_either(desk: Desk) -> None:
    join(desk, "ben", "manager")
    approving = PackageBuilder("strict", "STR").start().user("write", lane="Officer")
    approving.user("approve", lane="Manager", notBy="write").end()
    desk.deploy(approving.flow("start", "write", "approve", "end").build())
    desk.open("strict")
    substitute(desk, "oli", "ben")
    desk.complete("ben", "write")

    with pytest.raises(SeparationOfDuty):
        desk.do("ben", claim_task, desk.task("approve").id)
    join(desk, "oli", "manager")
    with pytest.raises(SeparationOfDuty):
        desk.do("oli", claim_task, desk.task("approve").id)


def test_a_substitute_of_somebody_concerned_is_out_as_well(desk: Desk) -> None:
    to_review(desk, reviewed(notPerson="=about"), about="ben")
    substitute(desk, "ben", "oli")

    with pytest.raises(KeptOut):
        desk.do("oli", claim_task, desk.task("review").id)


def test_the_inbox_of_a_substitute_shows_both(desk: Desk) -> None:
    desk.deploy(reviewed().build())
    desk.open()
    desk.do("oli", claim_task, desk.task("investigate").id)
    ben = desk.people["ben"]
    wanted = InboxFilter(
        person_id=ben.id, groups=ben.groups, stands_in_for=frozenset({desk.people["oli"].id})
    )

    with desk.database.read() as session:
        assert [line.element for line in inbox(session, wanted).lines] == ["investigate"]


def test_only_the_person_or_a_supervisor_settles_who_stands_in(desk: Desk) -> None:
    with pytest.raises(MayNotAppoint):
        desk.do("ben", appoint_substitute, desk.people["oli"].id, desk.people["ben"].id, desk.now, None)
    with pytest.raises(InvalidSubmission):
        desk.do("oli", appoint_substitute, desk.people["oli"].id, desk.people["oli"].id, desk.now, None)
    with pytest.raises(InvalidSubmission):
        substitute(desk, "oli", "ben", days=0)


def test_a_program_acts_for_itself_only(desk: Desk) -> None:
    to_review(desk, reviewed())
    program = Actor(id="token:1", name="Robot", kind="program", roles=frozenset({"staff"}))

    with desk.database.read() as session, pytest.raises(NotInLane):
        require_may_do(session, program, desk.task("review"))
