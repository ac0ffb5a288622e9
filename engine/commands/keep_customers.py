"""Keep how many customers there are from a day on, and forget a number that was kept for a wrong day."""

from __future__ import annotations

from datetime import date

from engine.audit.changes import changing
from engine.audit.pictures import CUSTOMERS
from engine.commands.once import once_only
from engine.errors import InvalidSubmission
from engine.figures import customers as kept
from engine.people.access import require_administrator
from engine.step import Step

MOST = 10_000_000_000  # more people than there are
EARLIEST = date(1950, 1, 1)


@once_only
def keep_customers(step: Step, first: date, number: int) -> None:
    """Say that there are so many customers from this day until the next day with a number.

    Raises NotAdministrator; InvalidSubmission for fewer than one, and for a day nobody counts from.
    """
    require_administrator(step.actor)
    errors: dict[str, list[str]] = {}
    if not 1 <= number <= MOST:
        errors["number"] = [f"Give a number from 1 to {MOST:,}."]
    if first < EARLIEST:
        errors["first"] = [f"Give a day from {EARLIEST} on."]
    if errors:
        raise InvalidSubmission(errors)
    with changing(step, CUSTOMERS, CUSTOMERS, "number of customers kept"):
        kept.keep_customers(step.session, first, number)


@once_only
def forget_customers(step: Step, first: date) -> None:
    """Take the number of this day away: the one before it goes on. Raises NotAdministrator."""
    require_administrator(step.actor)
    with changing(step, CUSTOMERS, CUSTOMERS, "number of customers taken away"):
        kept.forget_customers(step.session, first)
