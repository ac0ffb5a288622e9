"""Figures of a register: counts, shares, averages, sums and middles over its cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from engine.cli.importing import ImportJob, import_file
from engine.clocks.customer_promises import promises_of
from engine.commands.open_case import open_case
from engine.commands.record_promise import record_promise
from engine.commands.settle_promise import settle_promise
from engine.library.package import Package
from engine.registers.conditions import IS, Condition, condition
from engine.registers.errors import RegisterNotFound
from engine.registers.figures import Figure, register_figures
from engine.registers.import_map import read_import_map
from engine.registers.table import RegisterFilter, columns_of, register_named
from engine.scenarios.world import World, prepare_store
from engine.step import CUSTOMER

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


def test_money_is_put_together_by_currency_and_what_names_none_stands_apart(world: World) -> None:
    with world.look() as session:
        found = register_figures(session, world.package, "loans", RegisterFilter(), NOW)

    fees = [(one.currency, one.value, one.cases, one.money) for one in found if one.title == "Fees"]
    assert fees == [("EUR", 14, 1, True), ("GBP", 7, 1, True), (None, 3, 1, True)]


def test_a_figure_of_money_that_nobody_names_stands_there_once(world: World) -> None:
    figure = asked(world, RegisterFilter())["Fees for nothing"]

    assert (figure.value, figure.cases, figure.currency) == (None, 0, None)


def test_a_count_is_of_the_cases_that_say_true(world: World) -> None:
    figure = asked(world, RegisterFilter())["Number of drills"]

    assert (figure.value, figure.cases) == (1, 3)
    assert asked(world, RegisterFilter(opened_from=NOW))["Number of drills"].value == 0


def test_middles_lie_in_proportion_between_two_neighbours(world: World) -> None:
    figures = asked(world, RegisterFilter())

    assert figures["Days in the middle"].value == Decimal("10.5")  # of 7 and 14
    assert figures["Days of nine in ten"].value == Decimal("13.3")  # 7 + 0.9 * 7


def test_figures_read_how_promises_escalations_and_clocks_stood(world: World) -> None:
    wish = {"tool": "drill", "days": 3, "neighbour": "Ida", "email": "ida@neighbours.example"}
    case_id = world.do(CUSTOMER, lambda it: open_case(it, "loan", start="asked", submission=wish)).case_id
    desk = world.actor("desk")
    for word in ("I call.", "I bring it."):
        world.do(desk, partial(record_promise, case_id=case_id, what=word, due_at=NOW + timedelta(days=1)))
    with world.look() as session:
        first, second = promises_of(session, case_id)
    world.do(desk, lambda it: settle_promise(it, first.id, kept=True))
    world.do(desk, lambda it: settle_promise(it, second.id, kept=False, note="Forgotten."))
    world.travel(NOW + timedelta(days=5))

    figures = asked(world, RegisterFilter(opened_from=NOW))

    assert (figures["Promises broken"].value, figures["Promises broken"].cases) == (1, 1)
    assert figures["Asked for help"].value == 100
    assert figures["Answered in time"].cases == 0  # it is late, and still waits


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
