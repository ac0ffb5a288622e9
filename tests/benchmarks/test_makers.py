"""The makers of what is measured give the same every time, in the size that was asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import simplejson
from sqlalchemy import func, select

from benchmarks.drawing import FEEL, PYTHON
from benchmarks.engine_alone import waiting_case
from benchmarks.growth import ENTRIES, TASKS, fill
from benchmarks.office import Office
from benchmarks.processes import forty_three, six
from benchmarks.records import case_file
from benchmarks.tables import RULES, rate_in_feel, rate_in_python
from engine.bpmn.reading import read_model
from engine.cases.models import Case
from engine.tasks.models import Task, TaskCandidate
from engine.timeline.models import TimelineEntry

CASES = 60


@pytest.mark.parametrize("kilobytes", [1, 20, 200])
def test_a_case_file_has_its_size_and_is_the_same_every_time(kilobytes: int) -> None:
    document = case_file(kilobytes)

    size = len(simplejson.dumps(document, use_decimal=True, separators=(",", ":")))
    assert kilobytes * 1024 <= size <= kilobytes * 1024 + 400
    assert case_file(kilobytes) == document
    assert case_file(kilobytes, seed=1) != document


@pytest.mark.parametrize("language", [FEEL, PYTHON])
def test_the_processes_have_the_elements_they_are_named_for(language: str) -> None:
    assert forty_three(language).count == 43
    assert six(language).count == 6


def test_both_spellings_draw_the_same() -> None:
    ids = [
        set(
            re.findall(
                r'(?:Task|Gateway|Event|Process|Flow) id="(\w+)"', forty_three(language).xml().decode()
            )
        )
        for language in (FEEL, PYTHON)
    ]

    assert ids[0] == ids[1]


def test_both_tables_have_twenty_rules() -> None:
    assert rate_in_feel().count(b"<rule ") == rate_in_python().count(b"<rule ") == RULES


def test_the_state_is_small_and_does_not_grow_with_the_case_file() -> None:
    model = read_model({"forty.bpmn": forty_three().xml()})

    sizes = {len(waiting_case(model, case_file(kilobytes))[0]) for kilobytes in (1, 20, 200)}

    assert len(sizes) == 1
    assert sizes.pop() <= 500


def test_a_filled_store_has_what_it_says(tmp_path: Path) -> None:
    office = Office(tmp_path, f"sqlite:///{tmp_path / 'store.db'}")

    fill(office, CASES)

    with office.database.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(row))
            for row in (Case, Task, TaskCandidate, TimelineEntry)
        ]
        first = session.get_one(Case, 10)
        open_tasks = session.scalar(select(func.count()).where(Task.state == "open"))
    office.close()
    # One case was opened by the command, as the model of the others.
    assert [count - made for count, made in zip(counts, (1, 1, 1, 1), strict=True)][:3] == [
        CASES,
        CASES * TASKS,
        CASES * TASKS,
    ]
    assert counts[3] >= CASES * ENTRIES
    assert first.summary == "Case number 10"
    assert open_tasks == CASES // 10 + 1
