"""Entering what a customer said on the telephone or at the counter: the form of their page, for staff."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.cases.asked import Request, requests_to_staff
from engine.cases.errors import NotAwaited
from engine.cases.models import Case
from engine.cases.queries import case_view
from engine.cases.views import CaseView
from engine.commands.answer_message import answer_message
from engine.commands.asked_form import asked_form
from engine.errors import InvalidSubmission
from web.asking import blank, posted, refused
from web.session import actor, session, step

WAYS = ("by telephone", "in person", "by letter", "by e-mail", "in a chat", "otherwise")


def join(area: Blueprint) -> None:
    """Hang the pages into the desk."""
    area.get("/cases/<reference>/enter/<element>")(show_entering)
    area.post("/cases/<reference>/enter/<element>")(take_entered)


def show_entering(reference: str, element: str) -> str:
    """The form of one thing the case can be told now."""
    case, wanted = _wanted(reference, element)
    form, context = asked_form(step(), reference, element)
    view = blank(form, context=context)
    return render_template("desk/enter.html", case=case, wanted=wanted, form=view, ways=WAYS, how="")


def take_entered(reference: str, element: str) -> ResponseReturnValue:
    """Carry the case on with it, in the customer's name where it is their word."""
    case, wanted = _wanted(reference, element)
    form, context = asked_form(step(), reference, element)
    answers, how = posted(form), request.form.get("_how", "")
    how = how if how in WAYS and not wanted.staff_only else ""
    try:
        answer_message(step(), reference, element, answers.raw, how=how)
    except InvalidSubmission as error:
        again = refused(form, answers, error, context)
        page = render_template("desk/enter.html", case=case, wanted=wanted, form=again, ways=WAYS, how=how)
        return page, 422
    flash(f"Entered: {wanted.title}. The case goes on.")
    return redirect(url_for("desk.show_case", reference=reference), 303)


def _wanted(reference: str, element: str) -> tuple[CaseView, Request]:
    case = case_view(session(), reference)
    row = session().get_one(Case, case.id)
    for one in requests_to_staff(session(), row, actor()):
        if one.element == element:
            return case, one
    raise NotAwaited(reference)
