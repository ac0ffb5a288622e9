"""What an `expect` step looks at, and how the case must stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.file import load_file
from engine.cases.links import linked_cases
from engine.cases.models import OPEN as CASE_OPEN
from engine.cases.models import Case, CaseFile
from engine.clocks.calendars import calendar_named
from engine.clocks.models import Clock, Escalation
from engine.correspondence.models import Letter
from engine.errors import NotFound
from engine.jobs.models import OutsideJob
from engine.library.live import package_of
from engine.library.yaml_reading import values_of
from engine.records.holds import holds_over
from engine.registers.details import record_of
from engine.registers.errors import RegisterNotFound
from engine.registers.figures import register_figures
from engine.registers.table import RegisterFilter, case_line
from engine.scenarios.comparing import agrees, at_path, say
from engine.scenarios.errors import ScenarioError, Unfulfilled
from engine.scenarios.reading import ScenarioStep
from engine.scenarios.story import Story
from engine.tasks.models import OPEN, Task

LETTER = {"channel": "channel", "language": "language", "to": "recipient"}  # what `wrote` may ask of one

NO_CURRENCY = "none"  # what a scenario calls the amounts of cases that name no currency

Check = Callable[[Session, Story, Any], None]


def expect(story: Story, step: ScenarioStep) -> None:
    """Compare the case with everything the step names; raises `Unfulfilled` at the first difference."""
    if not isinstance(step.value, Mapping):
        raise ScenarioError("expect: needs `what: value` lines")
    unknown = sorted(str(key) for key in step.value.keys() - CHECKS.keys())
    if unknown:
        raise ScenarioError(f"expect: '{unknown[0]}' is not known; known are {', '.join(sorted(CHECKS))}")
    with story.world.look() as session:
        for name, wanted in step.value.items():
            CHECKS[name](session, story, values_of(wanted))
        _mark_seen(session, story)


def _open(session: Session, story: Story, wanted: Any) -> None:
    query = select(Task.element).where(Task.case_id == story.case_id, Task.state == OPEN)
    _same("open tasks", sorted(wanted or []), sorted(session.scalars(query)))


def _workers(session: Session, story: Story, wanted: Any) -> None:
    query = select(OutsideJob.type).where(OutsideJob.case_id == story.case_id)
    _same("jobs for workers", sorted(wanted or []), sorted(session.scalars(query)))


def _file(session: Session, story: Story, wanted: Any) -> None:
    row = session.get_one(CaseFile, story.case_id)
    file = load_file(row.content)
    for path, value in (wanted or {}).items():
        got = at_path(file, path)
        if not agrees(value, got):
            raise Unfulfilled(f"case file, {path}", say(value), say(got))


def _letters(session: Session, story: Story, wanted: Any) -> None:
    fresh = [letter.key for letter in _letters_of(session, story) if letter.id not in story.seen_letters]
    _same("letters since the last expect", sorted(wanted or []), sorted(fresh))


def _wrote(session: Session, story: Story, wanted: Any) -> None:
    """The latest letter of each key: how and to whom it went, and words that stand in it."""
    for key, asked in (wanted or {}).items():
        letters = [letter for letter in _letters_of(session, story) if letter.key == key]
        if not letters:
            raise Unfulfilled("letters", key, say([letter.key for letter in _letters_of(session, story)]))
        letter = letters[-1]
        for name in asked.keys() - {"says"}:
            if name not in LETTER:
                raise ScenarioError(
                    f"expect: wrote: '{name}' is not known; known are says, {', '.join(LETTER)}"
                )
            _same(f"{name} of letter {key}", asked[name], getattr(letter, LETTER[name]))
        text = _plain(f"{letter.subject} {letter.text}")
        for passage in _listed(asked.get("says")):
            if _plain(passage) not in text:
                raise Unfulfilled(f"letter {key}", f"to say {passage!r}", text)


def _register(session: Session, story: Story, wanted: Any) -> None:
    """The line of the case in each register, by the titles of columns; null where it must have none."""
    case = session.get_one(Case, story.case_id)
    package = package_of(session, case.version)
    for key, columns in (wanted or {}).items():
        try:
            line = case_line(session, package, key, case, story.world.now)
        except RegisterNotFound as missing:
            raise ScenarioError(f"expect: register: there is no '{key}'") from missing
        if columns is None and line is not None:
            raise Unfulfilled(f"register {key}", "no line of the case", say(line))
        if columns is None:
            continue
        if line is None:
            raise Unfulfilled(f"register {key}", "a line of the case", "none")
        for title, value in columns.items():
            if title not in line:
                raise ScenarioError(f"expect: register: '{key}' has no column '{title}'")
            got = line[title]
            if not agrees(value, got):
                raise Unfulfilled(f"register {key}, {title}", say(value), say(got))


def _figures(session: Session, story: Story, wanted: Any) -> None:
    """Figures of registers by their titles, over every case of the story so far; null where none says one.

    Of money in several currencies: `{GBP: 400, EUR: 20}`, with the key `none` for amounts without one.
    """
    package = package_of(session, session.get_one(Case, story.case_id).version)
    for key, asked in (wanted or {}).items():
        try:
            found = register_figures(session, package, key, RegisterFilter(), story.world.now)
        except RegisterNotFound as missing:
            raise ScenarioError(f"expect: figures: there is no register '{key}'") from missing
        values: dict[str, dict[str, Any]] = {}
        for one in found:
            rounded = None if one.value is None else round(one.value, 1)
            values.setdefault(one.title, {})[one.currency or NO_CURRENCY] = rounded
        for title, value in asked.items():
            if title not in values:
                raise ScenarioError(f"expect: figures: '{key}' has no figure '{title}'")
            by_currency = values[title]
            plain = by_currency.keys() == {NO_CURRENCY} and not isinstance(value, Mapping)
            _same(f"figure {title}", value, by_currency[NO_CURRENCY] if plain else by_currency)


def _escalations(session: Session, story: Story, wanted: Any) -> None:
    fresh = [row for row in _escalations_of(session, story) if row.id not in story.seen_escalations]
    got = [{"level": row.level, "clock": row.clock, "code": row.code, "origin": row.origin} for row in fresh]
    left = list(got)
    for entry in wanted or []:
        match = next((one for one in left if all(one.get(key) == entry[key] for key in entry)), None)
        if match is None:
            raise Unfulfilled("escalations since the last expect", say(wanted), say(got))
        left.remove(match)
    if left:
        raise Unfulfilled("escalations since the last expect", say(wanted or []), say(got))


def _status(session: Session, story: Story, wanted: Any) -> None:
    _same("status", wanted, session.get_one(Case, story.case_id).status)


def _clocks(session: Session, story: Story, wanted: Any) -> None:
    """By clock how it stands, or `{standing: running, due: 2026-03-27}`: the day in its calendar's zone."""
    case = session.get_one(Case, story.case_id)
    for key, asked in (wanted or {}).items():
        clock = session.get(Clock, (case.id, case.run, key))
        if not isinstance(asked, Mapping):
            _same(f"clock {key}", asked, clock.standing if clock else "not begun")
            continue
        if unknown := sorted(asked.keys() - {"standing", "due"}):
            raise ScenarioError(f"expect: clocks: '{unknown[0]}' is not known; known are due, standing")
        if "standing" in asked:
            _same(f"clock {key}", asked["standing"], clock.standing if clock else "not begun")
        if "due" in asked:
            zone = calendar_named(session, clock.calendar).timezone if clock else None
            day = clock.due_at.astimezone(zone).date().isoformat() if clock else "not begun"
            _same(f"clock {key}, due", asked["due"], day)


