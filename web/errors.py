"""One table says which error is which HTTP answer; pages and programs both read it."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, abort, g, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from engine.errors import (
    AmendsError,
    Conflict,
    InvalidSubmission,
    NotAllowed,
    NotFound,
    OperationFailed,
    PackageError,
)
from engine.forms.keeping import can_be_kept
from engine.step import CUSTOMER
from web.kept import keep, restore
from web.security import TOO_LARGE
from web.session import OwnPasswordNeeded, SignInNeeded, finish

STATUS: dict[type[AmendsError], int] = {
    SignInNeeded: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    InvalidSubmission: 422,
    PackageError: 422,
    OperationFailed: 503,
    AmendsError: 400,
}
TITLE = {
    400: "We could not read that",
    401: "Please sign in",
    403: "You may not do this",
    404: "There is nothing here",
    405: "That is not possible here",
    409: "Somebody was faster",
    413: "That is too large",
    422: "Please check your answers",
    429: "One moment, please",
    500: "Something went wrong on our side",
    503: "This did not work just now",
}
SENTENCE = {
    404: "The address is wrong, or what was here has been removed.",
    405: "This address does not answer to what your browser asked.",
    413: TOO_LARGE,
    429: "Too many tries in a short time. Please wait a minute and try again.",
    503: "Our store takes nothing just now. Nothing of what you sent was stored; please try again soon.",
    500: "It has been written down. Nothing of what you sent was stored; please try again.",
}
UNSTORABLE = "What you sent holds a character or a number that cannot be stored."
API = "/api/"
log = logging.getLogger("amends.web")


def status_of(error: AmendsError) -> int:
    """The HTTP number of an error: that of its nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(status: int, detail: str, **more: Any) -> Response:
    """An error as a program reads it (RFC 9457)."""
    response = jsonify(
        {
            "type": "about:blank",
            "title": TITLE.get(status, "Error"),
            "status": status,
            "detail": detail,
            **more,
        }
    )
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def page(status: int, detail: str) -> Response:
    """An error as a person reads it."""
    title = TITLE.get(status, TITLE[400])
    return Response(render_template("errors/page.html", title=title, detail=detail, status=status), status)


def handle_errors(app: Flask) -> None:
    """Give the application its answers to everything that can be refused."""
    app.register_error_handler(AmendsError, _refused)
    app.register_error_handler(CSRFError, _unsealed)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _store_away)
    app.register_error_handler(DataError, _unstorable)
    app.before_request(_refuse_unstorable_address)


def _refused(error: AmendsError) -> AnyResponse:
    finish(keep=False)
    status = status_of(error)
    if _is_program():
        return problem(status, str(error), **_facts(error))
    if isinstance(error, SignInNeeded):
        return _sign_in_first()
    if isinstance(error, OwnPasswordNeeded):
        return _password_first()
    return page(status, str(error))


def _sign_in_first() -> AnyResponse:
    """Bring the person to the sign-in page and, afterwards, back with everything they had typed."""
    if request.headers.get("HX-Request"):
        response = Response(status=401)
        response.headers["HX-Redirect"] = url_for("accounts.show_sign_in")
        return response
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.show_sign_in", next=request.full_path.rstrip("?")), 303)
    return Response(render_template("accounts/sign_in.html", kept=keep(), next="", login="", ended=True), 401)


def _password_first() -> AnyResponse:
    """Bring somebody with a password that was given to them to where they choose their own."""
    if request.headers.get("HX-Request"):
        response = Response(status=403)
        response.headers["HX-Redirect"] = url_for("accounts.show_account")
        return response
    return redirect(url_for("accounts.show_account", kept=keep()), 303)


def _unsealed(_error: CSRFError) -> AnyResponse:
    """The form's seal does not fit: the session ended meanwhile, or another site sent it."""
    finish(keep=False)
    if _is_program():
        return problem(400, "The CSRF token is missing or does not fit.")
    sealed = keep()
    kept = restore(sealed) if sealed else None
    if kept is None:
        return page(400, "This form was not sent from one of our pages. Please open it again here.")
    return Response(render_template("errors/send_again.html", kept=kept), 400)


def _store_away(error: OperationalError) -> AnyResponse:
    """The store is full, locked for long or does not answer: the machine's trouble, and it may pass."""
    finish(keep=False)
    g.setdefault("actor", CUSTOMER)  # the page that says so must not need the store
    log.error("%s %s met a store that does not answer", request.method, request.path, exc_info=error)
    return problem(503, SENTENCE[503]) if _is_program() else page(503, SENTENCE[503])


def _refuse_unstorable_address() -> None:
    """An address with a character that PostgreSQL cannot hold names nothing in any store."""
    if not can_be_kept(request.path):
        abort(404)
    if not can_be_kept(request.args.to_dict(flat=False)):
        abort(400, UNSTORABLE)


def _unstorable(error: DataError) -> AnyResponse:
    """A number or a text which the store cannot hold, and which no field was asked about before."""
    finish(keep=False)
    log.warning("%s %s holds what cannot be stored", request.method, request.path, exc_info=error)
    return problem(400, UNSTORABLE) if _is_program() else page(400, UNSTORABLE)


def _http(error: HTTPException) -> AnyResponse:
    finish(keep=False)
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    if isinstance(error, RequestEntityTooLarge):
        request.form = ImmutableMultiDict()  # the body is not read again for the page that says so
    if isinstance(error, InternalServerError):
        g.setdefault("actor", CUSTOMER)  # the page that says so may not need a store that does not answer
        log.error("%s %s failed", request.method, request.path, exc_info=error.original_exception)
    detail = SENTENCE.get(status, error.description or "")
    answer = problem(status, detail) if _is_program() else page(status, detail)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


def _facts(error: AmendsError) -> dict[str, Any]:
    if isinstance(error, InvalidSubmission):
        return {"errors": error.errors}
    if isinstance(error, PackageError):
        return {"findings": [finding.plain() for finding in error.findings]}
    return {}


def _is_program() -> bool:
    return request.path.startswith(API)
