"""Demo people come from a file and only into a store without anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.errors import PackageError
from engine.people.accounts import authenticate
from engine.people.demo import PATH, load_demo_people, read_demo_people
from engine.people.groups import groups_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = """
password: demo
people:
  - {login: ana, name: Ana Alvarez, email: ana@example.org, groups: [front_line], roles: [staff]}
  - {login: olga, name: Olga Ory, roles: [process_owner]}
"""


def write(root: Path, text: str) -> Path:
    file = root / PATH
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return root


def test_demo_people_sign_in_with_the_one_password(session: Session, tmp_path: Path) -> None:
    root = write(tmp_path, PEOPLE)

    assert load_demo_people(session, root, NOW)
    ana = authenticate(session, "ana", "demo")

    assert groups_of(session, ana.id) == {"front_line"}
    assert not load_demo_people(session, root, NOW)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("people: []", "needs `password`"),
        ("password: x\npeople: [{login: ana}]", "people.1"),
        ("password: x\npeople: [{login: ana, name: A, pin: 1}]", "people.1"),
    ],
)
def test_a_file_of_another_form_is_a_finding(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(PackageError, match=reason):
        read_demo_people(write(tmp_path, text))


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="this file is missing"):
        read_demo_people(tmp_path)
