"""What a completion asks of the database is a promise, not a matter of the machine's mood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.office import FORM, Office, answers, package_of
from benchmarks.processes import MEASURED, WALK, forty_three, six
from benchmarks.records import case_file
from benchmarks.statements import MOST, counting
from engine.commands.complete_task import complete_task


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, f"sqlite:///{tmp_path / 'store.db'}")
    made.deploy(package_of(six(form=FORM)))
    made.complete(made.open("six", case_file(1)), "register")  # what is kept in memory is there from now on
    yield made
    made.close()


def test_from_user_task_to_user_task_takes_ten_statements_and_one_commit(office: Office) -> None:
    """With everything that goes along: an idempotency key, a clock, and a deadline that is over."""
    office.deploy(package_of(forty_three(form=FORM)))
    case = office.open("forty", case_file(1))
    office.complete(case, *WALK)
    task = office.task(case, MEASURED)

    with counting(office.database.engine) as counted:
        following = office.send(office.ana, "once", complete_task, task, answers(8))

    assert following is not None
    assert len(counted.statements) <= MOST, "\n".join(counted.statements)
    assert counted.commits == 1


def test_without_a_deadline_it_takes_one_less(office: Office) -> None:
    task = office.task(office.open("six", case_file(1)), "register")

    with counting(office.database.engine) as counted:
        office.send(office.ana, "once", complete_task, task, answers(1))

    assert len(counted.statements) < MOST
    assert counted.commits == 1


def test_a_case_file_ten_times_as_long_takes_no_more(office: Office) -> None:
    tasks = [office.task(office.open("six", case_file(size)), "register") for size in (2, 20)]

    found = []
    for task in tasks:
        with counting(office.database.engine) as counted:
            office.do(complete_task, task, answers(1))
        found.append(len(counted.statements))

    assert found[0] == found[1]
