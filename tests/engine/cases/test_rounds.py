"""The last round of a task, seen from where another task lies."""

from __future__ import annotations

import pytest

from engine.cases.rounds import Done, beside, last_round


def done(where: str) -> Done:
    """A task by its scope and place, such as "3*/4/9"."""
    *scope, place = where.split("/")
    return Done(name=where, scope=tuple(scope), place=place, people=frozenset())


def names(found: list[Done]) -> list[str]:
    return sorted(one.name for one in found)


@pytest.mark.parametrize(
    ("all_done", "here", "counting"),
    [
        ("2 10 9", "", "10"),  # a loop; ten is later than nine
        ("3*/4 3*/5", "", "3*/4 3*/5"),  # several instances
        ("3*/4 3*/5 8*/9", "", "8*/9"),  # several, done anew
        ("3*/4/6 3*/4/9 3*/5/7", "", "3*/4/9 3*/5/7"),  # each instance with a loop of its own
        ("3*/4/6 3*/5/7", "3*/4", "3*/4/6"),  # beside one of them, the other goes its own way
        ("3*/5/7", "3*/4", ""),
        ("2", "3*/4", "2"),  # before the instances
        ("3*/4/6 3*/5/7", "8*/9", "3*/4/6 3*/5/7"),  # the round before, not done in this one
        ("3/5 4/6", "3", "3/5"),  # the same sub-process, though another began later
        ("3/5 4/6", "7", "4/6"),
        ("3*/4/5*/6 3*/4/5*/7 3*/8/9*/10", "3*/4", "3*/4/5*/6 3*/4/5*/7"),  # instances in an instance
        ("", "3", ""),
    ],
)
def test_the_last_round_is_that_of_the_same_instance(all_done: str, here: str, counting: str) -> None:
    scope = tuple(here.split("/")) if here else ()

    found = last_round([done(where) for where in all_done.split()], scope)

    assert names(found) == sorted(counting.split())


@pytest.mark.parametrize(("here", "counting"), [("3*", "3*/4 3*/5"), ("8*", ""), ("3", ""), ("", "")])
def test_beside_a_task_stand_the_instances_of_its_own_round(here: str, counting: str) -> None:
    scope = (here,) if here else ()

    assert names(beside([done("3*/4"), done("3*/5"), done("7")], scope)) == counting.split()
