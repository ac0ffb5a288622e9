"""After a story of a shipped process its cases can be erased, and nothing that was said in them is left."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.audit.heads import first_fault
from engine.cases.file import load_file
from engine.cases.models import OPEN, Case, CaseFile
from engine.cases.queries import case_view
from engine.clocks.models import Clock
from engine.commands.cancel_case import cancel_case
from engine.commands.erase_case import erase_case
from engine.correspondence.models import SENT, WAITING, Letter
from engine.evidence.pack import evidence_pack
from engine.library.live import package_of
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.people.models import PeopleGroup
from engine.records.kept import staying
from engine.records.models import LegalHold
from engine.registers.table import RegisterFilter, register_lines
from engine.scenarios.running import run_package
from engine.scenarios.world import World
from engine.step import SYSTEM
from tests.engine.records.leaves import sentences, where_found

# Between them: letters by mail and on paper, merged cases, units asked, files, drafts, called diagrams, cases
# that open one another, holds, and everything else in which something can be said.
STORIES = [
    ("complaint_handling", "full_investigation"),
    ("complaint_handling", "customer_disagrees"),
    ("complaint_handling", "same_again"),
    ("complaint_handling", "in_between"),
    ("complaint_handling", "on_paper"),
    ("complaint_handling", "colleague"),
    ("corrective_action", "wrong_bills"),
    ("corrective_action", "quarterly_review"),
    ("new_service", "from_idea_to_service"),
    ("change_control", "normal_change"),
    ("change_control", "life_of_a_document"),
]
AMOUNT = re.compile(r"\d+ (working )?(day|hour)s?")  # what a clock promises, and nobody's words


def erase_all(world: World) -> set[str]:
    """End and erase every case of the world; what had been said in them and may not be left."""
    with world.database.write() as session:
        session.execute(update(Letter).where(Letter.state == WAITING).values(state=SENT))
        session.execute(update(LegalHold).values(lifted_at=world.now))
    while (still := _open_case(world)) is not None:
        world.do(SYSTEM, lambda step, still=still: cancel_case(step, still, "The story is over."))
    with world.look() as session:
        files = [load_file(content) for content in session.scalars(select(CaseFile.content))]
        letters = [[row.text, row.subject, row.recipient] for row in session.scalars(select(Letter))]
        leading = session.scalars(select(Case.id).where(Case.merged_into_id.is_(None))).all()
    for case_id in leading:
        world.do(SYSTEM, lambda step, case_id=case_id: erase_case(step, case_id, "Asked for."))
    with world.look() as session:
        left = [load_file(content) for content in session.scalars(select(CaseFile.content))]
        names = set(session.scalars(select(PeopleGroup.title)))  # by which people of a story are called, too
        said = sentences([files, letters]) - sentences(left) - names
        for clock in session.scalars(
            select(Clock)
        ):  # it says why it moved by itself; letters say it after it
            said -= {clock.title, *(move["because"] for move in clock.moves)}
    return {words for words in said if not AMOUNT.fullmatch(words)}


def _open_case(world: World) -> int | None:
    with world.look() as session:
        return session.scalar(select(Case.id).where(Case.state == OPEN).limit(1))


@pytest.mark.parametrize(("key", "story"), STORIES)
def test_nothing_that_was_said_in_a_story_is_left(key: str, story: str) -> None:
    said: set[str] = set()

    def look(world: World, last: bool) -> None:
        if last:
            before = _registers(world)
            said.update(erase_all(world))
            assert sorted(where_found(world.database, said)) == []
            with world.look() as session:
                for case in session.scalars(select(Case)).all():
                    _still_shown(session, world, case)
            assert {key: _registers(world)[key] for key in before} == before

    result = run_package(Package.read(shipped_root(), key), only=story, watch=look)

    assert [one.failure for one in result.scenarios if one.failure] == []
    assert len(said) > 5


def _still_shown(session: Session, world: World, case: Case) -> None:
    """The pages and the proof of a case live on."""
    assert case.erased_at is not None
    assert first_fault(session, case.id) is None
    settings = package_of(session, case.version).settings
    names = {path.partition(".")[0] for path in staying(session, case.process, settings)}
    assert case_view(session, case.reference).file.keys() <= names
    evidence_pack(session, world.settings, case.reference, made_at=world.now, made_by="Mara")


def _registers(world: World) -> dict[str, list[str]]:
    """Who stands in which register of the process; those of documents in force hold none that has ended."""
    package = world.package
    with world.look() as session:
        return {
            key: [
                line.reference for line in register_lines(session, package, key, RegisterFilter(), world.now)
            ]
            for key in package.settings.registers
        }
