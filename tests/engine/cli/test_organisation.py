"""amends organisation: profiles shown, and one put into force."""

from __future__ import annotations

import json

from tests.engine.cli.conftest import Shell


def test_profiles_are_listed_with_their_seats(amends: Shell) -> None:
    assert "small: Small organisation, three people" in amends("organisation", "list").out
    (small,) = json.loads(amends("organisation", "list", "--json").out)
    assert list(small["seats"]) == ["desk", "expert", "head"]


def test_three_people_and_one_outside_are_seated(amends: Shell) -> None:
    seats = ("desk=ana", "expert=ben", "head=mara")

    folded = amends("organisation", "fold", "small", *seats, "--outside", "quinn")

    assert folded.code == 0
    assert "folded into 3 people" in folded.out
    people = {one["login"]: one["groups"] for one in json.loads(amends("user", "list", "--json").out)}
    assert "executive" in people["mara"]
    assert people["quinn"] == ["outside"]


def test_a_seat_without_a_person_is_told(amends: Shell) -> None:
    answer = amends("organisation", "fold", "small", "desk=ana")

    assert answer.code == 2


def test_a_seat_is_given_with_its_person(amends: Shell) -> None:
    assert "write desk=ana" in amends("organisation", "fold", "small", "ana").err
