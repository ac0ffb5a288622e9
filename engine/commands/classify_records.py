"""Give ended cases the class that says how long they are kept, where their end did not."""

from __future__ import annotations

from sqlalchemy import update

from engine.cases.given import given
from engine.cases.kept import kept_file
from engine.cases.models import OPEN, Case
from engine.clocks.calendars import calendars
from engine.feel.surroundings import Surroundings
from engine.library.live import package_of
from engine.records.classes import class_of, unclassified
from engine.records.kept import rules_of
from engine.step import Step

AT_ONCE = 500  # a day; the rest has waited for years and can wait a few days more


def classify_records(step: Step) -> int:
    """Ask today's rules about cases that ended before there were classes; says how many."""
    around = Surroundings(now=step.now, calendars=calendars(step.session))
    cases = unclassified(step.session, AT_ONCE)
    for case in cases:
        settings, file = package_of(step.session, case.version).settings, kept_file(step.session, case.id)
        context = {**file, **given(step.session, case, settings, file, around)}
        found = class_of(rules_of(step.session, case.process), context, around)
        # Nobody else is kept from the case: one that is opened again meanwhile is asked anew at its next end.
        still = update(Case).where(Case.id == case.id, Case.state != OPEN).values(record_class=found)
        step.session.connection().execute(still)
    return len(cases)
