"""The chain of a timeline finds whatever was changed afterwards, and outlives erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from engine.audit.heads import first_fault
from engine.cases.locking import locked_case
from engine.commands.add_note import add_note
from engine.step import Step
from engine.timeline.erasing import erase_contents
from engine.timeline.models import Payload, TimelineEntry
from engine.timeline.queries import timeline
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store with one case of several entries."""
    here = Desk(tmp_path)
    here.deploy(two_steps().build())
    opened = here.open()
    for number in range(5):
        here.do("ana", add_note, opened.case_id, f"Note {number}")
    yield here
    here.database.dispose()


def broken(desk: Desk) -> int | None:
    """Where the chain of the one case breaks."""
    with desk.database.read() as session:
        fault = first_fault(session, 1)
    return None if fault is None else fault.number


def _change(session: Session) -> None:
    session.execute(update(TimelineEntry).where(TimelineEntry.seq == 4).values(verb="note removed"))


def _forge_actor(session: Session) -> None:
    session.execute(update(TimelineEntry).where(TimelineEntry.seq == 4).values(actor_id="somebody else"))


def _forge_time(session: Session) -> None:
    session.execute(text("update timeline_entry set at = '2020-01-01 00:00:00.000000' where seq = 4"))


def _remove(session: Session) -> None:
    session.execute(delete(TimelineEntry).where(TimelineEntry.seq == 4))


def _swap(session: Session) -> None:
    for old, new in ((4, 99), (5, 4), (99, 5)):
        session.execute(update(TimelineEntry).where(TimelineEntry.seq == old).values(seq=new))


def _rewrite_payload(session: Session) -> None:
    fourth = text("select payload_id from timeline_entry where seq = 4")
    payload_id = session.execute(fourth).scalar_one()
    session.execute(update(Payload).where(Payload.id == payload_id).values(content=b"{}"))


@pytest.mark.parametrize(
    "tampering",
    [_change, _forge_actor, _forge_time, _remove, _swap, _rewrite_payload],
    ids=lambda one: one.__name__,
)
def test_the_first_broken_entry_is_named(desk: Desk, tampering: Callable[[Session], None]) -> None:
    assert broken(desk) is None

    with desk.database.write() as session:
        tampering(session)

    assert broken(desk) == 4


def test_an_erased_payload_leaves_the_chain_whole(desk: Desk) -> None:
    def erase(step: Step) -> int:
        return erase_contents(step, locked_case(step.session, 1), "Six years have passed.")

    erased = desk.do("ana", erase)

    with desk.database.read() as session:
        *entries, last = timeline(session, 1)
    assert broken(desk) is None
    assert erased == len(entries)
    assert all(entry.erased and entry.content == {} for entry in entries)
    assert last.verb == "content erased"
    assert last.content["entries"] == [entry.seq for entry in entries]


def test_an_erasure_that_nobody_recorded_is_found(desk: Desk) -> None:
    with desk.database.write() as session:
        session.execute(update(Payload).values(content=None, salt=None, erased_at=desk.now))

    assert broken(desk) == 1


def test_the_same_words_never_have_the_same_commitment(desk: Desk) -> None:
    desk.do("ana", add_note, 1, "Again")
    desk.do("ana", add_note, 1, "Again")

    hashes = [entry.payload_hash for entry in desk.rows(TimelineEntry)]

    assert len(set(hashes)) == len(hashes)


def test_the_timeline_is_read_in_pieces(desk: Desk) -> None:
    with desk.database.read() as session:
        first = timeline(session, 1, limit=3)
        rest = timeline(session, 1, after=first[-1].seq)
        last = timeline(session, 1, before=rest[-1].seq + 1, limit=2)

    assert [entry.seq for entry in (*first, *rest)] == list(range(1, len(first) + len(rest) + 1))
    assert [entry.seq for entry in last] == [rest[-2].seq, rest[-1].seq]
