"""Each property tells of a store in which it was broken on purpose, and is silent before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.cases.file import dump_file, load_file
from engine.cases.links import write_link
from engine.cases.models import Case, CaseFile, CaseLink, Wait
from engine.clocks.models import Clock
from engine.commands.complete_task import complete_task
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import Opened
from engine.commands.set_hold import set_hold
from engine.people.models import Membership
from engine.records.models import LegalHold
from engine.step import SYSTEM, Step
from engine.tasks.models import Task
from engine.timeline.models import TimelineEntry
from engine.timeline.recording import Happening, record
from engine.work.models import Work
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text
from tests.engine.commands.program import credit
from tests.engine.commands.test_other_hands import act, carried_out_and_verified
from tests.walks import properties
from tests.walks.properties import ALWAYS, AT_THE_END, Seen, broken

CLOCK = {
    "answer": {
        "title": "Answer",
        "kind": "statutory",
        "target": "5 working days",
        "stops_with": ["end"],
    }
}


@pytest.fixture
def two(desk: Desk) -> Opened:
    """A case that Oli drafted and somebody else is to check, and a like one beside it."""
    package = (
        PackageBuilder()
        .settings(clocks=CLOCK)
        .start()
        .user("draft", lane="Officer")
        .user("check", lane="Front line", notBy="draft")
        .end()
        .flow("start", "draft", "check", "end")
        .form("x", text("x"))
    )
    desk.deploy(package.build())
    opened = desk.open()
    desk.complete("oli", "draft")
    desk.open()
    return opened


def told(desk: Desk, seen: Seen | None = None) -> set[str]:
    """The names of the properties that find something now."""
    with desk.database.read() as session:
        found = broken(session, seen or Seen(), (*ALWAYS, *AT_THE_END))
    return {line.partition(":")[0] for line in found}


def change(desk: Desk, deed: Callable[[Session], object]) -> None:
    with desk.database.write() as session:
        deed(session)


def test_nothing_is_told_of_a_store_that_is_as_it_should_be(desk: Desk, two: Opened) -> None:
    desk.complete("ana", "check")

    assert told(desk) == set()


def test_an_open_case_that_nobody_owns_is_told(desk: Desk, two: Opened) -> None:
    nobody = update(Case).where(Case.id == two.case_id).values(owner_id=None, owner_group="moon")
    change(desk, lambda session: session.execute(nobody))

    assert told(desk) == {"no_open_case_without_owner"}


def test_a_check_by_whoever_drafted_is_told(desk: Desk, two: Opened) -> None:
    desk.complete("ana", "check")
    oli = desk.people["oli"].id
    same = update(Task).where(Task.element == "check").values(ended_by=oli)
    change(desk, lambda session: session.execute(same))

    assert told(desk) == {"no_approval_by_the_drafter"}


def test_two_instances_of_one_round_in_the_same_hands_are_told_where_the_task_names_itself(
    desk: Desk,
) -> None:
    drawn = PackageBuilder().start().user("vote", notBy="vote", each=("=seats", "seat")).end()
    desk.deploy(drawn.flow("start", "vote", "end").build())
    desk.open(seats=["chair", "quality"])
    for who in ("ana", "ben"):
        open_task = next(row for row in desk.rows(Task) if row.state == "open")
        desk.do(who, complete_task, open_task.id, {})
    assert told(desk) == set()

    change(desk, lambda session: session.execute(update(Task).values(ended_by=desk.people["ana"].id)))

    assert told(desk) == {"no_approval_by_the_drafter"}


def test_whoever_did_the_same_action_is_told_and_whoever_did_the_one_beside_is_not(desk: Desk) -> None:
    desk.deploy(carried_out_and_verified().build())
    desk.open(actions=["a", "b"])
    for who, number in (("ana", 0), ("ben", 1)):
        act(desk, who, number, "carry_out")
    act(desk, "ben", 0, "verify", verdict="yes")
    assert told(desk) == set()

    ana = desk.people["ana"].id
    change(
        desk,
        lambda session: session.execute(update(Task).where(Task.element == "verify").values(ended_by=ana)),
    )

    assert told(desk) == {"no_approval_by_the_drafter"}


@pytest.mark.parametrize("change_of", ["start", "due", "pause"])
def test_a_statutory_clock_that_moves_back_or_waits_is_told(desk: Desk, two: Opened, change_of: str) -> None:
    seen = Seen()
    assert told(desk, seen) == set()

    def move(session: Session) -> None:
        clock = session.scalars(select(Clock).limit(1)).one()
        if change_of == "start":
            clock.started_at += timedelta(days=1)
        elif change_of == "due":
            clock.due_at += timedelta(days=1)
        else:
            clock.paused_since = clock.started_at

    change(desk, move)
    assert told(desk, seen) == {"statutory_clock_never_moves_back"}


def test_a_date_moved_with_a_recorded_reason_is_in_order(desk: Desk, two: Opened) -> None:
    seen = Seen()
    told(desk, seen)

    def move(session: Session) -> None:
        clock = session.scalars(select(Clock).limit(1)).one()
        later = clock.due_at + timedelta(days=1)
        clock.moves = [*clock.moves, {"at": "x", "from": "x", "to": "y", "because": "Severity changed."}]
        clock.due_at = later

    change(desk, move)
    assert told(desk, seen) == set()


def test_a_merged_case_that_counts_from_the_later_receipt_is_told(desk: Desk, two: Opened) -> None:
    with desk.database.read() as session:
        other = session.scalars(select(Case.id).where(Case.id != two.case_id)).one()
    desk.do("sue", merge_cases, other, two.case_id, "The same.")
    assert told(desk) == set()

    later = desk.now + timedelta(days=1)
    change(
        desk,
        lambda session: session.execute(update(Case).where(Case.id == two.case_id).values(received_at=later)),
    )

    assert told(desk) == {"merged_case_keeps_earliest_receipt"}


def becomes(desk: Desk, case_id: int, process: str, status: str, **values: object) -> None:
    """Make a case one of this process and status with these values in its file."""

    def change_it(session: Session) -> None:
        session.execute(update(Case).where(Case.id == case_id).values(process=process, status=status))
        file = session.get_one(CaseFile, case_id)
        file.content = dump_file({**load_file(file.content), **values})

    change(desk, change_it)


COMPLETE = {"outcome": "upheld", "root_cause": {"key": "a", "label": "A"}, "explanation": "So it was."}


@pytest.mark.parametrize("missing", ["root_cause", "explanation"])
def test_an_upheld_complaint_without_cause_or_explanation_is_told(
    desk: Desk, two: Opened, missing: str
) -> None:
    becomes(desk, two.case_id, "complaint_handling", "closed", **COMPLETE)
    assert told(desk) == set()

    becomes(desk, two.case_id, "complaint_handling", "closed", **{missing: None})

    assert told(desk) == {"closed_upheld_complaint_has_cause_and_explanation"}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"version": None},
        {"version": "2", "withdrawn_on": "2026-03-01"},
        {"version": "2", "superseded": [{"version": "1", "withdrawn_on": None}]},
    ],
)
def test_a_document_in_force_without_exactly_one_version_is_told(
    desk: Desk, two: Opened, document: dict[str, object]
) -> None:
    good = {"version": "2", "superseded": [{"version": "1", "withdrawn_on": "2026-03-01"}]}
    becomes(desk, two.case_id, "change_control", "in_force", document=good)
    assert told(desk) == set()

    becomes(desk, two.case_id, "change_control", "in_force", document=document)

    assert told(desk) == {"document_has_one_current_version"}


def test_an_idea_that_ended_without_an_answer_is_told(desk: Desk, two: Opened) -> None:
    desk.complete("ana", "check")
    becomes(desk, two.case_id, "new_service", "closed", told_how="phone")
    assert told(desk) == set()

    becomes(desk, two.case_id, "new_service", "closed", told_how=None)

    assert told(desk) == {"closed_suggestion_has_a_reply"}


def test_a_case_that_waits_for_nothing_is_told(desk: Desk, two: Opened) -> None:
    def forget(session: Session) -> None:
        session.execute(update(Task).where(Task.case_id == two.case_id).values(state="cancelled"))
        session.execute(delete(Wait))
        session.execute(delete(Work))

    change(desk, forget)

    assert told(desk) == {"no_case_stuck"}


def test_a_task_that_nobody_may_do_is_told(desk: Desk, two: Opened) -> None:
    gone = delete(Membership).where(Membership.group == "front_line")
    change(desk, lambda session: session.execute(gone))

    assert told(desk) == {"no_case_stuck"}


def test_a_decision_that_does_not_name_its_rule_is_told(desk: Desk, two: Opened) -> None:
    def decide(rules: list[dict[str, object]]) -> Callable[[Session], None]:
        table = {"table": "How severe?", "inputs": {}, "rules": rules}
        content = {"decision": "severity", "value": 2, "tables": [table]}

        def deed(session: Session) -> None:
            step = Step(session=session, actor=SYSTEM, now=desk.now, settings=desk.settings)
            case = session.get_one(Case, two.case_id)
            record(step, case, Happening(verb="decision made", content=content))

        return deed

    change(desk, decide([{"rule": "r1", "index": 1}]))
    assert told(desk) == set()

    change(desk, decide([]))

    assert told(desk) == {"decision_names_table_version_and_rule"}


def test_a_link_without_its_other_side_is_told(desk: Desk, two: Opened) -> None:
    def link(session: Session) -> None:
        step = Step(session=session, actor=SYSTEM, now=desk.now, settings=desk.settings)
        write_link(step, *session.scalars(select(Case)).all(), "follow-up-of")

    change(desk, link)
    assert told(desk) == set()

    change(desk, lambda session: session.execute(delete(CaseLink).where(CaseLink.case_id == two.case_id)))

    assert told(desk) == {"links_stand_on_both_sides"}


@pytest.mark.parametrize("where", ["itself", "linked"])
def test_a_case_erased_under_a_hold_is_told(desk: Desk, two: Opened, where: str) -> None:
    desk.complete("ana", "check")
    with desk.database.read() as session:
        other = session.scalars(select(Case.id).where(Case.id != two.case_id)).one()
    desk.do("sue", link_cases, two.case_id, other, "related")
    hold = desk.do("sue", set_hold, two.case_id if where == "itself" else other, "The court asks.")
    desk.now += timedelta(hours=1)

    erased = update(Case).where(Case.id == two.case_id).values(erased_at=desk.now)
    change(desk, lambda session: session.execute(erased))

    assert told(desk) == {"no_disposed_record_with_a_hold"}
    before = update(LegalHold).where(LegalHold.id == hold).values(lifted_at=desk.now - timedelta(minutes=1))
    change(desk, lambda session: session.execute(before))
    assert told(desk) == set()


def test_a_task_of_an_ended_case_is_told(desk: Desk, two: Opened) -> None:
    desk.complete("ana", "check")
    again = update(Task).where(Task.case_id == two.case_id, Task.element == "check").values(state="open")
    change(desk, lambda session: session.execute(again))

    assert "ended_case_asks_nobody" in told(desk)


def test_a_worker_that_is_asked_by_an_ended_case_is_told(desk: Desk) -> None:
    desk.deploy(credit().build())
    opened = desk.open(name="Zoe", amount=1)
    assert told(desk) == set()  # it waits for a worker, and that is something to wait for

    over = update(Case).where(Case.id == opened.case_id).values(state="ended")
    change(desk, lambda session: session.execute(over))

    assert "ended_case_asks_nobody" in told(desk)


def test_a_changed_timeline_is_told(desk: Desk, two: Opened) -> None:
    forged = update(TimelineEntry).where(TimelineEntry.seq == 2).values(actor_id="somebody else")
    change(desk, lambda session: session.execute(forged))

    assert told(desk) == {"timelines_are_whole"}


def test_every_property_is_broken_by_some_test() -> None:
    text_of_this_file = __import__("pathlib").Path(__file__).read_text(encoding="utf-8")

    for one in (*ALWAYS, *AT_THE_END):
        assert text_of_this_file.count(f'"{one.__name__}"') >= 1
        assert getattr(properties, one.__name__) is one
