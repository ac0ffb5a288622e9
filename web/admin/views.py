"""Administration: what there is to keep, in figures. Administrators have no business rights by that role."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.audit.keeping import audit_alarm
from engine.clocks.calendars import calendars
from engine.commands.dispose_of_records import MOST
from engine.correspondence.queries import outbox_counts
from engine.jobs.queries import queues
from engine.people.queries import groups, people
from engine.people.tokens import tokens_of
from engine.records.classes import due_records
from engine.registers.queries import catalogue_lines
from engine.work.queries import backlog, open_incidents
from web.admin import (
    accounts,
    business_days,
    code_lists,
    customer_numbers,
    entry_records,
    history,
    mail,
    memberships,
    records,
    tokens,
    work,
    working_hours,
)
from web.session import require, session, step

area = Blueprint("admin", __name__)
area.before_request(require("administrator"))
accounts.join(area)
memberships.join(area)
tokens.join(area)
business_days.join(area)
working_hours.join(area)
code_lists.join(area)
entry_records.join(area)
customer_numbers.join(area)
history.join(area)
mail.join(area)
work.join(area)
records.join(area)


@area.get("/admin")
def show_overview() -> str:
    """Figures of everything, each with the way to its page."""
    now = step().now
    return render_template(
        "admin/overview.html",
        people=people(session(), active_only=True),
        groups=groups(session()),
        tokens=[one for one in tokens_of(session()) if tokens.state_of(one, now) == tokens.VALID],
        calendars=calendars(session()),
        catalogues=catalogue_lines(session()),
        mail=outbox_counts(session()),
        backlog=backlog(session(), now),
        queues=queues(session(), now),
        audit_alarm=audit_alarm(session()),
        due=len(due_records(session(), now, limit=MOST)),
        incidents=len(open_incidents(session(), limit=work.PAGE)),
        most=work.PAGE,
    )
