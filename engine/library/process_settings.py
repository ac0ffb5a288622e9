"""What a diagram cannot say: the content of process.yaml as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of people that lanes and escalation levels speak of."""

    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Customer:
    """The case-file keys of the customer's name, e-mail and postal address, language and wanted channel."""

    name: str | None = None
    email: str | None = None
    language: str | None = None
    address: str | None = None  # lines of text, as they stand on an envelope
    channel: str | None = None  # email, post or phone; anything else leaves it to the addresses there are


@dataclass(frozen=True, kw_only=True)
class Similar:
    """Which earlier cases are alike: same values under `match`, opened within so many days."""

    match: tuple[str, ...]
    days: int


@dataclass(frozen=True, kw_only=True)
class Point:
    """A moment of a clock, such as "75 %" or "100 % + 1 working day", and what it raises into the case."""

    at: str
    level: int
    code: str


@dataclass(frozen=True, kw_only=True)
class EscalationRule:
    """When a case asks a level for help at once, whatever its clocks say."""

    when: str  # FEEL that gives true
    level: int
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClockSettings:
    """A promise in time. `starts` is FEEL; `target` FEEL or words such as "20 working days".

    Without `starts` a clock starts at receipt, or, where elements begin it, when one of them is entered.
    """

    key: str
    title: str
    kind: str  # "statutory", "service" or "internal"
    target: str
    starts: str | None = None
    calendar: str = "office"
    pause_limit: str | None = None  # how long all pauses together may last; without it, as long as need be
    begins_with: tuple[str, ...] = ()  # element ids; none: begins when the case opens
    stops_with: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegisterColumn:
    """One column of a register: FEEL over case file and `case`."""

    title: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RegisterFigure:
    """What all cases of a register say together: a value for each, and how these are put together."""

    title: str
    value: str  # FEEL over case file, `case` and how it stood; a case for which it gives nothing is left out
    how: str  # "count" or "share" of those that say true, "average", "sum", "median" or "90th percentile"
    currency: str | None = None  # FEEL: of which currency the amount is; then there is a figure for each


@dataclass(frozen=True, kw_only=True)
class RegisterSettings:
    """A table view over the cases of this process."""

    key: str
    title: str
    columns: tuple[RegisterColumn, ...]
    where: str | None = None  # FEEL: which cases stand in it; without it all of the process
    figures: tuple[RegisterFigure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordClass:
    """How long records of one kind are kept after the end of their case, such as "6 years"."""

    key: str
    title: str
    keep: str


@dataclass(frozen=True, kw_only=True)
class RecordRules:
    """What becomes of a case after its time. Without classes it is kept until its erasure is asked for."""

    classes: Mapping[str, RecordClass] = field(default_factory=dict)
    by: str | None = None  # FEEL that gives the key of a class
    otherwise: str | None = None  # the class where it gives none
    stays: tuple[str, ...] = ()  # case-file paths that outlive erasure, beside those that are counted

    def class_named(self, key: str | None) -> RecordClass | None:
        """The class of this key, or the one for all that have none."""
        return self.classes.get(key or "") or self.classes.get(self.otherwise or "")


@dataclass(frozen=True, kw_only=True)
class StampSettings:
    """How copies of the files of one form field are stamped; FEEL over case file, `case` and `record`."""

    words: str  # text, {words, withdrawn}, or null for no stamp
    record: str  # the reference of the case that knows which version is current
    current: str  # in that case: the reference of the one that holds the current files


@dataclass(frozen=True, kw_only=True)
class WorkerSettings:
    """A program of the organisation that does tasks of this type: who may be it, by when, what it answers.

    The answer is declared by a form or by an example; without either it may be anything.
    """

    type: str  # what tasks in the diagram name
    title: str
    group: str  # whose members' API tokens may take the jobs
    within: str | None = None  # such as "2 working hours"
    form: str | None = None
    example: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class ProcessSettings:
    """Everything in process.yaml."""

    key: str
    prefix: str
    title: str
    purpose: str
    owner: str
    main: str
    phone: str | None = None  # where customers ring, with hours; said in letters and on their pages
    clauses: tuple[str, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    levels: Mapping[int, str] = field(default_factory=dict)  # escalation level -> group key
    escalation_rules: tuple[EscalationRule, ...] = ()
    summary: str | None = None
    customer: Customer = Customer()
    similar: Similar | None = None
    profile: str | None = None  # key of the norm profile, or FEEL that gives it
    search: tuple[str, ...] = ()
    clocks: Mapping[str, ClockSettings] = field(default_factory=dict)
    registers: Mapping[str, RegisterSettings] = field(default_factory=dict)
    counted: tuple[str, ...] = ()  # case-file paths by whose values cases are counted
    statuses: Mapping[str, str] = field(default_factory=dict)
    records: RecordRules = RecordRules()
    workers: Mapping[str, WorkerSettings] = field(default_factory=dict)  # by type of task
    stamps: Mapping[str, StampSettings] = field(default_factory=dict)  # by form field
    imports: tuple[str, ...] = ()  # case-file keys that an import may set beside those of the start form

    def group_named(self, lane: str | None) -> Group | None:
        """The group a lane's name means, by key or by title."""
        if lane is None:
            return None
        by_key = self.groups.get(lane)
        return by_key or next((group for group in self.groups.values() if group.title == lane), None)
