"""cases.find_similar: earlier cases with the same values, within so many days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder


def looking(**headers: str) -> PackageBuilder:
    """A process that looks for cases of the same customer and product."""
    return (
        PackageBuilder()
        .settings(similar={"match": ["email", "product"], "days": 90})
        .start()
        .service("look", "cases.find_similar", **headers)
        .user("after")
        .end()
        .flow("start", "look", "after", "end")
    )


def found(desk: Desk, **variables: Any) -> list[str]:
    """The references that a new case finds."""
    return [case["reference"] for case in desk.file(desk.open(**variables))["similar_cases"]]


def test_the_same_values_are_found_however_they_are_written(desk: Desk) -> None:
    desk.deploy(looking().build())
    first = desk.open(email="Kim@Example.org ", product={"key": "tv", "label": "Television"})
    desk.open(email="other@example.org", product="tv")

    assert found(desk, email="kim@example.org", product={"key": "tv", "label": "TV"}) == [first.reference]


def test_a_case_whose_values_are_missing_is_like_no_other(desk: Desk) -> None:
    desk.deploy(looking().build())
    desk.open(product="tv")

    assert found(desk, product="tv") == []


def test_long_ago_is_not_similar(desk: Desk) -> None:
    desk.deploy(looking().build())
    desk.open(email="kim@example.org", product="tv")
    desk.now += timedelta(days=91)

    assert found(desk, email="kim@example.org", product="tv") == []


def test_the_result_goes_where_the_header_says(desk: Desk) -> None:
    desk.deploy(looking(result="earlier").build())

    opened = desk.open(email="kim@example.org", product="tv")

    assert desk.file(opened)["earlier"] == []


def test_other_processes_have_other_cases(desk: Desk) -> None:
    desk.deploy(looking().build())
    other = PackageBuilder("other", "OTH").settings(similar={"match": ["email", "product"], "days": 90})
    desk.deploy(other.start().user("answer").end().flow("start", "answer", "end").build())
    desk.open("other", email="kim@example.org", product="tv")

    assert found(desk, email="kim@example.org", product="tv") == []
