"""Eight kinds of tampering by somebody who may write to the database and knows how the chain is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.timeline.chain import Link, commitment, link_hash
from engine.timeline.models import Payload, TimelineEntry

FIELDS = [column for column in Link.__dataclass_fields__ if column not in {"case_id", "seq"}]


@dataclass(frozen=True)
class Trace:
    """What must be found: which cases, how it is called, from which number to which."""

    references: frozenset[str]
    kind: str
    first: int
    last: int


def entries_of(session: Session, case_id: int) -> list[TimelineEntry]:
    """The entries of a case by number."""
    query = select(TimelineEntry).where(TimelineEntry.case_id == case_id).order_by(TimelineEntry.seq)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def some_case(session: Session, random: Random) -> Case:
    """A case with at least three entries."""
    return random.choice(session.scalars(select(Case).where(Case.last_seq >= 3).order_by(Case.id)).all())


def edit(session: Session, random: Random) -> Trace:
    """Change one value of one entry, or what it says in full."""
    case = some_case(session, random)
    entry = random.choice(entries_of(session, case.id))
    what = random.choice([*FIELDS, "hash", "previous_hash", "content", "salt", "lost", "foreign content"])
    rows = update(TimelineEntry).where(TimelineEntry.id == entry.id)
    payload = Payload.id == entry.payload_id
    if what == "content":
        session.execute(update(Payload).where(payload).values(content=b'{"text":"never said"}'))
    elif what == "salt":
        session.execute(update(Payload).where(payload).values(salt=random.randbytes(16)))
    elif what == "lost":
        session.execute(delete(Payload).where(payload))
    elif what == "foreign content":
        other = session.scalar(select(Payload.id).where(Payload.id != entry.payload_id).limit(1))
        session.execute(rows.values(payload_id=other))
    elif what == "at":
        session.execute(rows.values(at=entry.at.replace(year=2020)))
    elif what == "run":
        session.execute(rows.values(run=entry.run + 1))
    elif what.endswith("hash"):
        session.execute(rows.values({what: random.choice([random.randbytes(32).hex(), "nonsense"])}))
    else:
        session.execute(rows.values({what: f"{getattr(entry, what)}!"}))
    return Trace(frozenset({case.reference}), "edited", entry.seq, entry.seq)


def edit_and_rehash(session: Session, random: Random) -> Trace:
    """Change an entry and make the whole chain behind it right again."""
    case = some_case(session, random)
    entry = random.choice(entries_of(session, case.id))
    entry.actor_id = "somebody else"
    session.flush()
    rehash(session, case, entry.seq)
    return Trace(frozenset({case.reference}), "edited", 1, entry.seq)


def delete_in_the_middle(session: Session, random: Random) -> Trace:
    """Take an entry away that is not the last; perhaps renumber the rest, perhaps hide it on the case."""
    case = some_case(session, random)
    entry = random.choice(entries_of(session, case.id)[:-1])
    session.execute(delete(TimelineEntry).where(TimelineEntry.id == entry.id))
    if random.random() < 0.5:
        shift(session, case.id, entry.seq + 1, -1)
        session.execute(update(Case).where(Case.id == case.id).values(last_seq=case.last_seq - 1))
    return Trace(frozenset({case.reference}), "missing", entry.seq, entry.seq)


def cut_tail(session: Session, random: Random) -> Trace:
    """Take the last entries away, perhaps all; perhaps make the case forget them."""
    case = some_case(session, random)
    entries = entries_of(session, case.id)
    left = random.randrange(len(entries))
    session.execute(delete(TimelineEntry).where(TimelineEntry.case_id == case.id, TimelineEntry.seq > left))
    if random.random() < 0.5:
        end = entries[left - 1].hash if left else ""
        session.execute(update(Case).where(Case.id == case.id).values(last_seq=left, last_hash=end))
    return Trace(frozenset({case.reference}), "cut tail", left + 1, left + 1)


def delete_case(session: Session, random: Random) -> Trace:
    """Take a case away with everything of it."""
    case = some_case(session, random)
    reference = case.reference
    for rows in (TimelineEntry, Payload):
        session.execute(delete(rows).where(rows.case_id == case.id))
    session.execute(delete(Case).where(Case.id == case.id))
    return Trace(frozenset({reference}), "deleted case", 0, 0)


def insert_entry(session: Session, random: Random) -> Trace:
    """Put an entry in between, or at the end; perhaps a well-made one."""
    case = some_case(session, random)
    entries = entries_of(session, case.id)
    number = random.randint(1, len(entries) + 1)
    shift(session, case.id, number, 1)
    model = entries[0]
    salt, content = random.randbytes(16), b'{"text":"never said"}'
    session.execute(insert(Payload), [{"id": "put in", "case_id": case.id, "salt": salt, "content": content}])
    fields = {name: getattr(model, name) for name in Link.__dataclass_fields__}
    link = Link(**{**fields, "seq": number, "payload_hash": commitment(salt, content)})
    previous = entries[number - 2].hash if number > 1 else ""
    end = link_hash(link, previous) if random.random() < 0.5 else random.randbytes(32).hex()
    values = {**link.__dict__, "payload_id": "put in", "previous_hash": previous, "hash": end}
    session.execute(insert(TimelineEntry), [values])
    return Trace(frozenset({case.reference}), "inserted", number, number)


def swap_cases(session: Session, random: Random) -> Trace:
    """Give two cases each other's history, or each other's reference."""
    one, other = random.sample(session.scalars(select(Case).order_by(Case.id)).all(), 2)
    references = frozenset({one.reference, other.reference})
    if random.random() < 0.3:
        names = (one.reference, other.reference)
        for case, name in ((one, "elsewhere"), (other, names[0]), (one, names[1])):
            case.reference = name
            session.flush()
        return Trace(references, "swapped", 0, 0)
    ids = [[entry.id for entry in entries_of(session, case.id)] for case in (one, other)]
    ends = [(case.last_seq, case.last_hash) for case in (one, other)]
    for step in (-1, 1):  # numbers out of the way first: each is there once per case
        for case, moved in ((other, ids[0]), (one, ids[1])):
            rows = update(TimelineEntry).where(TimelineEntry.id.in_(moved))
            values = (
                {"seq": -TimelineEntry.seq} if step < 0 else {"seq": -TimelineEntry.seq, "case_id": case.id}
            )
            session.execute(rows.values(values))
    if random.random() < 0.5:
        for case, (seq, end) in ((one, ends[1]), (other, ends[0])):
            session.execute(update(Case).where(Case.id == case.id).values(last_seq=seq, last_hash=end))
    return Trace(references, "swapped", 1, 1)


def reorder(session: Session, random: Random) -> Trace:
    """Let two entries of a case change places."""
    case = some_case(session, random)
    first, second = sorted(random.sample(entries_of(session, case.id), 2), key=lambda entry: entry.seq)
    places = first.seq, second.seq
    for entry_id, seq in ((first.id, -1), (second.id, places[0]), (first.id, places[1])):
        session.execute(update(TimelineEntry).where(TimelineEntry.id == entry_id).values(seq=seq))
    return Trace(frozenset({case.reference}), "reordered", places[0], places[0])


KINDS: Mapping[str, Callable[[Session, Random], Trace]] = {
    kind.__name__: kind
    for kind in (
        edit,
        edit_and_rehash,
        delete_in_the_middle,
        cut_tail,
        delete_case,
        insert_entry,
        swap_cases,
        reorder,
    )
}


def shift(session: Session, case_id: int, start: int, by: int) -> None:
    """Renumber the entries from a number on."""
    rows = update(TimelineEntry).where(TimelineEntry.case_id == case_id)
    session.execute(rows.where(TimelineEntry.seq >= start).values(seq=-(TimelineEntry.seq + by)))
    session.execute(rows.where(TimelineEntry.seq < 0).values(seq=-TimelineEntry.seq))


def rehash(session: Session, case: Case, start: int) -> None:
    """Make a chain right again from a number on, and the case agree."""
    entries = entries_of(session, case.id)
    previous = entries[start - 2].hash if start > 1 else ""
    for entry in entries[start - 1 :]:
        link = Link(**{name: getattr(entry, name) for name in Link.__dataclass_fields__})
        entry.previous_hash, entry.hash = previous, link_hash(link, previous)
        previous = entry.hash
    case.last_hash = previous
    session.flush()
