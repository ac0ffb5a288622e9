"""What keeps visitors and staff safe: content policy, cross-site forms, cookies, sizes and rates."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from engine.settings import Settings

LARGEST_BODY = 20 * 1024 * 1024  # bytes
TOO_LARGE = f"All you send at once may have {LARGEST_BODY // 1024 // 1024} MB. Please attach a smaller file."
A_YEAR = 365 * 24 * 3600  # seconds
LARGEST_FIELDS = 4 * 1024 * 1024  # bytes of a form that are not files; a deployed diagram has at most 2 MB

BASE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def secure(app: Flask, settings: Settings) -> None:
    """Give the application its defences."""
    over_tls = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # The __Host- prefix ties the cookie to this very host; browsers accept it over TLS only.
        SESSION_COOKIE_NAME="__Host-amends" if over_tls else "amends",
        SESSION_COOKIE_SECURE=over_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, so that a slow writer loses nothing
        WTF_CSRF_SSL_STRICT=over_tls,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    app.extensions["amends.over_tls"] = over_tls
    app.after_request(_headers)


def editor_nonce() -> str:
    """Loosen this page's style policy as far as the bpmn.io editors need; give the nonce for their styles."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    nonce: str = g.nonce
    return nonce


def content_policy() -> str:
    """This response's Content-Security-Policy: the strict one unless `editor_nonce` was asked for."""
    policy = dict(BASE_POLICY)
    if "nonce" in g:
        policy["style-src"] = f"'self' 'nonce-{g.nonce}'"
        policy["style-src-attr"] = "'unsafe-inline'"
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def is_same_origin() -> bool:
    """Whether a page of ours sent this request, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin", "") == request.host_url.rstrip("/")


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", content_policy())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.extensions["amends.over_tls"]:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    # Pages hold personal data: neither a proxy nor the next person at this computer sees them again.
    if not response.headers.get("Cache-Control"):
        response.headers["Cache-Control"] = "no-store"
    return response
