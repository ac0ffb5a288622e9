"""What comes next, as the diagram says."""

from __future__ import annotations

from engine.cases.ahead import steps_ahead
from tests.engine.commands.package import PackageBuilder


def ahead(builder: PackageBuilder, element: str) -> list[tuple[str, bool]]:
    """The steps after this element, and whether they are certain."""
    found = steps_ahead(builder.build().model, [("demo", element)])
    return [(step.element, step.certain) for step in found]


def test_the_next_step_for_people_is_named_through_what_is_automatic() -> None:
    builder = (
        PackageBuilder().start().user("first").script("reckon", "=1", "one").user("second").end()
    ).flow("start", "first", "reckon", "second", "end")

    assert ahead(builder, "first") == [("second", True)]


def test_behind_a_choice_nothing_is_certain() -> None:
    builder = (
        PackageBuilder().start().user("first").gateway("which", default="no").user("yes").user("no").end()
    )
    builder.flow("start", "first", "which").flow("which", "yes", "end", when="=ok").flow("which", "no", "end")

    assert ahead(builder, "first") == [("yes", False), ("no", False)]


def test_behind_a_fork_everything_is_certain() -> None:
    builder = PackageBuilder().start().user("first").gateway("fork", "parallel").user("left").user("right")
    builder.end().flow("start", "first", "fork", "left", "end").flow("fork", "right", "end")

    assert ahead(builder, "first") == [("left", True), ("right", True)]


def test_a_loop_ends() -> None:
    builder = PackageBuilder().start().user("again").flow("start", "again", "again")

    assert ahead(builder, "again") == []


def test_an_element_of_an_older_drawing_has_nothing_ahead() -> None:
    builder = PackageBuilder().start().end().flow("start", "end")

    assert ahead(builder, "gone") == []
