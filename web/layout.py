"""What every template is given: navigation by role, bundles, form seals, instants in the reader's zone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, current_app, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine.now import now
from web.assets import Assets
from web.security import LARGEST_BODY, TOO_LARGE, editor_nonce
from web.session import actor, settings

THEMES = ("auto", "light", "dark")
DAY = "%-d %b %Y"
MINUTE = "%-d %b %Y, %H:%M"
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One word of the main navigation and the role that sees it; None is for visitors without an account."""

    title: str
    path: str
    role: str | None


NAVIGATION = (
    Entry(title="Inbox", path="/desk", role="staff"),
    Entry(title="Escalations", path="/supervise", role="supervisor"),
    Entry(title="Registers", path="/registers", role="staff"),
    Entry(title="Studio", path="/studio", role="process_owner"),
    Entry(title="Administration", path="/admin", role="administrator"),
    Entry(title="Contact us", path="/", role=None),
    Entry(title="Track a case", path="/track", role=None),
)


def furnish(app: Flask) -> None:
    """Give the templates of the application what they all share."""
    rules = frozenset(rule.rule.rstrip("/") or "/" for rule in app.url_map.iter_rules())
    app.extensions["amends.navigation"] = tuple(entry for entry in NAVIGATION if entry.path in rules)
    app.context_processor(_shared)
    app.add_template_filter(instant)
    app.add_template_filter(day)
    app.after_request(_keep_bundles)


def navigation() -> list[Entry]:
    """The words of the main navigation this person may use."""
    me = actor()
    entries: tuple[Entry, ...] = current_app.extensions["amends.navigation"]
    if me.kind != "person":
        return [entry for entry in entries if entry.role is None]
    return [entry for entry in entries if entry.role is not None and me.has_role(entry.role)]


def home() -> str:
    """The page a person begins with: the first of their navigation."""
    if actor().kind != "person":
        return "/"
    return next((entry.path for entry in navigation()), "/account")


def asset(name: str) -> str:
    """The address of a bundle, such as `app.css`."""
    assets: Assets = current_app.extensions["amends.assets"]
    return url_for("static", filename=assets.path(name))


def seal() -> Markup:
    """The hidden fields of every form: against forgery from other sites, and against being sent twice."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}"><input type="hidden" name="_key" value="{}">'
    ).format(generate_csrf(), request.form.get("_key") or uuid.uuid4().hex)


def zone() -> tzinfo:
    """The reader's time zone, as their browser told; UTC before it did."""
    try:
        return ZoneInfo(request.cookies.get("zone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def instant(value: datetime | None, words: str = MINUTE) -> Markup:
    """An instant for people, in their zone, with the exact one for programs; nothing for None."""
    if value is None:
        return Markup("")
    told = value.astimezone(zone())
    suffix = " UTC" if told.tzname() == "UTC" else ""
    return Markup('<time datetime="{}">{}{}</time>').format(
        value.astimezone(UTC).isoformat(timespec="seconds"), told.strftime(words), suffix
    )


def day(value: date | datetime | None) -> Markup:
    """A day for people; an instant is told as the reader's day."""
    if isinstance(value, datetime):
        return Markup('<time datetime="{}">{}</time>').format(
            value.astimezone(UTC).isoformat(timespec="seconds"), value.astimezone(zone()).strftime(DAY)
        )
    return (
        Markup("")
        if value is None
        else Markup('<time datetime="{}">{}</time>').format(value, value.strftime(DAY))
    )


def theme() -> str:
    """Light or dark as the reader chose; `auto` follows their device."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def _shared() -> dict[str, object]:
    return {
        "me": actor(),
        "navigation": navigation(),
        "home": home(),
        "asset": asset,
        "seal": seal,
        "theme": theme(),
        "demo": settings().demo,
        "editor_nonce": editor_nonce,
        "this_year": now().year,
        "largest": LARGEST_BODY,
        "too_large": TOO_LARGE,
    }


def _keep_bundles(response: Response) -> Response:
    if request.endpoint == "static" and "/dist/" in request.path and response.status_code == 200:
        response.headers["Cache-Control"] = A_YEAR
    return response
