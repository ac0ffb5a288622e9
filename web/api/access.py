"""Who a program acts for: the bearer token of each request."""

from __future__ import annotations

from flask import Response, g, request

from engine.cases.access import require_staff
from engine.people.errors import WrongToken
from engine.people.tokens import actor_of_token
from engine.work.travel import present
from web.session import SignInNeeded, session, settings

BEARER = "bearer "


class TokenNeeded(SignInNeeded):
    """Send an API token that is valid: Authorization: Bearer amends_..."""


def identify() -> None:
    """Find out who acts before anything else happens; a cookie of a browser counts for nothing here."""
    given = request.headers.get("Authorization", "")
    if not given.lower().startswith(BEARER):
        raise TokenNeeded
    try:
        g.actor = actor_of_token(session(), given[len(BEARER) :].strip(), present(session(), settings()))
    except WrongToken as error:
        raise TokenNeeded from error


def say_how(response: Response) -> Response:
    """Tell a program without a valid token what is wanted (RFC 6750)."""
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="amends"'
    return response


def staff_only() -> None:
    """Refuse to show cases to programs of people who do not work on them; commands refuse by themselves."""
    require_staff(g.actor)
