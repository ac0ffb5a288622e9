"""Migrating a running case: its tasks follow, four eyes hold, and the timeline tells it."""

from __future__ import annotations

import pytest

from engine.bpmn.migrating.faults import CannotMigrate
from engine.cases.errors import AlreadyOnVersion, CaseClosed
from engine.cases.models import Case
from engine.commands.advance.prospects import prospects, read_mapping
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.correct_answer import correct_answer
from engine.commands.migrate_case import migrate_case
from engine.commands.migrate_cases import migrate_cases
from engine.commands.open_case import open_case
from engine.errors import InvalidSubmission, NotAllowed
from engine.library.errors import VersionNotFound
from engine.step import Step
from engine.tasks.errors import CannotCorrect, SeparationOfDuty, StaleForm
from engine.tasks.models import Task, TaskCandidate
from engine.timeline.queries import timeline
from tests.engine.commands.desk import Desk
from tests.engine.commands.migration import OWNER, case_of, migrated, three_steps, told
from tests.engine.commands.package import PackageBuilder, text, two_steps


def test_a_case_goes_on_by_the_new_version(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()

    migrated(desk, three_steps().build())
    desk.complete("ana", "register", subject="S")

    assert desk.open_tasks() == ["look"]


def test_the_timeline_tells_from_where_to_where_and_why(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    old = case_of(desk).version

    migrated(desk, three_steps().build())

    (said,) = told(desk)
    assert (said["from"], said["to"], said["before_version"]) == (1, 2, old)
    assert (said["reason"], said["places"]) == ("The new procedure.", [["register", "register"]])
    versions = {entry.version for entry in desk.timeline(desk.only())}
    assert versions == {old, case_of(desk).version}


def test_a_renamed_step_keeps_its_row_its_hands_and_its_name(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="S")
    task = desk.task("approve")
    new = (
        PackageBuilder()
        .start()
        .user("register", form="register")
        .user("sign", lane="Officer", form="approve")
        .end()
        .flow("start", "register", "sign", "end")
        .form("register", text("subject"))
        .form("approve", text("opinion"))
    )

    migrated(desk, new.build(), approve="sign")

    now = desk.task("sign")
    assert (now.id, now.name, now.grp, now.version) == (task.id, "sign", "officer", task.version + 1)
    named = {(row.kind, row.ref, row.state) for row in desk.rows(TaskCandidate) if row.task_id == task.id}
    assert named == {("group", "officer", "open")}
    desk.complete("oli", "sign", opinion="fine")
    assert case_of(desk).state == "ended"


def test_whoever_is_not_of_the_new_group_gives_the_task_back(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.do("ana", claim_task, desk.task("register").id)
    package = (
        PackageBuilder()
        .start()
        .user("register", lane="Officer", form="register")
        .end()
        .flow("start", "register", "end")
        .form("register", text("subject"))
    )

    migrated(desk, package.build())

    assert desk.task("register").assignee_id is None
    assert told(desk)[0]["released"] == ["register"]


def test_whoever_is_still_of_the_group_keeps_the_task(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.do("ana", claim_task, desk.task("register").id)

    migrated(desk, three_steps().build())

    assert desk.task("register").assignee_id == desk.people["ana"].id


def test_a_form_that_was_open_meanwhile_is_refused(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    task = desk.task("register")

    migrated(desk, three_steps().build())

    with pytest.raises(StaleForm):
        desk.do("ana", complete_task, task.id, {"subject": "S"}, task_version=task.version)


def test_four_eyes_remember_who_did_a_step_under_its_old_name(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="S")
    new = (
        PackageBuilder()
        .start()
        .user("intake", form="register")
        .user("approve", form="approve", notBy="intake")
        .end()
        .flow("start", "intake", "approve", "end")
        .form("register", text("subject"))
        .form("approve", text("opinion"))
    )

    migrated(desk, new.build(), register="intake")

    with pytest.raises(SeparationOfDuty):
        desk.complete("ana", "approve", opinion="fine")
    desk.complete("ben", "approve", opinion="fine")


def test_an_event_that_four_eyes_look_at_keeps_its_name(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    new = (
        PackageBuilder()
        .start("arrived")
        .user("register", form="register", notBy="arrived")
        .end()
        .flow("arrived", "register", "end")
        .form("register", text("subject"))
    )

    with pytest.raises(CannotMigrate) as refusal:
        migrated(desk, new.build(), start="arrived")

    assert [fault.code for fault in refusal.value.faults] == ["witness"]


def test_a_refused_case_stays_as_it_was(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="S")
    before = case_of(desk).version
    short = PackageBuilder().start().user("register", form="register").end()
    short.flow("start", "register", "end").form("register", text("subject"))

    with pytest.raises(CannotMigrate, match="'approve'"):
        migrated(desk, short.build())

    assert case_of(desk).version == before
    desk.complete("mia", "approve", opinion="fine")
    assert case_of(desk).state == "ended"


def test_many_cases_are_migrated_one_by_one_and_what_cannot_says_why(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    for _ in range(3):
        desk.open()
    first = desk.rows(Task)[0]
    desk.do("ana", complete_task, first.id, {"subject": "S"})
    new = PackageBuilder().start().user("register", form="register").end()
    package = new.flow("start", "register", "end").form("register", text("subject")).build()
    desk.deploy(package)

    with desk.database.read() as session:
        step = Step(session=session, actor=OWNER, now=desk.now, settings=desk.settings)
        ahead = prospects(step, package, {})
    count = desk.do(OWNER, migrate_cases, "demo", package.version, "Shorter.")
    desk.work()

    assert count == 3
    assert [len(one.faults) for one in ahead] == [1, 0, 0]
    on_new = [case for case in desk.rows(Case) if case.version == package.version]
    assert len(on_new) == 2
    stays = next(case for case in desk.rows(Case) if case.version != package.version)
    with desk.database.read() as session:
        entries = timeline(session, stays.id)
    (said,) = [dict(entry.content) for entry in entries if entry.verb == "migration refused"]
    assert said["because"] == [str(fault) for fault in ahead[0].faults]
    assert desk.do(OWNER, migrate_cases, "demo", package.version, "Again.") == 1


def test_an_answer_the_new_version_no_longer_asks_cannot_be_corrected(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="S")
    done = next(task for task in desk.rows(Task) if task.element == "register")
    only = PackageBuilder().start().user("approve", lane="Manager", form="approve").end()

    migrated(desk, only.flow("start", "approve", "end").form("approve", text("opinion")).build())

    with pytest.raises(CannotCorrect):
        desk.do("ana", correct_answer, done.id, {"subject": "T"}, "Wrong.")


def test_nobody_but_owners_migrates_and_never_without_a_reason(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    case, old = case_of(desk).id, case_of(desk).version
    new = three_steps().build()
    desk.deploy(new)

    with pytest.raises(NotAllowed):
        desk.do("sue", migrate_case, case, new.version, "Why not.")
    with pytest.raises(InvalidSubmission):
        desk.do(OWNER, migrate_case, case, new.version, " ")
    with pytest.raises(AlreadyOnVersion):
        desk.do(OWNER, migrate_case, case, old, "Again.")
    with pytest.raises(VersionNotFound):
        desk.do(OWNER, migrate_case, case, "0" * 64, "Nowhere.")


def test_a_case_that_ended_stays_on_its_version(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="S")
    desk.complete("mia", "approve", opinion="fine")
    new = three_steps().build()
    desk.deploy(new)

    with pytest.raises(CaseClosed):
        desk.do(OWNER, migrate_case, case_of(desk).id, new.version, "Too late.")
    assert desk.do(OWNER, migrate_cases, "demo", new.version, "Too late.") == 0


def test_a_mapping_is_read_from_lines_lists_and_contexts() -> None:
    assert read_mapping("a = b\n\n c=d ") == {"a": "b", "c": "d"}
    assert read_mapping([{"from": "a", "to": "b"}]) == {"a": "b"}
    assert read_mapping({"a": "b"}) == {"a": "b"}
    assert read_mapping(None) == {}
    with pytest.raises(InvalidSubmission, match="old id = new id"):
        read_mapping("only this")


def test_a_second_case_opens_on_the_new_version_by_itself(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    migrated(desk, three_steps().build())

    desk.do("ana", open_case, "demo", variables={})

    assert len({case.version for case in desk.rows(Case)}) == 1
