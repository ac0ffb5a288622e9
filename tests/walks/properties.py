"""What must hold of every case at every moment (requirements C4); each names the cases that break it.

A property reads the store alone: some are asked after every deed, those that read what stays at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import simplejson
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.audit.heads import first_fault
from engine.cases.file import load_file
from engine.cases.fitness import fits
from engine.cases.models import CANCELLED, OPEN, Case, CaseFile, CaseLink, CaseMerge, Incident, Wait
from engine.clocks.models import RESOLVED, Clock, Escalation
from engine.correspondence.models import Letter
from engine.jobs.models import OutsideJob
from engine.people.models import Membership, Person
from engine.records.models import LegalHold
from engine.tasks.models import COMPLETED, Task, TaskCandidate
from engine.tasks.queries import candidates_of
from engine.timeline.models import Payload, TimelineEntry
from engine.work.models import PENDING, Work

STATUTORY = "statutory"
# Built once: these are asked after every deed of every walk.
_OPEN_CASES = select(Case).where(Case.state == OPEN)
_OPEN_TASKS = select(Task).where(Task.state == OPEN)
_PEOPLED = select(Membership.group).join(Person, Person.id == Membership.person).where(Person.active)
_IN_PERSON = (TaskCandidate.kind == "person") & TaskCandidate.ref.in_(select(Person.id).where(Person.active))
_OFFERED = select(TaskCandidate.task_id).where(
    or_((TaskCandidate.kind == "group") & TaskCandidate.ref.in_(_PEOPLED), _IN_PERSON)
)
_STATUTORY = select(Clock).where(Clock.kind == STATUTORY)


@dataclass
class Seen:
    """What was seen of statutory clocks before, to notice a step back: key -> start, due, recorded moves."""

    clocks: dict[tuple[int, int, str], tuple[datetime, datetime, int]] = field(default_factory=dict)


Property = Callable[[Session, Seen], Iterator[str]]


def no_open_case_without_owner(session: Session, _seen: Seen) -> Iterator[str]:
    """Somebody who works here, or a group with people in it, owns every open case."""
    cases = session.scalars(_OPEN_CASES).all()
    people = set(session.scalars(select(Person.id).where(Person.active))) if cases else set()
    peopled = set(session.scalars(_PEOPLED)) if cases else set()
    for case in cases:
        if case.owner_id not in people and (case.owner_id is not None or case.owner_group not in peopled):
            yield f"{case.reference} is open and nobody owns it"


def no_approval_by_the_drafter(session: Session, _seen: Seen) -> Iterator[str]:
    """Nobody completed what the diagram keeps from whoever did an earlier task, and they did it.

    `notBy` looks at the last round: what counts is who did the named task last before this one, of several
    instances each one's last. Whatever lies in another instance of an activity than this task does not count.
    Where a task names itself, the other instances of its own round count.
    """
    rows = session.execute(
        select(Task, TimelineEntry.seq)
        .join(TimelineEntry, TimelineEntry.payload_id == Task.payload_id)
        .where(Task.state == COMPLETED)
        .order_by(Task.case_id, TimelineEntry.seq)
    ).all()
    done: list[Task] = []
    for task, _ in rows:
        rules = task.rules or {}
        groups, elements = rules.get("not_groups", ()), rules.get("not_elements", ())
        same_case = [one for one in done if one.case_id == task.case_id]
        kept_out = _beside(session, task, same_case) if task.element in task.not_by else []
        for other in set(task.not_by) - {task.element}:
            kept_out += _last_round(task, [one for one in same_case if one.element == other])
        kept_out += [one for one in same_case if one.element in elements or one.grp in groups]
        for earlier in kept_out:
            if {task.ended_by, task.ended_for} & ({earlier.ended_by, earlier.ended_for} - {None}):
                yield f"{task.element} was done by whoever did {earlier.element} (case {task.case_id})"
        done.append(task)


def _last_round(task: Task, done: list[Task]) -> list[Task]:
    """What was done last, and what was last in each other instance of the activity in which that lies."""
    here = [one for one in done if one.run != task.run or not _parts(one, task)]
    if not here:
        return []
    holder = (here[-1].scope or "").partition("*")[0]
    if "*" not in (here[-1].scope or "") or (task.scope or "").startswith(f"{holder}*"):
        return here[-1:]
    round_of = [one for one in here if (one.run, (one.scope or "").partition("*")[0]) == (task.run, holder)]
    last = {_instance(one): one for one in round_of}
    return list(last.values())


def _parts(one: Task, other: Task) -> bool:
    """Whether they lie in different instances of the same activity."""
    steps = zip((one.scope or "").split("/"), (other.scope or "").split("/"), strict=False)
    before = ""
    for mine, theirs in steps:
        if mine != theirs:
            return before.endswith("*")
        before = mine
    return False


def _instance(task: Task) -> str:
    """The instance of an activity in which a task lies, or which it is."""
    steps = (task.scope or "").split("/")
    held = next(number for number, step in enumerate(steps) if step.endswith("*"))
    return "/".join([*steps, task.place][: held + 2])


def _beside(session: Session, task: Task, done: list[Task]) -> list[Task]:
    """The instances done before this one in the round in which it stands; a round begins with its first."""
    same = (Task.case_id == task.case_id, Task.element == task.element, Task.run == task.run)
    firsts = session.scalars(select(Task.place).where(*same, Task.instance == 1))
    begin = max((int(first) for first in firsts if int(first) <= int(task.place)), default=int(task.place))
    here = [one for one in done if (one.element, one.run) == (task.element, task.run)]
    return [one for one in here if int(one.place) >= begin]


def statutory_clock_never_moves_back(session: Session, seen: Seen) -> Iterator[str]:
    """It never pauses; its start only moves earlier, and its date later only with a recorded reason."""
    for clock in session.scalars(_STATUTORY):
        key = (clock.case_id, clock.run, clock.key)
        moves = [move for move in clock.moves if move.get("because")]
        start, due, recorded = seen.clocks.get(key, (clock.started_at, clock.due_at, len(moves)))
        where = f"clock {clock.key} of case {clock.case_id}"
        if clock.pauses or clock.paused_since is not None:
            yield f"{where} has paused"
        if clock.started_at > start:
            yield f"{where} starts later than before"
        if clock.due_at > due and len(moves) <= recorded:
            yield f"{where} is due later than before, without a reason"
        seen.clocks[key] = (clock.started_at, clock.due_at, len(moves))


def merged_case_keeps_earliest_receipt(session: Session, _seen: Seen) -> Iterator[str]:
    """The case that goes on was received when the first of those merged into it was."""
    for merge in session.scalars(select(CaseMerge).where(CaseMerge.undone_at.is_(None))):
        case, into = session.get_one(Case, merge.case_id), session.get_one(Case, merge.into_id)
        if into.received_at > case.received_at:
            yield f"{into.reference} counts from a later day than {case.reference}, which was merged into it"


def closed_upheld_complaint_has_cause_and_explanation(session: Session, _seen: Seen) -> Iterator[str]:
    """Closed and upheld, wholly or partly: then there is a root cause and a word to the customer."""
    for case, file in _files(session, Case.process == "complaint_handling", Case.status == "closed"):
        if file.get("outcome") in ("upheld", "partly_upheld"):
            for name in ("root_cause", "explanation"):
                if not file.get(name):
                    yield f"{case.reference} is closed and {file['outcome']} without {name}"


def document_has_one_current_version(session: Session, _seen: Seen) -> Iterator[str]:
    """A record in force has its current version; every superseded one has the day of its withdrawal."""
    for case, file in _files(session, Case.process == "change_control", Case.status == "in_force"):
        document = file.get("document") or {}
        old = document.get("superseded") or []
        if not document.get("version") or document.get("withdrawn_on"):
            yield f"{case.reference} is in force without a current version"
        if any(not one.get("withdrawn_on") for one in old):
            yield f"{case.reference} has a superseded version that was not withdrawn"


def no_case_stuck(session: Session, _seen: Seen) -> Iterator[str]:
    """Every open case has a task somebody may do, or waits for an instant, a message or another case."""
    for incident in session.scalars(select(Incident).where(Incident.state == OPEN)):
        yield f"case {incident.case_id} has an incident at {incident.element}: {incident.reason}"
    tasks = session.scalars(_OPEN_TASKS).all()
    offered = set(session.scalars(_OFFERED)) if tasks else set()
    for task in tasks:
        plain = task.assignee_id is None and not task.not_by and not task.rules
        if not (task.id in offered if plain else _somebody_may(session, task)) and not _asked(session, task):
            yield f"case {task.case_id}: nobody may do {task.element}, and no level was asked"
    busy = {task.case_id for task in tasks}
    for case in session.scalars(_OPEN_CASES):
        if case.id not in busy and not _waits(session, case.id):
            yield f"{case.reference} is open and waits for nothing and nobody"


def closed_suggestion_has_a_reply(session: Session, _seen: Seen) -> Iterator[str]:
    """The author of an idea that has ended was written to, or somebody says how they were told."""
    for case, file in _files(session, Case.process == "new_service", Case.state == "ended"):
        written = session.scalar(
            select(Letter.id).where(Letter.case_id == case.id, Letter.key.in_(("answer", "outcome"))).limit(1)
        )
        if written is None and not file.get("told_how") and not file.get("answered_how"):
            yield f"{case.reference} has ended and its author was never answered"


def decision_names_table_version_and_rule(session: Session, _seen: Seen) -> Iterator[str]:
    """Each decision on a timeline names the version it was made by, its table, and the rules that matched."""
    decided = (
        select(TimelineEntry, Payload.content)
        .join(Payload, Payload.id == TimelineEntry.payload_id)
        .where(TimelineEntry.verb == "decision made", Payload.erased_at.is_(None))
    )
    for entry, content in session.execute(decided):
        told: Mapping[str, Any] = simplejson.loads(content or b"{}")
        tables = told.get("tables") or []
        named = [table for table in tables if table.get("table") and isinstance(table.get("rules"), list)]
        ruled = told.get("value") in (None, [], False) or any(table["rules"] for table in named)
        if not entry.version or not named or not ruled:
            yield f"entry {entry.seq} of case {entry.case_id} does not say how it was decided"


def links_stand_on_both_sides(session: Session, _seen: Seen) -> Iterator[str]:
    """Whoever is linked to a case is linked back."""
    pairs = {(row.case_id, row.other_id) for row in session.scalars(select(CaseLink))}
    for case, other in sorted(pairs):
        if (other, case) not in pairs:
            yield f"case {case} is linked to case {other}, and not the other way round"


def ended_case_asks_nobody(session: Session, _seen: Seen) -> Iterator[str]:
    """Where a case has ended there is no open task, no running clock and no open escalation."""
    over = select(Case.id).where(Case.state.in_(("ended", CANCELLED)))
    for task in session.scalars(select(Task).where(Task.state == OPEN, Task.case_id.in_(over))):
        yield f"case {task.case_id} is over and {task.element} is still open"
    for job in session.scalars(select(OutsideJob).where(OutsideJob.case_id.in_(over))):
        yield f"case {job.case_id} is over and a worker is still asked for {job.element}"
    running = or_(Clock.state == "running", Clock.state == "paused")
    for clock in session.scalars(select(Clock).where(running, Clock.case_id.in_(over))):
        yield f"case {clock.case_id} is over and clock {clock.key} still runs"


def timelines_are_whole(session: Session, _seen: Seen) -> Iterator[str]:
    """Every chain verifies from its first entry to the head on the case."""
    for case in session.scalars(select(Case.id)):
        fault = first_fault(session, case)
        if fault is not None:
            yield f"the timeline of case {case} is broken: {fault}"


def no_disposed_record_with_a_hold(session: Session, _seen: Seen) -> Iterator[str]:
    """No case was erased while a hold stood on it, on one merged with it or on one linked with either.

    On an erased case nobody can set one any more, so whatever was not lifted there stood before.
    """
    leads = {case.id: case.merged_into_id or case.id for case in session.scalars(select(Case))}
    links, holds = session.scalars(select(CaseLink)).all(), session.scalars(select(LegalHold)).all()
    for case in session.scalars(select(Case).where(Case.erased_at.is_not(None))):
        erased_at = case.erased_at or case.opened_at
        matter = {each for each, into in leads.items() if into == leads[case.id]}
        linked = {one.other_id for one in links if one.case_id in matter and one.linked_at <= erased_at}
        for hold in holds:
            still = hold.lifted_at is None or hold.lifted_at > erased_at
            kept = hold.case_id in matter or (hold.case_id in linked and hold.set_at < erased_at)
            if still and kept:
                yield f"{case.reference} was erased, and the hold {hold.id} of case {hold.case_id} stood"


ALWAYS: tuple[Property, ...] = (
    no_open_case_without_owner,
    statutory_clock_never_moves_back,
    no_case_stuck,
)
AT_THE_END: tuple[Property, ...] = (  # these read what stays in the store
    merged_case_keeps_earliest_receipt,
    closed_upheld_complaint_has_cause_and_explanation,
    document_has_one_current_version,
    closed_suggestion_has_a_reply,
    no_approval_by_the_drafter,
    decision_names_table_version_and_rule,
    links_stand_on_both_sides,
    no_disposed_record_with_a_hold,
    ended_case_asks_nobody,
    timelines_are_whole,
)


def broken(session: Session, seen: Seen, properties: tuple[Property, ...]) -> list[str]:
    """Everything these properties find, each with the property's name."""
    return [f"{one.__name__}: {told}" for one in properties for told in one(session, seen)]


