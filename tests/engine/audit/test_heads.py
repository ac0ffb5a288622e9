"""Heads follow one another, sign only what changed rightfully, and cannot be changed themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from engine.audit.errors import TimelineBroken
from engine.audit.keeping import audit_alarm, keep_heads
from engine.audit.models import TreeHead, TreeLeaf
from engine.cases.models import Case
from engine.timeline.models import TimelineEntry
from tests.engine.audit.ledger import Ledger


def leaves(ledger: Ledger) -> list[tuple[int, int]]:
    """Case and head of every leaf."""
    with ledger.database.read() as session:
        query = select(TreeLeaf.head, TreeLeaf.case_id).order_by(TreeLeaf.head, TreeLeaf.case_id)
        return [(head, case_id) for head, case_id in session.execute(query)]


def test_heads_name_the_one_before_and_keep_only_what_changed(ledger: Ledger) -> None:
    first = ledger.sign()
    ledger.go_on(3)
    second = ledger.sign()

    assert first is not None
    assert second is not None
    assert (first.number, first.size, first.previous) == (1, 5, "")
    assert (second.number, second.size, second.previous) == (2, 5, first.hash)
    assert leaves(ledger) == [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 3)]


def test_nothing_is_signed_where_nothing_changed(ledger: Ledger) -> None:
    ledger.sign()

    assert ledger.sign() is None


def test_a_head_says_what_is_not_signed_yet(ledger: Ledger) -> None:
    ledger.sign()
    ledger.go_on(3)
    ledger.open_cases(1)

    report = ledger.verify()

    assert (report.cases, report.heads, report.unsigned, report.found) == (6, 1, 2, 0)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("delete from timeline_entry where case_id = 2 and seq >= 3", "entry 3: missing"),
        ("update timeline_entry set verb = 'x' where case_id = 2 and seq = 2", "entry 2: edited"),
        ("update \"case\" set last_hash = '00' where id = 2", "edited"),
    ],
)
def test_tampering_is_never_signed(ledger: Ledger, statement: str, words: str) -> None:
    ledger.sign()
    with ledger.database.write() as session:
        session.execute(text(statement))
    ledger.go_on(2)

    with pytest.raises(TimelineBroken, match=words):
        ledger.sign()


def test_a_cut_tail_that_the_case_forgot_is_never_signed(ledger: Ledger) -> None:
    ledger.sign()
    with ledger.database.write() as session:
        end = session.scalar(
            select(TimelineEntry.hash).where(TimelineEntry.case_id == 2, TimelineEntry.seq == 2)
        )
        session.execute(delete(TimelineEntry).where(TimelineEntry.case_id == 2, TimelineEntry.seq > 2))
        session.execute(update(Case).where(Case.id == 2).values(last_seq=2, last_hash=end))

    with pytest.raises(TimelineBroken, match="LED-2026-000002-X entry 3: cut tail"):
        ledger.sign()


def test_the_list_of_cases_beside_a_head_cannot_be_changed_with_them(ledger: Ledger) -> None:
    ledger.sign()
    with ledger.database.write() as session:
        session.execute(delete(TreeLeaf).where(TreeLeaf.case_id == 2))

    assert [str(fault) for fault in ledger.faults()] == [
        "Head 1: head. The list of cases kept beside it is not what was signed."
    ]
    with pytest.raises(TimelineBroken, match="Head 1"):
        ledger.sign()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "update tree_head set statement = replace(statement, '\"size\"\\:5', '\"size\"\\:4')",
            "Its signature",
        ),
        ("update tree_head set statement = 'x' where number = 2", "cannot be read"),
        ("update tree_head set signature = 'x' where number = 2", "Head 2: head. Its signature"),
        ("delete from tree_head where number = 1", "Head 1: head. It is missing"),
    ],
)
def test_a_head_that_was_changed_is_named(ledger: Ledger, statement: str, words: str) -> None:
    ledger.sign()
    ledger.go_on(1)
    ledger.sign()
    with ledger.database.write() as session:
        session.execute(delete(TreeLeaf).where(TreeLeaf.head == 1))
        session.execute(text(statement))

    assert words in str(ledger.faults()[0])


def test_a_head_signed_with_another_key_is_not_trusted(ledger: Ledger) -> None:
    ledger.sign()
    trusted = ledger.keys
    for file in ledger.settings.var.iterdir():
        file.unlink()
    ledger.sign()

    (fault,) = ledger.faults()

    assert f"a key that is not known here: {next(iter(trusted))}" in str(fault)


def test_the_beat_signs_and_keeps_an_alarm_until_it_can(ledger: Ledger, tmp_path: Path) -> None:
    def beat() -> str | None:
        keep_heads(ledger.database, ledger.settings, lambda _session: ledger.now)
        with ledger.database.read() as session:
            return audit_alarm(session)

    assert beat() is None
    with ledger.database.write() as session:
        session.execute(update(Case).where(Case.id == 2).values(reference="LED-2026-000099-X"))
    alarm = beat()
    assert alarm is not None
    assert "This case was signed as LED-2026-000002-X" in alarm
    assert beat() == alarm
    with ledger.database.write() as session:
        session.execute(update(Case).where(Case.id == 2).values(reference="LED-2026-000002-X"))

    assert beat() is None
    with ledger.database.read() as session:
        assert len(session.scalars(select(TreeHead)).all()) == 1
