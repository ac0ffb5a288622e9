"""Every tampering is found, at its place and by its name; nothing else ever is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.audit.faults import Fault
from engine.audit.verifying import verify_store
from engine.timeline.models import Payload, TimelineEntry
from tests.conftest import Cluster
from tests.engine.audit.ledger import Ledger
from tests.engine.audit.tampering import KINDS, Trace
from tests.faults.amounts import times


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Cases that went on between two heads, some with erased contents; tampering is rolled back."""
    folder = tmp_path_factory.mktemp("ledger")
    here = Ledger.create(f"sqlite:///{folder}/ledger.db", folder)
    furnish(here)
    yield here
    here.database.dispose()


def furnish(ledger: Ledger) -> None:
    ledger.open_cases(12)
    ledger.sign()
    for case_id in range(1, 9):
        ledger.go_on(case_id, entries=3)
    ledger.erase(2, only=[1, 2])
    ledger.erase(3)
    ledger.sign()


def found_after(ledger: Ledger, kind: str, random: Random) -> tuple[Trace, list[Fault]]:
    """What is found once this was done; then it is undone."""
    with ledger.database.write() as session:
        trace = tampered(session, kind, random)
        faults = verify_store(session, ledger.keys).faults
        session.rollback()
    return trace, faults


def tampered(session: Session, kind: str, random: Random) -> Trace:
    trace = KINDS[kind](session, random)
    session.flush()
    session.expire_all()
    return trace


def check(trace: Trace, faults: list[Fault]) -> None:
    assert {fault.reference for fault in faults} == trace.references
    for fault in faults:
        assert fault.kind == trace.kind, str(fault)
        assert trace.first <= fault.number <= trace.last, f"{fault}, and {trace} was done"


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found_and_named(ledger: Ledger, kind: str) -> None:
    random = Random(kind)  # noqa: S311 - chance, no secret
    for _ in range(times(1_000) // len(KINDS) + 1):
        check(*found_after(ledger, kind, random))

    assert ledger.faults() == []


@pytest.mark.parametrize("forged", [{"content": b'{"text":"never said"}'}, {"salt": b"s" * 16}])
def test_what_is_put_where_a_content_was_erased_is_found(ledger: Ledger, forged: dict[str, bytes]) -> None:
    with ledger.database.write() as session:
        erased = select(TimelineEntry.payload_id).where(TimelineEntry.case_id == 2, TimelineEntry.seq == 2)
        session.execute(update(Payload).where(Payload.id == session.scalar(erased)).values(forged))
        (fault,) = verify_store(session, ledger.keys).faults
        session.rollback()

    assert (fault.kind, fault.number) == ("edited", 2)


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found_on_postgresql(kind: str, signed_template: Ledger, copy_url: str) -> None:
    copy = Ledger.create(copy_url, signed_template.settings.var)
    with copy.database.write() as session:
        trace = tampered(session, kind, Random(kind))  # noqa: S311 - chance, no secret

    check(trace, copy.faults())

    copy.database.dispose()


@pytest.fixture(scope="module")
def signed_template(
    postgresql_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ledger]:
    """A furnished store to be copied, since PostgreSQL verifies committed rows only."""
    postgresql_cluster.execute("CREATE DATABASE ledger_template")
    ledger = Ledger.create(postgresql_cluster.url("ledger_template"), tmp_path_factory.mktemp("template"))
    furnish(ledger)
    assert ledger.faults() == []
    ledger.database.dispose()
    yield ledger
    postgresql_cluster.execute("DROP DATABASE ledger_template WITH (FORCE)")


@pytest.fixture
def copy_url(postgresql_cluster: Cluster, signed_template: Ledger) -> Iterator[str]:
    postgresql_cluster.execute("CREATE DATABASE ledger_copy TEMPLATE ledger_template")
    yield postgresql_cluster.url("ledger_copy")
    postgresql_cluster.execute("DROP DATABASE ledger_copy WITH (FORCE)")


def test_work_and_erasure_never_raise_an_alarm(tmp_path: Path) -> None:
    erased = 0
    for seed in range(times(1_000) // 50):
        ledger = Ledger.create(f"sqlite:///{tmp_path}/{seed}.db", tmp_path, seed)
        ledger.open_cases(4)
        for _ in range(50):
            erased += something(ledger)
            assert ledger.faults() == []
        ledger.database.dispose()

    assert erased > 10


def something(ledger: Ledger) -> int:
    """What happens in an office; says how many contents were erased."""
    case_id = ledger.random.randint(1, 4)
    what = ledger.random.choice(["go on", "erase", "erase one", "sign"])
    if what == "erase":
        return ledger.erase(case_id)
    if what == "erase one":
        return ledger.erase(case_id, [ledger.random.randint(1, 9)])
    if what == "sign":
        ledger.sign()
    else:
        ledger.go_on(case_id, ledger.random.randint(1, 3))
    return 0


def test_a_thousand_erasures_leave_the_chains_whole(tmp_path: Path) -> None:
    ledger = Ledger.create(f"sqlite:///{tmp_path}/ledger.db", tmp_path)
    ledger.open_cases(100, entries=range(10, 11))
    ledger.sign()

    erased = sum(ledger.erase(case_id) for case_id in range(1, 101))

    assert erased == 1_000
    assert ledger.faults() == []
    assert ledger.sign() is not None
    ledger.database.dispose()