def _files(session: Session, *conditions: Any) -> Iterator[tuple[Case, Mapping[str, Any]]]:
    """Case files that say what was decided: of an erased case only the part that stays is left."""
    rows = select(Case, CaseFile).join(CaseFile, CaseFile.case_id == Case.id)
    rows = rows.where(Case.erased_at.is_(None), *conditions)
    for case, file in session.execute(rows):
        yield case, load_file(file.content)


def _somebody_may(session: Session, task: Task) -> bool:
    if task.assignee_id is not None:
        return fits(session, task, task.assignee_id)
    return any(
        fits(session, task, one) for one in session.scalars(select(Person.id).where(candidates_of(task.id)))
    )


def _waits(session: Session, case_id: int) -> bool:
    wait = session.scalar(select(Wait.id).where(Wait.case_id == case_id).limit(1))
    work = select(Work.id).where(Work.case_id == case_id, Work.state.in_(PENDING)).limit(1)
    job = select(OutsideJob.id).where(OutsideJob.case_id == case_id).limit(1)
    return wait is not None or session.scalar(work) is not None or session.scalar(job) is not None


def _asked(session: Session, task: Task) -> bool:
    asked = select(Escalation.id).where(Escalation.case_id == task.case_id, Escalation.state != RESOLVED)
    return session.scalar(asked.limit(1)) is not None
