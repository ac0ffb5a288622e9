"""The case page says when four eyes leave nobody inside for a task, and whom it is offered to."""

from __future__ import annotations

from sqlalchemy import select

from engine.people.accounts import person_by_login
from engine.people.groups import add_groups, join_group
from engine.people.organisation import OUTSIDE, OUTSIDE_TITLE
from engine.tasks.models import Task, TaskCandidate
from tests.web.furnished import Office


def offer_outside(office: Office, *people: str) -> None:
    """Offer the one open task outside, as `hand_outside` does."""
    with office.database.write() as session:
        add_groups(session, None, {OUTSIDE: OUTSIDE_TITLE})
        for login in people:
            join_group(session, person_by_login(session, login).id, OUTSIDE)
        task = session.scalars(select(Task).where(Task.state == "open")).one()
        session.add(TaskCandidate(task_id=task.id, kind="group", ref=OUTSIDE, sort_at=task.sort_at))


def test_a_task_that_nobody_inside_may_do_names_the_people_outside(office: Office) -> None:
    reference = office.complain()
    assert "Nobody of its groups may do this" not in office.staff("ana").get(f"/cases/{reference}").text

    offer_outside(office, "ivy")

    page = office.staff("ana").get(f"/cases/{reference}").text
    assert "Nobody of its groups may do this" in page
    assert "It is offered to Ivy Chen." in page


def test_without_anybody_outside_the_page_says_what_to_do(office: Office) -> None:
    reference = office.complain()

    offer_outside(office)

    page = office.staff("ana").get(f"/cases/{reference}").text
    assert "must name somebody for the group Outside reviewers" in page
