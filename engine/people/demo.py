"""Demo people, read from processes/shared/demo_people.yaml; only ever loaded in demo mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine.errors import Finding, PackageError
from engine.library.yaml_reading import read_mapping
from engine.people.accounts import create_person, person_by_login, set_manager
from engine.people.groups import add_groups
from engine.people.passwords import hashed
from engine.people.queries import anybody
from engine.people.skills import set_skills

PATH = "processes/shared/demo_people.yaml"
KEYS = frozenset({"login", "name", "email", "groups", "roles", "manager", "skills", "languages"})


@dataclass(frozen=True, kw_only=True)
class DemoPeople:
    """Who may sign in to the demo, and the one password of them all."""

    password: str
    people: tuple[dict[str, Any], ...]


def read_demo_people(root: Path) -> DemoPeople:
    """The demo's people; PackageError when the file is missing or not of its form."""
    file = root / PATH
    if not file.is_file():
        raise PackageError([_finding("", "The demo has no people: this file is missing.")])
    content = read_mapping(file.read_bytes(), PATH)
    people = content.get("people")
    if not isinstance(content.get("password"), str) or not isinstance(people, list):
        raise PackageError([_finding("", "The file needs `password` and a list `people`.")])
    for number, one in enumerate(people, 1):
        if not isinstance(one, dict) or not {"login", "name"} <= one.keys() <= KEYS:
            raise PackageError([_finding(f"people.{number}", f"Say {', '.join(sorted(KEYS))}, no more.")])
    return DemoPeople(password=content["password"], people=tuple(people))


def load_demo_people(session: Session, root: Path, now: datetime) -> bool:
    """Make the demo's accounts in a store without any; says whether it did."""
    if anybody(session):
        return False
    demo = read_demo_people(root)
    # One hash for all: they share the password anyway, and each hash takes a moment on purpose.
    password_hash = hashed(demo.password)
    for one in demo.people:
        groups = tuple(one.get("groups", ()))
        add_groups(session, None, {group: group.replace("_", " ").capitalize() for group in groups})
        person = create_person(
            session,
            login=one["login"],
            name=one["name"],
            email=one.get("email"),
            roles=tuple(one.get("roles", ("staff",))),
            groups=groups,
            now=now,
        )
        person.password_hash = password_hash
        set_skills(session, person.id, one.get("skills", ()), one.get("languages", ()))
    for one in demo.people:
        if one.get("manager"):
            chief = person_by_login(session, one["manager"])
            set_manager(session, person_by_login(session, one["login"]).id, chief.id)
    session.flush()
    return True


def _finding(element: str, message: str) -> Finding:
    return Finding(file=PATH, element=element, code="demo-people", message=message)
