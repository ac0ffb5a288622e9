"""people.skills: what people can do is matched with what a step needs."""

from __future__ import annotations

from typing import Any

import pytest

from engine.people.accounts import deactivate
from engine.people.skills import set_skills
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

KEPT = {"ana": ("route planning", "maps"), "ben": ("maps",), "oli": ("law",)}


@pytest.fixture
def skilled(desk: Desk) -> Desk:
    """A desk of which three people's skills are kept, and what one of them speaks."""
    with desk.database.write() as session:
        for login, skills in KEPT.items():
            set_skills(session, desk.people[login].id, skills, ("german",) if login == "ana" else ())
    return desk


def found(desk: Desk, needed: Any = None, **headers: str) -> list[tuple[str, list[str], int]]:
    """What a case that needs these skills learns."""
    builder = PackageBuilder().start().service("look", "people.skills", **headers).user("after").end()
    desk.deploy(builder.flow("start", "look", "after", "end").build())
    opened = desk.open(needed=needed)
    return [
        (one["skill"], one["people"], int(one["count"])) for one in desk.file(opened).get("skills_found", [])
    ]


def test_each_skill_says_who_has_it_and_which_nobody_has(skilled: Desk) -> None:
    needed = [{"skill": "Maps"}, {"skill": "Haggling"}]

    assert found(skilled, needed, skills="=needed.skill") == [
        ("Maps", ["Ana", "Ben"], 2),
        ("Haggling", [], 0),
    ]


def test_a_skill_is_known_however_it_is_written_and_asked_for_once(skilled: Desk) -> None:
    asked = ["ROUTE  planning", "route planning", " "]

    assert found(skilled, asked, skills="=needed") == [("ROUTE  planning", ["Ana"], 1)]


def test_without_skills_every_one_that_is_kept_is_told(skilled: Desk) -> None:
    assert [skill for skill, _, _ in found(skilled)] == ["law", "maps", "route planning"]


def test_no_skill_needed_is_none_found(skilled: Desk) -> None:
    assert found(skilled, None, skills="=needed") == []


def test_only_people_of_the_groups_count(skilled: Desk) -> None:
    assert found(skilled, ["law", "maps"], skills="=needed", groups="officer") == [
        ("law", ["Oli"], 1),
        ("maps", [], 0),
    ]


def test_who_has_left_has_no_skill_any_more(skilled: Desk) -> None:
    with skilled.database.write() as session:
        deactivate(session, skilled.people["ben"].id, skilled.now)

    assert found(skilled, ["maps"], skills="=needed") == [("maps", ["Ana"], 1)]


def test_languages_are_asked_for_by_kind(skilled: Desk) -> None:
    assert found(skilled, ["German"], skills="=needed", kind="language") == [("German", ["Ana"], 1)]


@pytest.mark.parametrize(("skills", "kind"), [("=5", "skill"), ("maps", "colour")])
def test_what_is_no_skill_is_an_incident(skilled: Desk, skills: str, kind: str) -> None:
    found(skilled, skills=skills, kind=kind)

    assert skilled.incidents() == [("job", "job-failed")]
