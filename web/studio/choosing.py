"""Which norm profile a process goes by: its owner picks one, and the process gets a new version."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.clocks.errors import ProfileNotFound
from engine.clocks.profiles import profiles
from engine.commands.choose_profile import choose_profile
from engine.errors import Finding, InvalidSubmission, PackageError
from engine.library.live import live_package
from web.session import finish, session, step

BY_FEEL, NONE = "=", "-"  # the two choices that are no profile
COMPARED = ("acknowledge", "light", "answer", "extension", "stage_two", "referral", "refer_within")


def join(area: Blueprint) -> None:
    """Hang the pages into the studio."""
    area.get("/studio/<process>/profile")(show_choice)
    area.post("/studio/<process>/profile")(take_choice)


def show_choice(process: str) -> str:
    """The profiles side by side, and the one this process goes by."""
    package = live_package(session(), process)
    chosen = package.settings.profile or NONE
    feel = chosen if chosen.startswith(BY_FEEL) else ""
    return _page(process, {"profile": BY_FEEL if feel else chosen, "feel": feel, "base": package.version})


def take_choice(process: str) -> ResponseReturnValue:
    """Make the version that goes by the chosen profile the live one."""
    typed = {name: request.form.get(name, "").strip() for name in ("profile", "feel", "base")}
    try:
        number = choose_profile(step(), process, typed["base"], _wanted(typed))
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(process, typed, error.errors), 422
    except ProfileNotFound as error:
        finish(keep=False)
        return _page(process, typed, {"profile": [str(error)]}), 422
    except PackageError as error:
        finish(keep=False)
        return _page(process, typed, {}, error.findings), 422
    flash(f"Version {number} is live. New cases go by these times; running ones stay on their version.")
    return redirect(url_for("studio.show_process", process=process), 303)


def _wanted(typed: dict[str, str]) -> str | None:
    if typed["profile"] == NONE:
        return None
    if typed["profile"] != BY_FEEL:
        return typed["profile"]
    if not typed["feel"].lstrip(BY_FEEL).strip():
        raise InvalidSubmission({"feel": ["Write the expression that gives the key of a profile."]})
    return BY_FEEL + typed["feel"].lstrip(BY_FEEL).strip()


def _page(
    process: str,
    typed: dict[str, str],
    errors: dict[str, list[str]] | None = None,
    findings: list[Finding] | None = None,
) -> str:
    return render_template(
        "studio/choice.html",
        package=live_package(session(), process),
        profiles=list(profiles(session()).values()),
        compared={name: name.replace("_", " ").capitalize() for name in COMPARED},
        typed=typed,
        errors=errors or {},
        findings=findings or [],
    )
