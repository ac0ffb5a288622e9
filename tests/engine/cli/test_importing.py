"""Cases from a file: every row that can be, once, and nothing half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.cases.file import load_file
from engine.cases.models import Case, CaseFile
from engine.cli.importing import ImportJob, Tally, import_file
from engine.clocks.models import Clock, Escalation
from engine.correspondence.models import Letter
from engine.library.package import Package
from engine.registers.errors import ImportMapError
from engine.registers.import_map import read_import_map
from engine.registers.table import RegisterFilter, register_lines, register_page
from engine.scenarios.world import World, prepare_store
from engine.tasks.models import Task
from engine.timeline.models import TimelineEntry
from engine.work.models import Work

EXAMPLES = Path(__file__).parent.parent / "scenarios" / "examples"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS = """No,Asked on,Tool,Name,What for,Weeks
1,24.09.2019,D,Ines,"A shelf,
 and more",2
2,25.09.2019,S,,,
3,26.09.2019,H,Tim,,1
4,27.09.2019,D,Bram,,9
5,soon,D,Olu,,
6,28.09.2019,D
7,29.09.2019,S,Nadia,,
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A store in which the example process is live."""
    package = Package.read(EXAMPLES, "loan")
    prepare_store(tmp_path, package, NOW)
    world = World(tmp_path, package, NOW)
    yield world
    world.leave()


def imported(world: World, text: str) -> Tally:
    """What importing a file with this text does."""
    file = world.settings.var / "ledger.csv"
    file.write_bytes(text.encode())
    chart = read_import_map(world.package.imports["ledger"], "ledger")
    job = ImportJob(file=file, process="loan", chart=chart, now=world.now)
    return import_file(world.database, world.settings, job, lambda _tally: None)


def test_rows_that_cannot_be_are_told_and_hinder_no_other(world: World) -> None:
    tally = imported(world, ROWS)

    assert (tally.rows, tally.imported, tally.known) == (7, 3, 0)
    assert [(refusal.row, refusal.line) for refusal in tally.refused] == [(4, 5), (5, 6), (6, 7), (7, 8)]
    reasons = [refusal.reason for refusal in tally.refused]
    assert reasons[0] == "Tool: 'H' is not in the table for tool"
    assert "days" in reasons[1]
    assert reasons[2] == "Asked on: 'soon' is no date of the expected form"
    assert reasons[3] == "3 cells where 6 columns are named"


def test_a_second_run_imports_only_what_was_refused_before(world: World) -> None:
    imported(world, ROWS)

    tally = imported(world, ROWS.replace("Bram,,9", "Bram,,4"))

    assert (tally.imported, tally.known) == (1, 3)
    with world.look() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 4


def test_an_imported_case_keeps_its_words_and_dates_and_tells_nobody(world: World) -> None:
    imported(world, ROWS)
    world.settle()

    with world.look() as session:
        case = session.scalars(select(Case).where(Case.external_key == "1")).one()
        file = load_file(session.get_one(CaseFile, case.id).content)
        clock = session.get_one(Clock, (case.id, 1, "answer"))
        assert file["wish"] == "A shelf,\n and more"
        assert (file["old_number"], file["days"]) == ("1", 14)
        assert case.received_at == datetime(2019, 9, 23, 22, tzinfo=UTC)
        assert (case.held, clock.standing) == (True, "breached")
        assert session.scalars(select(Task.element).where(Task.case_id == case.id)).all() == ["judge"]
        assert session.scalars(select(Letter)).all() == []
        assert session.scalars(select(Escalation).where(Escalation.clock.is_not(None))).all() == []
        assert session.scalars(select(Work.id).where(Work.kind == "clock")).all() == []


def test_a_refused_row_leaves_nothing_behind(world: World) -> None:
    imported(world, "No,Asked on,Tool,Name,What for,Weeks\n4,27.09.2019,D,Bram,,9\n")

    with world.look() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0
        assert session.scalar(select(func.count()).select_from(TimelineEntry)) == 0


def test_a_file_without_the_columns_of_the_map_is_refused(world: World) -> None:
    with pytest.raises(ImportMapError, match="has no column 'Asked on', 'Name', 'What for'"):
        imported(world, "No,Tool,Weeks\n1,D,1\n")


def test_the_register_shows_imported_cases_page_by_page(world: World) -> None:
    imported(world, ROWS)

    with world.look() as session:
        first = register_page(session, world.package, "loans", RegisterFilter(limit=2), NOW)
        rest = register_page(session, world.package, "loans", RegisterFilter(after=first.next), NOW)
        lines = list(register_lines(session, world.package, "loans", RegisterFilter(state="open"), NOW))
        none = register_page(session, world.package, "loans", RegisterFilter(opened_from=NOW), NOW)

    assert first.columns == ("Reference", "Tool", "Days", "Odd")
    assert [line.values[1:] for line in first.lines + rest.lines] == [
        ("saw", None, None),
        ("saw", None, None),
        ("drill", 28, None),
    ]
    assert rest.next is None
    assert [line.reference for line in lines] == [line.reference for line in first.lines + rest.lines]
    assert none.lines == ()
