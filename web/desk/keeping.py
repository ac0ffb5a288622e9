"""How long a case is kept, on its page: its class, its legal holds, setting and lifting them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.queries import case_id_of
from engine.commands.lift_hold import lift_hold
from engine.commands.set_hold import set_hold
from engine.errors import InvalidSubmission
from web.session import finish, session, step


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.post("/cases/<reference>/hold")(take_hold)
    area.post("/cases/<reference>/holds/<hold_id>/lift")(take_lifting)


def take_hold(reference: str) -> ResponseReturnValue:
    """Have everything of this case kept until the hold is lifted."""
    try:
        set_hold(step(), case_id_of(session(), reference), request.form.get("reason", ""))
    except InvalidSubmission:
        finish(keep=False)
        flash("Please say why the case is to be held, and who asked for it.", "error")
    else:
        flash("The case is held: nothing of it is disposed of.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="records"), 303)


def take_lifting(reference: str, hold_id: str) -> ResponseReturnValue:
    """Let the usual keeping times apply again."""
    try:
        lift_hold(step(), hold_id, request.form.get("reason", ""))
    except InvalidSubmission:
        finish(keep=False)
        flash("The hold stands. To lift it, please say why.", "error")
    else:
        flash("The hold is lifted.")
    return redirect(url_for("desk.show_case", reference=reference, _anchor="records"), 303)
