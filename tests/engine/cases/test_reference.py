"""References: misread ones are noticed, numbers are given once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cases.reference import (
    ALPHABET,
    check_character,
    next_reference,
    read_reference,
    reference_of,
)
from engine.database import Base, Database
from tests.store import store_url


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty store."""
    store = Database(store_url(tmp_path))
    Base.metadata.create_all(store.engine)
    yield store
    store.dispose()


def test_the_check_character_is_that_of_the_standard() -> None:
    # ISO 7064's own example for MOD 37,36.
    assert check_character("A12425GABC1234002") == "M"


def test_every_wrong_character_is_found() -> None:
    reference = reference_of("CMP", 2026, 123)

    for position, right in enumerate(reference):
        if right in ALPHABET:
            for wrong in set(ALPHABET) - {right}:
                assert read_reference(reference[:position] + wrong + reference[position + 1 :]) is None


def test_swapped_neighbours_are_found() -> None:
    for number in (12, 907, 481_516):
        body = reference_of("CMP", 2026, number)
        for left, right in itertools.pairwise(range(len(body) - 2)):
            if body[left] != body[right] and "-" not in body[left] + body[right]:
                swapped = list(body)
                swapped[left], swapped[right] = swapped[right], swapped[left]
                assert read_reference("".join(swapped)) is None


@pytest.mark.parametrize(
    "text", ["", "x", "CMP-2026-1-7", "CMP 2026", "'; drop table case", "\N{DIGIT ONE}" * 30]
)
def test_what_cannot_be_a_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


def test_a_reference_is_read_in_any_spelling() -> None:
    reference = reference_of("CMP", 2026, 123)

    assert read_reference(f"  {reference.lower()} ") == reference


def test_numbers_count_up_by_prefix_and_year(database: Database) -> None:
    with database.write() as session:
        given = [
            next_reference(session, prefix, year)[:-2]
            for prefix, year in [("A", 2026), ("A", 2026), ("B", 2026), ("A", 2027)]
        ]

    assert given == ["A-2026-000001", "A-2026-000002", "B-2026-000001", "A-2027-000001"]


def test_a_number_that_was_rolled_back_is_given_again(database: Database) -> None:
    with database.write() as session:
        next_reference(session, "A", 2026)
        session.rollback()

    with database.write() as session:
        assert next_reference(session, "A", 2026)[:-2] == "A-2026-000001"
