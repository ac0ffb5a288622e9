"""Pages of one's account: sign in, sign out, change the password, light or dark."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changing
from engine.audit.pictures import ACCOUNT
from engine.errors import InvalidSubmission
from engine.library.source import shipped_root
from engine.people.accounts import authenticate, change_password, person_by_id
from engine.people.demo import read_demo_people
from engine.people.errors import WrongLogin
from web.kept import restore
from web.layout import THEMES, home
from web.security import limiter
from web.session import SignInNeeded, actor, session, settings, sign_in, sign_out, step

area = Blueprint("accounts", __name__)
A_YEAR = 365 * 24 * 60 * 60  # seconds


def _login_typed() -> str:
    return f"login:{request.form.get('login', '').strip().lower()[:100]}"


@area.get("/sign-in")
def show_sign_in() -> ResponseReturnValue:
    """Ask for login and password."""
    if actor().kind == "person":
        return redirect(_way_on(request.args.get("next", "")), 303)
    return _sign_in_page(next=request.args.get("next", ""))


@area.post("/sign-in")
@limiter.limit("30 per minute")
@limiter.limit("10 per minute", key_func=_login_typed)
def take_sign_in() -> ResponseReturnValue:
    """Begin the session, then go where the person wanted to be, with what they had typed there."""
    sealed = request.form.get("kept")
    try:
        person = authenticate(session(), request.form.get("login", ""), request.form.get("password", ""))
    except WrongLogin as error:
        form = {"next": request.form.get("next", ""), "login": request.form.get("login", ""), "kept": sealed}
        return _sign_in_page(wrong=str(error), **form), 403
    sign_in(person)
    if person.password_temporary:
        return redirect(url_for("accounts.show_account", kept=sealed), 303)
    kept = restore(sealed) if sealed else None
    if kept is not None:
        return render_template("accounts/welcome_back.html", kept=kept)
    return redirect(_way_on(request.form.get("next", "")), 303)


@area.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End the session."""
    sign_out()
    flash("You are signed out.")
    return redirect(url_for("accounts.show_sign_in"), 303)


@area.get("/account")
def show_account() -> ResponseReturnValue:
    """Who one is here, and the form for a new password."""
    return _account({}, request.args.get("kept"))


@area.post("/account")
@limiter.limit("10 per minute")
def take_password() -> ResponseReturnValue:
    """Change the password; other sessions of the person end, this one goes on."""
    _require_person()
    new, sealed = request.form.get("new_password", ""), request.form.get("kept")
    if new != request.form.get("password_again", ""):
        return _account({"password_again": ["This is not the same as the new password."]}, sealed), 422
    was_temporary = person_by_id(session(), actor().id).password_temporary
    try:
        with changing(step(), ACCOUNT, actor().id, "own password changed", always=True):
            change_password(session(), actor().id, request.form.get("old_password", ""), new)
    except InvalidSubmission as error:
        return _account(error.errors, sealed), 422
    person = person_by_id(session(), actor().id)
    sign_in(person)
    kept = restore(sealed) if sealed else None
    if kept is not None:
        return render_template("accounts/welcome_back.html", kept=kept)
    flash("Your password is changed. Sessions on other devices have ended.")
    return redirect(home() if was_temporary else url_for("accounts.show_account"), 303)


@area.post("/appearance")
def take_appearance() -> ResponseReturnValue:
    """Keep the choice of light, dark or automatic in this browser."""
    response = redirect(_way_on(request.form.get("back", "/")), 303)
    chosen = request.form.get("theme")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def _sign_in_page(**more: str | None) -> str:
    demo = read_demo_people(shipped_root()) if settings().demo else None
    return render_template("accounts/sign_in.html", demo_people=demo, **more)


def _account(errors: dict[str, list[str]], sealed: str | None = None) -> str:
    _require_person()
    person = person_by_id(session(), actor().id)
    return render_template("accounts/account.html", errors=errors, person=person, kept=sealed)


def _require_person() -> None:
    if actor().kind != "person":
        raise SignInNeeded


def _way_on(wanted: str) -> str:
    """A path of our own to go on to; anything that leads elsewhere leads home."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if ours else home()
