"""Norm times: the profiles that processes go by, read and kept by process owners."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changes
from engine.audit.pictures import PROFILE
from engine.clocks.profiles import Profile, profile_named, profiles
from engine.commands.save_profile import save_profile
from engine.errors import InvalidSubmission
from engine.library.live import live_packages
from web.session import finish, session, step

LATEST = 10  # changes shown beside what was changed
VALUE = "value-"


def join(area: Blueprint) -> None:
    """Hang the pages into the studio."""
    area.get("/studio/norm-times")(show_profiles)
    area.get("/studio/norm-times/<key>")(show_profile)
    area.post("/studio/norm-times/<key>")(take_profile)


def show_profiles() -> str:
    """Every profile, and which processes go by which."""
    packages = live_packages(session())
    chosen = [(one.key, one.settings.title, one.settings.profile) for one in packages]
    return render_template(
        "studio/norm_times.html", profiles=list(profiles(session()).values()), chosen=chosen
    )


def show_profile(key: str) -> str:
    """One profile with its times."""
    one = profile_named(session(), key)
    return _page(one, {"title": one.title, "source": one.source, **_typed_as(one.values)}, {})


def take_profile(key: str) -> ResponseReturnValue:
    """Keep the times; open cases that go by them are reckoned anew."""
    one = profile_named(session(), key)
    typed = {name: request.form.get(name, "").strip() for name in ("title", "source", "new", "new_value")}
    times = {name: request.form.get(VALUE + name, "").strip() for name in one.values}
    wanted = {**times, **({typed["new"]: typed["new_value"]} if typed["new"] else {})}
    try:
        cases = save_profile(step(), key, typed["title"], typed["source"], _read(wanted))
    except InvalidSubmission as error:
        finish(keep=False)
        errors = {
            VALUE + name if name in one.values else "new" if name == typed["new"] else name: messages
            for name, messages in error.errors.items()
        }
        return _page(one, {**typed, **{VALUE + name: text for name, text in times.items()}}, errors), 422
    flash(f"The times are kept; {cases} open {'case is' if cases == 1 else 'cases are'} reckoned anew.")
    return redirect(url_for("studio.show_profile", key=key), 303)


def _page(one: Profile, typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template(
        "studio/norm_profile.html",
        profile=one,
        typed=typed,
        errors=errors,
        labels={VALUE + name: _words(name) for name in one.values},
        changes=changes(session(), kind=PROFILE, subject=one.key, limit=LATEST),
    )


def _typed_as(values: Mapping[str, Any]) -> dict[str, str]:
    return {VALUE + name: "" if value is None else str(value) for name, value in values.items()}


def _read(texts: Mapping[str, str]) -> dict[str, Any]:
    """Nothing is no time at all, digits are a number, anything else an amount in words."""
    found: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            found[name] = Decimal(text) if text else None
        except InvalidOperation:
            found[name] = text
    return found


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
