"""Cases that belong together, on the case page: linked, merged, undone; and begun again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.queries import case_id_of
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.reopen_case import reopen_case
from engine.commands.unlink_cases import unlink_cases
from engine.commands.unmerge_cases import unmerge_cases
from engine.errors import Conflict, InvalidSubmission, NotFound
from web.desk.telling import said
from web.session import finish, session, step


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.post("/cases/<reference>/link")(take_link)
    area.post("/cases/<reference>/unlink")(take_unlinking)
    area.post("/cases/<reference>/merge")(take_merge)
    area.post("/cases/<reference>/unmerge")(take_unmerging)
    area.post("/cases/<reference>/reopen")(take_reopening)


def take_link(reference: str) -> ResponseReturnValue:
    """Say what this case is to another."""
    case_id = case_id_of(session(), reference)

    def link() -> str:
        link_cases(step(), case_id, _other("to"), request.form.get("kind", ""))
        return "The cases are linked; both show it."

    return _done(reference, "links", link)


def take_unlinking(reference: str) -> ResponseReturnValue:
    """Take a link away again."""
    case_id = case_id_of(session(), reference)

    def unlink() -> str:
        unlink_cases(step(), case_id, _other("to"), request.form.get("kind", ""), _reason())
        return "The link is taken away."

    return _done(reference, "links", unlink)


def take_merge(reference: str) -> ResponseReturnValue:
    """Let this case lead to another from now on."""
    case_id = case_id_of(session(), reference)

    def merge() -> str:
        merge_cases(step(), case_id, _other("into"), _reason())
        return "The cases are merged. It goes on in the other one; this can be undone."

    return _done(reference, "links", merge)


def take_unmerging(reference: str) -> ResponseReturnValue:
    """Let a merged case go on by itself."""
    case_id = case_id_of(session(), reference)

    def unmerge() -> str:
        unmerge_cases(step(), case_id, _reason())
        return "The merge is undone. This case goes on where it stood."

    return _done(reference, "now", unmerge)


def take_reopening(reference: str) -> ResponseReturnValue:
    """Begin an ended case again."""
    case_id = case_id_of(session(), reference)

    def reopen() -> str:
        reopen_case(step(), case_id, _reason())
        return "The case is open again, under the same reference."

    return _done(reference, "now", reopen)


def _done(reference: str, anchor: str, deed: Callable[[], str]) -> ResponseReturnValue:
    """Do it and say so, or say why not; either way the case page follows."""
    try:
        flash(deed())
    except InvalidSubmission as error:
        finish(keep=False)
        flash(said(error), "error")
    except (Conflict, NotFound) as error:
        finish(keep=False)
        flash(str(error), "error")
    return redirect(url_for("desk.show_case", reference=reference, _anchor=anchor), 303)


def _other(field: str) -> int:
    """The case whose reference was typed."""
    return case_id_of(session(), request.form.get(field, ""))


def _reason() -> str:
    return request.form.get("reason", "")
