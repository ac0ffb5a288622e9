"""Figures of a register: shares, averages and sums over its cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.cli.importing import ImportJob, import_file
from engine.library.package import Package
from engine.registers.conditions import IS, Condition, condition
from engine.registers.errors import RegisterNotFound
from engine.registers.figures import Figure, register_figures
from engine.registers.import_map import read_import_map
from engine.registers.table import RegisterFilter, columns_of, register_named
from engine.scenarios.world import World, prepare_store

EXAMPLES = Path(__file__).parent.parent / "scenarios" / "examples"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS = """No,Asked on,Tool,Name,What for,Weeks
1,24.09.2019,D,Ines,A shelf,2
2,25.09.2019,S,,,
3,26.09.2019,S,,,1
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A store with three loans: a drill for 14 days, a saw for 7, a saw nobody said for how long."""
    package = Package.read(EXAMPLES, "loan")
    prepare_store(tmp_path, package, NOW)
    world = World(tmp_path, package, NOW)
    file = world.settings.var / "ledger.csv"
    file.write_text(ROWS)
    chart = read_import_map(package.imports["ledger"], "ledger")
    job = ImportJob(file=file, process="loan", chart=chart, now=NOW)
    import_file(world.database, world.settings, job, lambda _tally: None)
    yield world
    world.database.dispose()


def asked(world: World, wanted: RegisterFilter, key: str = "loans") -> dict[str, Figure]:
    with world.look() as session:
        return {one.title: one for one in register_figures(session, world.package, key, wanted, NOW)}


def saws(world: World) -> Condition:
    found = condition(columns_of(register_named(world.package, "loans")), "Tool", IS, "saw")
    assert found is not None
    return found


def test_a_share_is_of_the_cases_that_say_true_or_false(world: World) -> None:
    figure = asked(world, RegisterFilter())["Drills"]

    assert figure.cases == 3
    assert round(figure.value or 0, 1) == Decimal("33.3")


def test_averages_and_sums_leave_out_the_cases_that_say_nothing(world: World) -> None:
    figures = asked(world, RegisterFilter())

    assert (figures["Days on average"].value, figures["Days on average"].cases) == (Decimal("10.5"), 2)
    assert (figures["Days lent"].value, figures["Days lent"].cases) == (Decimal(21), 2)


def test_where_no_case_says_anything_there_is_no_figure(world: World) -> None:
    assert asked(world, RegisterFilter())["Odd"] == Figure(title="Odd", how="average", value=None, cases=0)


def test_the_filter_of_the_register_holds_for_its_figures(world: World) -> None:
    figures = asked(world, RegisterFilter(conditions=(saws(world),)))

    assert figures["Drills"].value == 0
    assert figures["Days lent"].value == 7
    assert asked(world, RegisterFilter(opened_from=NOW))["Days lent"].value is None


def test_only_the_newest_cases_are_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.registers.figures.MOST_CASES", 2)

    assert asked(world, RegisterFilter())["Drills"].cases == 2


def test_a_register_that_is_not_there_is_named(world: World) -> None:
    with pytest.raises(RegisterNotFound):
        asked(world, RegisterFilter(), "lendings")
