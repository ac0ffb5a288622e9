"""While somebody is away: who stands in for them, from when until when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.commands.appoint_substitute import appoint_substitute
from engine.commands.end_substitution import end_substitution
from engine.errors import InvalidSubmission
from engine.people.errors import PersonNotFound
from engine.people.queries import names_of, people
from engine.people.substitution import substitutions
from web.layout import zone
from web.session import actor, finish, session, step

FIELDS = ("person", "substitute", "begins", "ends")


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.get("/desk/away")(show_away)
    area.post("/desk/away")(take_substitute)
    area.post("/desk/away/<substitution_id>/end")(take_end)


def show_away() -> str:
    """Who stands in for this person and for whom they stand in; for supervisors, everybody."""
    return _page({"person": actor().id, "begins": str(_today())}, {})


def take_substitute() -> ResponseReturnValue:
    """Let somebody stand in; both days count in."""
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    typed["person"] = typed["person"] or actor().id
    try:
        begins, ends = _span(typed)
        appoint_substitute(step(), typed["person"], typed["substitute"], begins, ends)
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(typed, error.errors), 422
    except PersonNotFound:
        finish(keep=False)
        return _page(typed, {"substitute": ["Choose somebody else who works here."]}), 422
    flash("The substitute is appointed. Tasks reach both of them meanwhile.")
    return redirect(url_for("desk.show_away"), 303)


def take_end(substitution_id: str) -> ResponseReturnValue:
    """End a substitution before its time."""
    end_substitution(step(), substitution_id)
    flash("The substitution has ended. What was claimed meanwhile stays with the substitute.")
    return redirect(url_for("desk.show_away"), 303)


def _page(typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    everybody = {one.id: one.name for one in people(session(), active_only=True)}
    supervises = actor().has_role("supervisor") or actor().has_role("administrator")
    found = substitutions(session(), None if supervises else actor().id)
    now = step().now
    return render_template(
        "desk/away.html",
        present=[one for one in found if one.ends_at is None or one.ends_at > now],
        past=[one for one in found if one.ends_at is not None and one.ends_at <= now][:20],
        names=names_of(session(), {each for one in found for each in (one.person, one.substitute)}),
        people=everybody if supervises else {actor().id: actor().name},
        substitutes={key: name for key, name in everybody.items() if supervises or key != actor().id},
        typed=typed,
        errors=errors,
        now=now,
        last_day=lambda ends: ends - timedelta(microseconds=1),  # midnight belongs to the day before
        supervises=supervises,
    )


def _span(typed: dict[str, str]) -> tuple[datetime, datetime | None]:
    """From the first moment of the first day to the end of the last; one that is today begins now."""
    days, errors = {}, {}
    for name in ("begins", "ends"):
        try:
            days[name] = date.fromisoformat(typed[name]) if typed[name] else None
        except ValueError:
            errors[name] = ["Write the day as 2026-03-31."]
    if errors:
        raise InvalidSubmission(errors)
    first, last = days["begins"], days["ends"]
    begins = step().now if first is None or first == _today() else _begin(first)
    return begins, _begin(last + timedelta(days=1)) if last and last < date.max else None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), zone())


def _today() -> date:
    return step().now.astimezone(zone()).date()
