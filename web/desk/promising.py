"""Promises to the customer on the case page: recorded, kept, broken."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.queries import case_id_of
from engine.clocks.customer_promises import moment, promise_view
from engine.commands.advance.running import surroundings
from engine.commands.record_promise import record_promise
from engine.commands.settle_promise import settle_promise
from engine.errors import InvalidSubmission
from web.desk.telling import said
from web.session import finish, session, step


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.post("/cases/<reference>/promises")(take_promise)
    area.post("/promises/<promise_id>")(take_promise_settled)


def take_promise(reference: str) -> ResponseReturnValue:
    """Keep what was promised to the customer, and by when."""
    case_id = case_id_of(session(), reference)
    try:
        due_at = moment(request.form.get("by", ""), surroundings(step()))
        record_promise(step(), case_id, request.form.get("what", ""), due_at)
    except ValueError:
        return _refused(reference, InvalidSubmission({"by": ["Say by when."]}))
    except InvalidSubmission as error:
        return _refused(reference, error)
    flash("The promise is kept on the case.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="promises"), 303)


def take_promise_settled(promise_id: str) -> ResponseReturnValue:
    """Say whether a promise was kept."""
    reference = promise_view(session(), promise_id).reference
    kept = request.form.get("kept") == "yes"
    try:
        settle_promise(step(), promise_id, kept=kept, note=request.form.get("note", ""))
    except InvalidSubmission as error:
        return _refused(reference, error)
    flash("Noted: the promise was kept." if kept else "Noted: the promise was broken.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="promises"), 303)


def _refused(reference: str, error: InvalidSubmission) -> ResponseReturnValue:
    finish(keep=False)
    flash(said(error), "error")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="promises"), 303)
