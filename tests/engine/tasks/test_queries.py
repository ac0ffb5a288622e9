"""The inbox: what one person may do, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.commands.claim_task import claim_task
from engine.tasks.errors import TaskNotFound
from engine.tasks.queries import InboxFilter, TaskLine, inbox, inbox_count, people_for, task_view
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, two_steps


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store with people."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


def wanted(desk: Desk, who: str, **more: object) -> InboxFilter:
    """This person's inbox."""
    actor = desk.people[who]
    return InboxFilter(person_id=actor.id, groups=actor.groups, **more)  # type: ignore[arg-type]


def lines(desk: Desk, who: str, **more: object) -> list[TaskLine]:
    """The first page of it."""
    with desk.database.read() as session:
        return list(inbox(session, wanted(desk, who, **more)).lines)


def urgent() -> PackageBuilder:
    """A task whose due time is a variable."""
    return PackageBuilder().start().user("answer", due="=due").end().flow("start", "answer", "end")


def test_a_group_sees_its_tasks_and_others_do_not(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()

    assert [line.element for line in lines(desk, "ana")] == ["register"]
    assert lines(desk, "mia") == []


def test_the_most_urgent_comes_first_and_what_has_no_date_last(desk: Desk) -> None:
    desk.deploy(urgent().build())
    for days in (5, 1, None, 3):
        due = (desk.now + timedelta(days=days)).isoformat() if days else None
        desk.open(due=due)

    due = [line.due_at for line in lines(desk, "ana")]

    assert due == [*(desk.now + timedelta(days=days) for days in (1, 3, 5)), None]


def test_a_claimed_task_lies_with_its_holder_only(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()

    desk.do("ana", claim_task, desk.task("register").id)

    assert [line.assignee for line in lines(desk, "ana")] == ["Ana"]
    assert lines(desk, "ben") == []
    assert lines(desk, "ana", view="unclaimed") == []
    assert len(lines(desk, "ana", view="mine")) == 1


def test_a_task_of_two_groups_is_listed_once(desk: Desk) -> None:
    builder = PackageBuilder().start().user("both", lane=None, groups="front_line,manager").end()
    desk.deploy(builder.flow("start", "both", "end").build())
    desk.open()
    actor = desk.people["ana"]
    in_both = InboxFilter(person_id=actor.id, groups=frozenset({"front_line", "manager"}))

    with desk.database.read() as session:
        page = inbox(session, in_both)
        count = inbox_count(session, in_both)

    assert (len(page.lines), count) == (1, 1)


def test_pages_follow_one_another_without_gap(desk: Desk) -> None:
    desk.deploy(urgent().build())
    for number in range(7):
        desk.open(due=(desk.now + timedelta(days=number // 2)).isoformat())
    seen: list[str] = []
    after = None
    while True:
        with desk.database.read() as session:
            page = inbox(session, wanted(desk, "ana", limit=3, after=after))
        seen += [line.id for line in page.lines]
        after = page.next
        if after is None:
            break

    assert len(seen) == len(set(seen)) == 7


def test_the_inbox_is_narrowed(desk: Desk) -> None:
    desk.deploy(urgent().build())
    desk.open(due=(desk.now + timedelta(days=1)).isoformat())
    desk.open(due=(desk.now + timedelta(days=9)).isoformat())

    assert len(lines(desk, "ana", due_before=desk.now + timedelta(days=2))) == 1
    assert len(lines(desk, "ana", process="demo", element="answer")) == 2
    assert lines(desk, "ana", process="other") == []


def test_a_completed_task_leaves_the_inbox(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()

    desk.complete("ana", "register", subject="x")

    assert lines(desk, "ana") == []
    assert [line.element for line in lines(desk, "mia")] == ["approve"]


def test_a_task_without_lane_lies_with_the_owner_of_the_process(desk: Desk) -> None:
    builder = PackageBuilder().start().user("lost", lane=None).end().flow("start", "lost", "end")
    desk.deploy(builder.build())

    desk.open()

    assert [line.element for line in lines(desk, "mia")] == ["lost"]


def test_a_drawn_assignee_has_the_task_at_once(desk: Desk) -> None:
    builder = PackageBuilder().start().user("answer", assignee="ben").end().flow("start", "answer", "end")
    desk.deploy(builder.build())

    desk.open()

    assert [line.assignee for line in lines(desk, "ben")] == ["Ben"]
    assert lines(desk, "ana") == []


def test_one_task_tells_what_its_form_needs_and_who_could_do_it(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="x")

    with desk.database.read() as session:
        view = task_view(session, desk.task("approve").id)
        people = people_for(session, view.id)

    assert (view.form, view.not_by, view.groups, view.version) == ("approve", ("register",), ("manager",), 1)
    assert [name for _, name in people] == ["Mia"]


def test_an_unknown_task_is_not_found(desk: Desk) -> None:
    with desk.database.read() as session, pytest.raises(TaskNotFound):
        task_view(session, "nothing")
