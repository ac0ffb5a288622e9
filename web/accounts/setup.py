"""The first administrator: a page that opens only with the one-shot token printed at the first start."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidSubmission
from engine.people.errors import SetupOver
from engine.people.first_administrator import create_first_administrator, setup_is_open
from web.security import limiter
from web.session import session, sign_in, step

area = Blueprint("setup", __name__)


@area.get("/setup/<token>")
@limiter.limit("20 per minute")
def show_setup(token: str) -> ResponseReturnValue:
    """Ask for the first administrator; without the token, or once there is an account, nothing is here."""
    if not setup_is_open(session(), token):
        raise SetupOver
    return render_template("accounts/setup.html", token=token, errors={}, typed={})


@area.post("/setup/<token>")
@limiter.limit("20 per minute")
def take_setup(token: str) -> ResponseReturnValue:
    """Make the first administrator and sign them in."""
    if not setup_is_open(session(), token):
        raise SetupOver
    typed = {
        name: request.form.get(name, "") for name in ("login", "name", "email", "password", "password_again")
    }
    if typed["password"] != typed["password_again"]:
        return _again(token, {"password_again": ["This is not the same as the password."]}, typed)
    try:
        person = create_first_administrator(
            session(),
            token,
            login=typed["login"],
            name=typed["name"],
            password=typed["password"],
            email=typed["email"] or None,
            now=step().now,
        )
    except InvalidSubmission as error:
        return _again(token, error.errors, typed)
    sign_in(person)
    flash("Welcome. You are the first administrator; this address is closed now.")
    return redirect(url_for("accounts.show_account"), 303)


def _again(token: str, errors: dict[str, list[str]], typed: dict[str, str]) -> ResponseReturnValue:
    return render_template("accounts/setup.html", token=token, errors=errors, typed=typed), 422
