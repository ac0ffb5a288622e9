"""API tokens: programs that act for a person."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changing
from engine.audit.pictures import TOKEN
from engine.commands.give_token import give_token
from engine.errors import InvalidSubmission
from engine.people.errors import PersonNotFound
from engine.people.models import ApiToken
from engine.people.queries import names_of, people
from engine.people.tokens import revoke_token, tokens_of
from web.session import finish, session, step

VALID, RUN_OUT, REVOKED = "valid", "run out", "revoked"
USUAL = "365"  # days


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/tokens")(show_tokens)
    area.post("/admin/tokens")(take_token)
    area.post("/admin/tokens/<token_id>/revoke")(take_revocation)


def show_tokens() -> str:
    """Every token; their texts are kept nowhere."""
    return _page({"person": request.args.get("person", ""), "name": "", "days": USUAL}, {})


def take_token() -> ResponseReturnValue:
    """Make a token and show it once."""
    typed = {name: request.form.get(name, "").strip() for name in ("person", "name", "days")}
    try:
        text = give_token(step(), typed["person"], typed["name"], _days(typed["days"]))
    except (InvalidSubmission, PersonNotFound) as error:
        finish(keep=False)
        errors = error.errors if isinstance(error, InvalidSubmission) else {"person": ["Choose a person."]}
        return _page(typed, errors), 422
    return render_template("admin/token.html", name=typed["name"], text=text)


def take_revocation(token_id: str) -> ResponseReturnValue:
    """End a token at once."""
    with changing(step(), TOKEN, token_id, "token revoked"):
        revoke_token(session(), token_id, step().now)
    flash("The token is revoked. Programs that use it are refused from now on.")
    return redirect(url_for("admin.show_tokens"), 303)


def state_of(token: ApiToken, now: datetime) -> str:
    """Whether a token still opens the door."""
    if token.revoked_at is not None:
        return REVOKED
    return RUN_OUT if token.expires_at is not None and token.expires_at <= now else VALID


def _page(typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    found, now = tokens_of(session()), step().now
    return render_template(
        "admin/tokens.html",
        tokens=[(one, state_of(one, now)) for one in found],
        names=names_of(session(), {one.person for one in found}),
        people={one.id: f"{one.name} ({one.login})" for one in people(session(), active_only=True)},
        typed=typed,
        errors=errors,
    )


def _days(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise InvalidSubmission({"days": ["Give a whole number of days, or nothing for no end."]})
    return int(text)
