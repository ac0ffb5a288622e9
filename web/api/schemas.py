"""What requests may say, field by field; unknown fields are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from engine.audit.pictures import PICTURES
from engine.cases.links import KINDS
from engine.forms.keeping import UNKEEPABLE, can_be_kept
from engine.jobs.leases import MOST_JOBS, MOST_LEASE, MOST_TYPES
from engine.jobs.models import LONGEST_PAUSE, MOST_RETRIES


def keepable(text: str) -> None:
    """Refuse what no database takes as text."""
    if not can_be_kept(text):
        raise ValidationError(UNKEEPABLE)


TEXT: tuple[Callable[[Any], Any], ...] = (validate.Length(max=10_000), keepable)
KEY: tuple[Callable[[Any], Any], ...] = (validate.Length(min=1, max=200), keepable)
ANY = fields.Dict(keys=fields.String(), load_default=dict)


class Strict(Schema):
    """Every schema here: an unknown field is a mistake, not noise."""

    class Meta:
        """marshmallow's way to say so."""

        unknown = RAISE


class Nothing(Strict):
    """An empty body."""


class OpenCase(Strict):
    """Open a case. `start` names a start event; `answers` go through its form, `variables` do not."""

    process = fields.String(required=True, validate=KEY)
    start = fields.String(load_default=None, validate=KEY, allow_none=True)
    variables = ANY
    answers = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    received_at = fields.AwareDateTime(format="iso", load_default=None, allow_none=True)


class Assign(Strict):
    """Give a task to a person."""

    person = fields.String(required=True, validate=KEY)


class CompleteTask(Strict):
    """Answer a task's form. `version` refuses the answer when the form was asked anew meanwhile."""

    answers = ANY
    version = fields.Integer(load_default=None, allow_none=True)


class ActivateJobs(Strict):
    """Which types of jobs a worker asks for, its own name, how many at most and for how long."""

    types = fields.List(
        fields.String(validate=KEY), required=True, validate=validate.Length(min=1, max=MOST_TYPES)
    )
    worker = fields.String(required=True, validate=KEY)
    most = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=MOST_JOBS))
    lease_seconds = fields.Integer(
        load_default=300,
        strict=True,
        validate=validate.Range(min=1, max=int(MOST_LEASE.total_seconds())),
        metadata={"description": "how long nobody else is given the jobs"},
    )


class Leased(Strict):
    """What says that a job is the worker's."""

    token = fields.String(required=True, validate=KEY, metadata={"description": "as the job came with it"})


class CompleteJob(Leased):
    """What the worker answers, by the form or example that process.yaml declares."""

    variables = ANY


class FailJob(Leased):
    """Why a job could not be done, and when it is to be tried again."""

    reason = fields.String(required=True, validate=TEXT)
    retry_after = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=int(LONGEST_PAUSE.total_seconds())),
        metadata={"description": "seconds; without it a pause that grows with each failure"},
    )
    retries = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=MOST_RETRIES),
        metadata={"description": "tries that are left; without it one less than before"},
    )


class JobError(Leased):
    """The BPMN error that a job ends in."""

    code = fields.String(required=True, validate=KEY)
    message = fields.String(load_default="", validate=TEXT)
    variables = ANY


class Message(Strict):
    """A message for the cases that wait for this name and key."""

    name = fields.String(required=True, validate=KEY)
    correlation_key = fields.String(required=True, validate=KEY)
    variables = ANY


class Reason(Strict):
    """Why something is done."""

    reason = fields.String(required=True, validate=TEXT)


class Dispose(Strict):
    """Which cases are disposed of, by reference, and why."""

    cases = fields.List(fields.String(validate=KEY), required=True)
    reason = fields.String(required=True, validate=TEXT)


class Escalate(Strict):
    """Which level is asked for help, and why."""

    level = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=9))
    reason = fields.String(required=True, validate=TEXT)


class Note(Strict):
    """A note for the timeline."""

    text = fields.String(required=True, validate=TEXT)


