"""Following a case with reference and secret, and answering what it asks."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from engine.cases.asked import Request
from engine.cases.errors import NotAwaited, SecretWrong
from engine.cases.following import Followed, case_with_secret, followed_case
from engine.commands.answer_message import answer_message
from engine.commands.asked_form import asked_form
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from web.asking import blank, posted, refused
from web.public.visit import remember, require_theirs
from web.security import limiter
from web.session import session, settings, step


def join(area: Blueprint) -> None:
    """Hang the pages into the customers' area."""
    area.get("/track")(track)
    area.post("/track")(limiter.limit("20 per minute")(enter))
    area.get("/track/<reference>")(follow)
    area.get("/track/<reference>/received")(received)
    area.get("/track/<reference>/tell/<element>")(tell)
    area.post("/track/<reference>/tell/<element>")(told)


def track() -> ResponseReturnValue:
    """Ask for reference and secret."""
    return render_template("public/track.html", reference=request.args.get("reference", ""), errors={})


def enter() -> ResponseReturnValue:
    """Let in who knows the secret; a wrong one says nothing about which part was wrong."""
    reference, secret = request.form.get("reference", ""), request.form.get("secret", "")
    missing = {
        name: ["Please fill this in."] for name in ("reference", "secret") if not request.form.get(name)
    }
    if missing:
        return render_template("public/track.html", reference=reference, errors=missing), 422
    try:
        found = case_with_secret(session(), settings(), reference, secret)
    except SecretWrong:
        errors = {
            "secret": ["Reference and secret do not belong together. Both stand in our first letter to you."]
        }
        return render_template("public/track.html", reference=reference, errors=errors), 422
    remember(cookie, found)
    return redirect(url_for("public.follow", reference=found), 303)


def follow(reference: str) -> ResponseReturnValue:
    """Where the case stands, what we promised, what we wrote, what we ask."""
    if reference not in cookie.get("cases", []):
        return redirect(url_for("public.track", reference=reference), 303)
    return render_template("public/follow.html", case=_theirs(reference))


def received(reference: str) -> ResponseReturnValue:
    """Reference and secret, right after opening."""
    return render_template("public/received.html", case=_theirs(reference))


def tell(reference: str, element: str) -> ResponseReturnValue:
    """The form of one thing the customer can tell us now."""
    case = _theirs(reference)
    wanted = _request(case, element)
    form, context = asked_form(step(CUSTOMER), reference, element)
    return render_template("public/tell.html", case=case, wanted=wanted, form=blank(form, context=context))


def told(reference: str, element: str) -> ResponseReturnValue:
    """Take the answer; the waiting case goes on with it."""
    case = _theirs(reference)
    wanted = _request(case, element)
    form, context = asked_form(step(CUSTOMER), reference, element)
    answers = posted(form, CUSTOMER)
    try:
        answer_message(step(CUSTOMER), reference, element, answers.raw)
    except InvalidSubmission as error:
        again = refused(form, answers, error, context, by=CUSTOMER)
        return render_template("public/tell.html", case=case, wanted=wanted, form=again), 422
    return redirect(url_for("public.follow", reference=reference, thanks=1), 303)


def _theirs(reference: str) -> Followed:
    require_theirs(cookie, reference)
    return followed_case(session(), settings(), reference)


def _request(case: Followed, element: str) -> Request:
    for one in case.requests:
        if one.element == element:
            return one
    raise NotAwaited
