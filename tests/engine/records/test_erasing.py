"""Erasing a case takes away what was said in it from every row, and leaves what figures and proof need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, String, func, select
from sqlalchemy.engine import make_url

from engine.audit.heads import sign_head
from engine.audit.signing import signing_key
from engine.audit.verifying import verify_store
from engine.cases.counting import Wanted, count_cases
from engine.cases.errors import CaseErased, SecretWrong
from engine.cases.following import case_with_secret
from engine.cases.models import Attachment, Case, CaseText, Submission
from engine.cases.queries import case_view, search
from engine.cases.views import CaseFilter
from engine.commands.add_note import add_note
from engine.commands.attach_files import attach_files
from engine.commands.erase_case import erase_case
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import Opened
from engine.commands.reopen_case import reopen_case
from engine.correspondence.models import Letter
from engine.database import Base
from engine.evidence.pack import check_pack, evidence_pack
from engine.records.compacting import compact
from engine.records.contents import BLANK, GONE
from engine.records.errors import LeadsElsewhere
from engine.records.models import Certificate
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.program import Program, credit
from tests.engine.records.conftest import MARK, WHY, ended, opened, send
from tests.engine.records.leaves import where_found


def erased(desk: Desk) -> Opened:
    """A full case whose contents were erased."""
    case = ended(desk)
    desk.do("ada", erase_case, case.case_id, WHY)
    return case


def files_of(desk: Desk) -> list[Path]:
    """The files in which the embedded store keeps its rows."""
    store = Path(make_url(desk.settings.database_url).database or "")
    return sorted(store.parent.glob(f"{store.name}*"))


def test_before_it_the_words_are_everywhere(desk: Desk) -> None:
    ended(desk)

    found = {place.partition(":")[0] for place in where_found(desk.database, [MARK])}

    assert {
        "attachment.name",
        "attachment.content",
        "case.summary",
        "case_file.content",
        "case_text.content",
        "escalation.reason",
        "kept_message.content",
        "letter.text",
        "payload.content",
        "promise.what",
    } <= found


def test_afterwards_no_row_says_them(desk: Desk) -> None:
    erased(desk)

    index = {place for place in where_found(desk.database, [MARK]) if not place.startswith("case_text_")}

    assert index == set()


def test_compacted_not_even_the_files_and_the_index_of_words_hold_them(desk: Desk) -> None:
    erased(desk)

    compact(desk.database)

    assert where_found(desk.database, [MARK]) == set()
    if desk.database.is_sqlite:
        desk.database.dispose()
        for file in files_of(desk):
            content = file.read_bytes().lower()
            assert MARK.lower().encode() not in content


def test_another_case_keeps_every_word(desk: Desk) -> None:
    other = ended(desk)
    before = where_found(desk.database, [MARK])
    with desk.database.read() as session:
        seen = case_view(session, other.reference)

    erased(desk)

    assert where_found(desk.database, [MARK]) == before
    with desk.database.read() as session:
        assert case_view(session, other.reference) == seen


def test_what_the_package_names_stays(desk: Desk) -> None:
    case = erased(desk)

    assert desk.file(case) == {"retention": "short", "severity": "2", "category": "ring"}
    with desk.database.read() as session:
        wanted = Wanted(process="demo", values={"category": frozenset({"ring"})})
        assert count_cases(session, wanted) == 1
        row = session.get_one(Case, case.case_id)
        assert (row.state, row.summary, row.similar_key) == ("ended", "Demonstration", None)
        assert row.erased_at is not None
        done = session.scalars(select(Task.element).where(Task.ended_by.is_not(None)).order_by(Task.element))
        assert done.all() == ["answer", "check"]
        [letter] = session.scalars(select(Letter))
        assert (letter.key, letter.state, letter.recipient) == ("said", "sent", "Erased")


def test_each_entry_keeps_who_when_and_what(desk: Desk) -> None:
    case = ended(desk)
    before = [(one.seq, one.at, one.actor_id, one.verb, one.element) for one in desk.timeline(case)]

    desk.do("ada", erase_case, case.case_id, WHY)

    *after, last = desk.timeline(case)
    assert [(one.seq, one.at, one.actor_id, one.verb, one.element) for one in after] == before
    assert all(one.erased and not one.content for one in after)
    assert (last.verb, last.by, last.content["reason"]) == ("content erased", "Ada", WHY)
    assert (last.content["letters"], last.content["files"]) == (1, 1)


def test_the_signed_heads_and_the_evidence_pack_still_hold(desk: Desk, tmp_path: Path) -> None:
    case = ended(desk)
    key = signing_key(desk.settings)
    sign_head(desk.database, key, desk.now)

    desk.do("ada", erase_case, case.case_id, WHY)

    sign_head(desk.database, key, desk.now)
    with desk.database.read() as session:
        report = verify_store(session, {key.public.id: key.public})
        assert (report.found, report.heads) == (0, 2)
        pack = evidence_pack(session, desk.settings, case.reference, made_at=desk.now, made_by="Ana")
    (tmp_path / "pack.zip").write_bytes(pack)
    assert check_pack(tmp_path / "pack.zip") == []


def test_search_finds_it_by_reference_and_not_by_its_words(desk: Desk) -> None:
    case = erased(desk)

    with desk.database.read() as session:
        assert search(session, CaseFilter(words=MARK)).lines == ()
        assert search(session, CaseFilter(words="ring")).lines == ()
        [line] = search(session, CaseFilter(words=case.reference)).lines
        assert line.summary == "Demonstration"
        assert session.scalar(select(func.count()).select_from(CaseText)) == 1


def test_the_customers_link_leads_nowhere(desk: Desk) -> None:
    case = ended(desk)
    with desk.database.read() as session:
        assert case_with_secret(session, desk.settings, case.reference, case.secret)

    desk.do("ada", erase_case, case.case_id, WHY)

    with desk.database.read() as session, pytest.raises(SecretWrong):
        case_with_secret(session, desk.settings, case.reference, case.secret)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(add_note, ("More",)), (attach_files, ([("a.txt", b"a")],)), (reopen_case, ("Once more",))],
)
def test_nothing_new_comes_into_it(
    desk: Desk, command: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    case = erased(desk)

    with pytest.raises(CaseErased):
        desk.do("ana", command, case.case_id, *arguments)


def test_the_certificate_says_what_went_and_names_nobody(desk: Desk) -> None:
    case = erased(desk)

    [row] = desk.rows(Certificate)
    assert (row.kind, row.by_name, row.reason, row.cases) == ("request", "Ada", WHY, 1)
    assert case.reference in row.statement
    assert MARK not in row.statement
    assert desk.timeline(case)[-1].content["certificate"] == row.id


def test_a_merged_case_goes_with_the_one_it_leads_to(desk: Desk) -> None:
    merged = opened(desk)
    into = opened(desk)
    desk.do("sue", merge_cases, merged.case_id, into.case_id, f"{MARK} wrote twice")
    for who, element in (("ana", "answer"), ("oli", "check")):
        desk.complete(who, element)
    send(desk)
    with pytest.raises(LeadsElsewhere, match=into.reference):
        desk.do("ada", erase_case, merged.case_id, WHY)

    desk.do("ada", erase_case, into.case_id, WHY)

    compact(desk.database)
    assert where_found(desk.database, [MARK]) == set()
    assert desk.rows(Certificate)[0].cases == 2


def test_links_stay_and_new_ones_are_refused(desk: Desk) -> None:
    other = opened(desk)
    desk.complete("ana", "answer")
    desk.complete("oli", "check")
    case = ended(desk)
    desk.do("ana", link_cases, case.case_id, other.case_id, "related")

    desk.do("ada", erase_case, case.case_id, WHY)

    with desk.database.read() as session:
        assert [link.reference for link in case_view(session, case.reference).links] == [other.reference]
    with pytest.raises(CaseErased):
        desk.do("ana", link_cases, case.case_id, other.case_id, "caused-by")


# Columns of rows that belong to a case and can hold words, with why they outlive the case's contents.
KEYS, ELEMENTS, PEOPLE, MACHINE = (
    "keys and ids",
    "names of the diagram",
    "who of us did it",
    "made by machine",
)
STAYS = {
    "case": {
        KEYS: "reference process version state status owner_group external_key record_class last_hash",
        PEOPLE: "owner_id",
        MACHINE: "summary secret_nonce similar_key",  # written anew from what stays
    },
    "case_file": {KEYS: "process_id", MACHINE: "state content"},  # written anew from what stays
    "case_link": {KEYS: "kind", PEOPLE: "linked_by", ELEMENTS: "answer"},
    "case_merge": {KEYS: "id kept", PEOPLE: "merged_by undone_by"},
    "case_value": {KEYS: "key value process"},
    "clock": {
        KEYS: "key kind state calendar amount",
        ELEMENTS: "title stopped_by",
        MACHINE: "pauses points moves explanation",
    },
    "escalation": {
        KEYS: "id origin grp code clock state",
        ELEMENTS: "element",
        PEOPLE: "raised_by owner_id owner_name resolved_by",
    },
    "incident": {
        KEYS: "id kind place process_id work_id code state",
        ELEMENTS: "element",
        PEOPLE: "resolved_by",
    },
    "legal_hold": {KEYS: "id", ELEMENTS: "element", PEOPLE: "owner_id owner_name lifted_by lifted_by_name"},
    "letter": {KEYS: "id key language version audience channel message_id dedup_key state"},
    "payload": {KEYS: "id", MACHINE: "salt content"},  # erased one by one, on the timeline
    "process_draft": {
        KEYS: "id process base state released_version",
        ELEMENTS: "title",
        PEOPLE: "created_by changed_by",
    },
    "promise": {KEYS: "id state", ELEMENTS: "element", PEOPLE: "made_by made_by_name settled_by_name"},
    "task": {
        KEYS: "id place scope process_id grp form state payload_id",
        ELEMENTS: "element name lane not_by",
        PEOPLE: "assignee_id ended_by ended_for ended_by_name",
    },
    "timeline_entry": {
        KEYS: "payload_id payload_hash previous_hash hash version",
        ELEMENTS: "element verb",
        PEOPLE: "actor_id actor_kind on_behalf_of",
    },
    "tree_leaf": {KEYS: "reference hash"},
}


def test_every_column_that_can_hold_words_is_erased_or_known_to_hold_none() -> None:
    blanked = {one.row.__tablename__: set(one.values) for one in BLANK}
    gone = {row.__tablename__ for row in GONE}
    unknown = set()
    for table in Base.metadata.sorted_tables:
        names_a_case = {"case_id", "for_case_id", "into_id"} & set(table.columns.keys())
        if table.name in gone or not (names_a_case or table.name == "case"):
            continue
        known = blanked.get(table.name, set()) | {
            name for names in STAYS.get(table.name, {}).values() for name in names.split()
        }
        unknown |= {
            f"{table.name}.{column.name}"
            for column in table.columns
            if isinstance(getattr(column.type, "impl", column.type), String | LargeBinary)
            and column.name not in known
        }

    assert unknown == set()
    assert Attachment.__tablename__ in gone


def test_what_a_worker_answered_leaves_no_key_behind(desk: Desk) -> None:
    desk.deploy(credit().build())
    case = desk.open(name="Zoe", amount=1)
    program = Program(desk)
    program.complete(program.one(key="fetched"))
    desk.complete("ana", "after")
    assert len(desk.rows(Submission)) == 2  # of the fetch, and of the answer under its lease

    desk.do("ada", erase_case, case.case_id, WHY)

    assert [row.scope for row in desk.rows(Submission) if case.reference in row.scope] == []