class Paged(Strict):
    """What lists have in common."""

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class ListCases(Paged):
    """Which cases."""

    q = fields.String(load_default="", validate=validate.Length(max=500))
    process = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["open", "ended", "cancelled"]))
    status = fields.String(load_default=None)
    owner = fields.String(load_default=None)


class ListTasks(Paged):
    """Which tasks of those that this token's person may do; `assignee` is "me" or "nobody"."""

    group = fields.String(load_default=None)
    assignee = fields.String(load_default=None, validate=validate.OneOf(["me", "nobody"]))
    process = fields.String(load_default=None)
    due_before = fields.AwareDateTime(format="iso", load_default=None)


class ListTimeline(Strict):
    """Where in the timeline to go on: after the entry with this number."""

    after = fields.Integer(load_default=None)
    limit = fields.Integer(load_default=200, validate=validate.Range(min=1, max=1000))


class ListEscalations(Paged):
    """Which escalations; without `state` all that are not resolved."""

    process = fields.String(load_default=None)
    level = fields.Integer(load_default=None)
    state = fields.String(
        load_default=None, validate=validate.OneOf(["open", "acknowledged", "taken_over", "resolved"])
    )


class Link(Strict):
    """What a case is to another."""

    to = fields.String(required=True, validate=KEY, metadata={"description": "reference of the other case"})
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))


class Unlink(Link):
    """The link to take away, and why."""

    reason = fields.String(required=True, validate=TEXT)


class Merge(Strict):
    """The case that goes on for both, and why."""

    into = fields.String(required=True, validate=KEY, metadata={"description": "reference of that case"})
    reason = fields.String(required=True, validate=TEXT)


class Reopen(Strict):
    """Why a case begins again, and what is known of it by now."""

    reason = fields.String(required=True, validate=TEXT)
    variables = ANY


class Promise(Strict):
    """What was promised to a customer, and by when."""

    what = fields.String(required=True, validate=TEXT)
    by = fields.AwareDateTime(format="iso", required=True)


class Settle(Strict):
    """Whether a promise was kept."""

    kept = fields.Boolean(required=True, truthy={True}, falsy={False})
    note = fields.String(load_default="", validate=TEXT)


class ListSubstitutions(Strict):
    """Whose."""

    person = fields.String(load_default=None, validate=KEY)


class Appoint(Strict):
    """Who stands in for whom, from when until when."""

    substitute = fields.String(required=True, validate=KEY)
    person = fields.String(load_default=None, validate=KEY)
    begins = fields.AwareDateTime(format="iso", load_default=None, allow_none=True)
    ends = fields.AwareDateTime(format="iso", load_default=None, allow_none=True)


class SaveProfile(Strict):
    """A norm profile: times such as "20 working days", numbers or null, by name."""

    title = fields.String(required=True, validate=KEY)
    source = fields.String(load_default="", validate=TEXT)
    values = fields.Dict(keys=fields.String(), required=True)


class MakeCatalogue(Strict):
    """A catalogue: forms choose from it as `catalogue.<key>`."""

    key = fields.String(required=True, validate=KEY)
    title = fields.String(required=True, validate=KEY)


class Details(Strict):
    """What is kept of an entry, by attribute of its catalogue."""

    details = fields.Dict(keys=fields.String(), required=True)


class Label(Strict):
    """What people read of an entry."""

    label = fields.String(required=True, validate=KEY)


class AddEntry(Label):
    """An entry: cases keep its key and the label of their time."""

    key = fields.String(required=True, validate=KEY)


class ListRegister(Paged):
    """Which cases of the register."""

    state = fields.String(load_default=None, validate=validate.OneOf(["open", "ended", "cancelled"]))
    status = fields.String(load_default=None)
    group = fields.String(load_default=None)
    opened_from = fields.AwareDateTime(format="iso", load_default=None)
    opened_before = fields.AwareDateTime(format="iso", load_default=None)


class ListChanges(Paged):
    """Which changes; `subject` is the key or id of what was changed."""

    kind = fields.String(load_default=None, validate=validate.OneOf(sorted(PICTURES)))
    subject = fields.String(load_default=None, validate=KEY)
