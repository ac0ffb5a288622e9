"""Registers show what a case knows now, also in a diagram that is called and has not ended."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.cases.known import known
from engine.cases.models import Case, CaseFile
from engine.feel.surroundings import Surroundings
from engine.library.live import live_package
from engine.registers.figures import register_figures
from engine.registers.table import RegisterFilter, case_line, register_page
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, number

COLUMNS = [{"title": "Budget", "value": "=budget"}, {"title": "Spent", "value": "=spent"}]
FIGURES = [{"title": "Budgets", "value": "=budget", "how": "sum"}]


@pytest.fixture
def project(desk: Desk) -> Case:
    """A case whose project, a called diagram, has a budget and is not over."""
    inner = (
        PackageBuilder("project").start("begin").user("plan", form="plan").user("carry_out", form="carry_out")
    )
    inner.end("over").flow("begin", "plan", "carry_out", "over")
    outer = PackageBuilder().start().call("run", inner).end().flow("start", "run", "end")
    outer.form("plan", number("budget")).form("carry_out", number("spent"))
    outer.settings(registers={"projects": {"title": "Projects", "columns": COLUMNS, "figures": FIGURES}})
    desk.deploy(outer.build())
    opened = desk.open()
    desk.complete("ana", "plan", budget=300)
    return desk.case(opened)


def line(desk: Desk, case: Case) -> dict[str, Any] | None:
    with desk.database.read() as session:
        package = live_package(session, "demo")
        return case_line(session, package, "projects", session.get_one(Case, case.id), desk.now)


def test_a_value_stands_in_the_register_before_the_called_diagram_gives_it_back(
    desk: Desk, project: Case
) -> None:
    assert desk.file(desk.only()) == {}
    assert line(desk, project) == {"Budget": 300, "Spent": None}


def test_pages_and_figures_of_a_register_know_it_too(desk: Desk, project: Case) -> None:
    with desk.database.read() as session:
        package = live_package(session, "demo")
        page = register_page(session, package, "projects", RegisterFilter(), desk.now)
        (budgets,) = register_figures(session, package, "projects", RegisterFilter(), desk.now)

    assert [one.values for one in page.lines] == [(300, None)]
    assert budgets.value == Decimal(300)


def test_an_ended_case_knows_its_file(desk: Desk, project: Case) -> None:
    desk.complete("ana", "carry_out", spent=280)

    with desk.database.read() as session:
        case, kept = session.get_one(Case, project.id), session.get_one(CaseFile, project.id)
        found = known(session, case, kept, Surroundings(now=desk.now))

    assert found == {"budget": 300, "spent": 280} == desk.file(desk.only())
