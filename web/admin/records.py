"""Records: what is over its time, what is held, what was erased; erasing is looked at before it is done."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.errors import CaseNotFound
from engine.cases.queries import case_id_of
from engine.commands.dispose_of_records import MOST, dispose_of_records
from engine.commands.erase_case import erase_case
from engine.commands.lift_hold import lift_hold
from engine.commands.set_hold import set_hold
from engine.errors import Conflict, InvalidSubmission
from engine.records.certificates import as_file, certificate, certificates
from engine.records.holds import standing_holds
from engine.records.queries import due_lines, outlook
from web.paging import cursor_of, read_cursor
from web.session import finish, session, step

PAGE = 50
Errors = dict[str, list[str]]


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/records")(show_records)
    area.get("/admin/records/dispose")(show_disposal)
    area.post("/admin/records/dispose")(take_disposal)
    area.get("/admin/records/erase")(show_erasure)
    area.post("/admin/records/erase/<reference>")(take_erasure)
    area.post("/admin/records/hold/<reference>")(take_hold)
    area.post("/admin/records/holds/<hold_id>/lift")(take_lifting)
    area.get("/admin/records/certificates/<certificate_id>")(show_certificate)
    area.get("/admin/records/certificates/<certificate_id>/file")(download_certificate)


def show_records() -> str:
    """What is due, what is held, what was erased."""
    after = read_cursor(request.args.get("after"), str)
    held = standing_holds(session(), after=after, limit=PAGE + 1)
    before = read_cursor(request.args.get("before"), str)
    made = certificates(session(), after=before, limit=PAGE + 1)
    return render_template(
        "admin/records.html",
        due=due_lines(session(), step().now, MOST),
        most=MOST,
        holds=held[:PAGE],
        more_holds=cursor_of(held[PAGE - 1].cursor) if len(held) > PAGE else None,
        certificates=made[:PAGE],
        more_certificates=cursor_of(made[PAGE - 1].cursor) if len(made) > PAGE else None,
    )


def show_disposal() -> ResponseReturnValue:
    """The chosen cases once more, with what happens to them; nothing is done yet."""
    chosen = request.args.getlist("case")
    if not chosen:
        flash("Please choose the cases to dispose of.", "error")
        return redirect(url_for("admin.show_records"), 303)
    return _disposal(chosen, {})


def take_disposal() -> ResponseReturnValue:
    """Dispose of the chosen cases for good."""
    chosen = request.form.getlist("case")
    try:
        ids = [case_id_of(session(), reference) for reference in chosen]
        made = dispose_of_records(step(), ids, _typed("reason"))
    except InvalidSubmission as error:
        finish(keep=False)
        return _disposal(chosen, error.errors), 422
    except Conflict as error:
        finish(keep=False)
        return _disposal(chosen, {"": [str(error)]}), 409
    flash("Disposed of. This certificate says what went.")
    return redirect(url_for("admin.show_certificate", certificate_id=made), 303)


def show_erasure() -> ResponseReturnValue:
    """What erasing one case would do; nothing is done yet."""
    reference = request.args.get("reference", "").strip()
    try:
        return _erasure(reference, {})
    except CaseNotFound as error:
        flash(str(error), "error")
        return redirect(url_for("admin.show_records"), 303)


def take_erasure(reference: str) -> ResponseReturnValue:
    """Erase it for good, once its reference was typed as a second look."""
    case_id = case_id_of(session(), reference)
    if _typed("again").upper() != reference:
        wrong = {"again": [f"Please type {reference} here, so that no other case is meant."]}
        return _erasure(reference, wrong), 422
    try:
        made = erase_case(step(), case_id, _typed("reason"))
    except InvalidSubmission as error:
        finish(keep=False)
        return _erasure(reference, error.errors), 422
    except Conflict as error:
        finish(keep=False)
        return _erasure(reference, {"": [str(error)]}), 409
    flash(f"The contents of {reference} are erased. This certificate says what went.")
    return redirect(url_for("admin.show_certificate", certificate_id=made), 303)


def take_hold(reference: str) -> ResponseReturnValue:
    """Set a hold by hand."""
    try:
        set_hold(step(), case_id_of(session(), reference), _typed("hold"))
    except InvalidSubmission as error:
        finish(keep=False)
        return _erasure(reference, {"hold": error.errors["reason"]}), 422
    flash(f"{reference} is held. Nothing of it, or of the cases linked with it, is disposed of.")
    return redirect(url_for("admin.show_records", _anchor="holds"), 303)


def take_lifting(hold_id: str) -> ResponseReturnValue:
    """Lift a hold."""
    try:
        lift_hold(step(), hold_id, _typed("reason"))
    except InvalidSubmission:
        finish(keep=False)
        flash("The hold stands. To lift it, please say why.", "error")
    else:
        flash("The hold is lifted; the usual keeping times apply again.")
    return redirect(url_for("admin.show_records", _anchor="holds"), 303)


def show_certificate(certificate_id: str) -> str:
    """What went at one time."""
    return render_template("admin/certificate.html", certificate=certificate(session(), certificate_id))


def download_certificate(certificate_id: str) -> Response:
    """The certificate as a file, to be kept elsewhere."""
    response = Response(as_file(certificate(session(), certificate_id)), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"certificate-{certificate_id}.json")
    return response


def _disposal(chosen: list[str], errors: Errors) -> str:
    looked = [outlook(session(), reference) for reference in chosen]
    typed = {"reason": _typed("reason")}
    return render_template("admin/disposal.html", cases=looked, errors=errors, typed=typed)


def _erasure(reference: str, errors: Errors) -> str:
    return render_template(
        "admin/erasure.html",
        case=outlook(session(), reference),
        now=step().now,
        errors=errors,
        typed={"reason": _typed("reason"), "again": _typed("again")},
    )


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()