def _links(session: Session, story: Story, wanted: Any) -> None:
    """All links of the case, by what it is to the others."""
    got: dict[str, list[str]] = {}
    for link, other in linked_cases(session, story.case_id):
        got.setdefault(link.kind, []).append(other.reference)
    _same("links", wanted or {}, got)


def _ended(session: Session, story: Story, wanted: Any) -> None:
    _same("ended", wanted, session.get_one(Case, story.case_id).state != CASE_OPEN)


def _held(session: Session, story: Story, wanted: Any) -> None:
    _same("held", wanted, bool(holds_over(session, [story.case_id])))


def _kept_as(session: Session, story: Story, wanted: Any) -> None:
    _same("kept_as", wanted, session.get_one(Case, story.case_id).record_class)


def _entries(session: Session, story: Story, wanted: Any) -> None:  # noqa: ARG001 - every check is given the story
    """What is kept of entries of catalogues: by `catalogue.entry`, then attribute; choices by their code."""
    for name, asked in (wanted or {}).items():
        catalogue, _, key = name.partition(".")
        try:
            record = record_of(session, catalogue, key)
        except NotFound as missing:
            raise Unfulfilled("entries", name, str(missing)) from missing
        got = {**record.details, "label": record.label, "retired": record.retired_at is not None}
        for attribute, value in asked.items():
            if not agrees(value, got.get(attribute)):
                raise Unfulfilled(f"entry {name}, {attribute}", say(value), say(got.get(attribute)))


CHECKS: Mapping[str, Check] = {
    "open": _open,
    "workers": _workers,
    "file": _file,
    "letters": _letters,
    "wrote": _wrote,
    "register": _register,
    "figures": _figures,
    "escalations": _escalations,
    "status": _status,
    "clocks": _clocks,
    "links": _links,
    "ended": _ended,
    "held": _held,
    "kept_as": _kept_as,
    "entries": _entries,
}


def _mark_seen(session: Session, story: Story) -> None:
    if story.cases:
        story.seen_letters |= {letter.id for letter in _letters_of(session, story)}
        story.seen_escalations |= {row.id for row in _escalations_of(session, story)}


def _letters_of(session: Session, story: Story) -> Sequence[Letter]:
    query = select(Letter).where(Letter.case_id == story.case_id).order_by(Letter.created_at)
    return session.scalars(query).all()


def _escalations_of(session: Session, story: Story) -> Sequence[Escalation]:
    query = select(Escalation).where(Escalation.case_id == story.case_id).order_by(Escalation.raised_at)
    return session.scalars(query).all()


def _same(what: str, wanted: Any, got: Any) -> None:
    if wanted != got:
        raise Unfulfilled(what, say(wanted), say(got))


def _plain(text: str) -> str:
    """Without line breaks and marks of emphasis, which are no business of a story."""
    return " ".join(text.replace("**", "").split())


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])
