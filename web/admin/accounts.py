"""People: who may sign in and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changes, changing, note
from engine.audit.pictures import ACCOUNT
from engine.errors import InvalidSubmission
from engine.people import accounts
from engine.people.errors import LastAdministrator, LoginTaken
from engine.people.groups import groups_of, set_groups
from engine.people.passwords import invented
from engine.people.queries import groups, people
from engine.people.skills import LANGUAGE, set_skills, skills_of
from engine.people.tokens import tokens_of
from web.session import finish, session, step

ROLE_WORDS = {
    "staff": "Staff: works on cases",
    "supervisor": "Supervisor: looks after escalations and workload",
    "process_owner": "Process owner: draws and deploys processes",
    "administrator": "Administrator: keeps people, calendars, mail",
}
LATEST = 10  # changes shown beside what was changed
FIELDS = ("login", "name", "email")
RULED = ("skills", "languages", "manager")  # asked of those who have an account


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/people")(show_people)
    area.get("/admin/people/new")(show_new_person)
    area.post("/admin/people/new")(take_new_person)
    area.get("/admin/people/<person_id>")(show_person)
    area.post("/admin/people/<person_id>")(take_person)
    area.post("/admin/people/<person_id>/password")(take_password)
    area.post("/admin/people/<person_id>/sessions")(take_sessions)
    area.post("/admin/people/<person_id>/close")(take_closing)
    area.post("/admin/people/<person_id>/open")(take_opening)


def show_people() -> str:
    """Everybody with an account; closed ones on demand."""
    everybody = people(session())
    closed = request.args.get("closed") == "yes"
    return render_template(
        "admin/people.html",
        people=[one for one in everybody if one.active != closed],
        closed=closed,
        count_open=sum(one.active for one in everybody),
        count_closed=sum(not one.active for one in everybody),
        group_titles=_group_titles(),
    )


def show_new_person() -> str:
    """The form for a new account."""
    return _new_page({"roles": ["staff"], "groups": []}, {})


def take_new_person() -> ResponseReturnValue:
    """Make the account and show its password once, unless the administrator chose it."""
    typed = _typed()
    password, chosen = _password()
    try:
        person = accounts.create_person(session(), now=step().now, password=password, temporary=True, **typed)
        note(step(), ACCOUNT, person.id, "account made")
    except (InvalidSubmission, LoginTaken) as error:
        finish(keep=False)
        errors = error.errors if isinstance(error, InvalidSubmission) else {"login": [str(error)]}
        return _new_page(typed, errors), 422
    if not chosen:
        return _shown_once(person.id, person.name, password)
    flash(f"{person.name} may sign in as {person.login} and is asked for a password of their own at once.")
    return redirect(url_for("admin.show_person", person_id=person.id), 303)


def show_person(person_id: str) -> str:
    """One account."""
    return _again(person_id, {})


def take_person(person_id: str) -> ResponseReturnValue:
    """Change name, address, roles, groups and what rules about people ask, together or nothing of it."""
    typed = {**_kept_of(person_id), **_typed()}
    try:
        with changing(step(), ACCOUNT, person_id, "account changed"):
            accounts.change_details(session(), person_id, name=typed["name"], email=typed["email"])
            accounts.set_roles(session(), person_id, typed["roles"])
            set_groups(session(), person_id, typed["groups"])
            _take_rules_about(person_id, typed)
    except (InvalidSubmission, LastAdministrator) as error:
        finish(keep=False)
        errors = error.errors if isinstance(error, InvalidSubmission) else {"roles": [str(error)]}
        return _page(person_id, typed, errors), 422
    flash("The account is changed.")
    return redirect(url_for("admin.show_person", person_id=person_id), 303)


def take_password(person_id: str) -> ResponseReturnValue:
    """Give a new password; the person's sessions end."""
    person = accounts.person_by_id(session(), person_id)
    password, chosen = _password()
    try:
        with changing(step(), ACCOUNT, person_id, "new password given", always=True):
            accounts.reset_password(session(), person_id, password)
    except InvalidSubmission as error:
        finish(keep=False)
        return _again(person_id, error.errors), 422
    if not chosen:
        return _shown_once(person_id, person.name, password)
    flash(f"{person.name} has the password you chose, until the next sign-in. Their sessions have ended.")
    return redirect(url_for("admin.show_person", person_id=person_id), 303)


def take_sessions(person_id: str) -> ResponseReturnValue:
    """Sign the person out everywhere."""
    with changing(step(), ACCOUNT, person_id, "signed out everywhere", always=True):
        accounts.end_sessions(session(), person_id)
    flash("All sessions of this person have ended.")
    return redirect(url_for("admin.show_person", person_id=person_id), 303)


def take_closing(person_id: str) -> ResponseReturnValue:
    """Close the account."""
    try:
        with changing(step(), ACCOUNT, person_id, "account closed"):
            accounts.deactivate(session(), person_id, step().now)
    except LastAdministrator as error:
        finish(keep=False)
        return _again(person_id, {"": [str(error)]}), 409
    flash("The account is closed. Tasks still in these hands wait for a supervisor to reassign them.")
    return redirect(url_for("admin.show_person", person_id=person_id), 303)


def take_opening(person_id: str) -> ResponseReturnValue:
    """Open a closed account again."""
    with changing(step(), ACCOUNT, person_id, "account opened again"):
        accounts.activate(session(), person_id)
    flash("The account is open again.")
    return redirect(url_for("admin.show_person", person_id=person_id), 303)


def _typed() -> dict[str, Any]:
    """What the form says; lists may be empty, then nothing is left."""
    given: dict[str, Any] = {name: request.form[name] for name in FIELDS if name in request.form}
    given |= {name: request.form[name].strip() for name in RULED if name in request.form}
    given.setdefault("name", "")
    given.setdefault("email", "")
    return {**given, "roles": request.form.getlist("roles"), "groups": request.form.getlist("groups")}


def _managers(person_id: str, chosen: str) -> dict[str, str]:
    """Who may manage a person: everybody else with an open account, and who does already."""
    everybody = people(session())
    return {one.id: one.name for one in everybody if one.id != person_id and (one.active or one.id == chosen)}


def _take_rules_about(person_id: str, typed: Mapping[str, Any]) -> None:
    """What the diagrams' rules about people ask: skills, languages, and who the manager is."""
    set_skills(session(), person_id, _words(typed["skills"]), _words(typed["languages"]))
    accounts.set_manager(session(), person_id, typed["manager"] or None)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _kept_of(person_id: str) -> dict[str, str]:
    """The same as it is stored; what a form does not say stays."""
    return {
        "skills": ", ".join(skills_of(session(), person_id)),
        "languages": ", ".join(skills_of(session(), person_id, LANGUAGE)),
        "manager": accounts.person_by_id(session(), person_id).manager_id or "",
    }


def _password() -> tuple[str, bool]:
    """The password to give, and whether the administrator chose it."""
    chosen = request.form.get("password", "")
    return (chosen, True) if chosen else (invented(), False)


def _new_page(typed: dict[str, Any], errors: dict[str, list[str]]) -> str:
    return render_template(
        "admin/new_person.html", typed=typed, errors=errors, roles=ROLE_WORDS, groups=_group_titles()
    )


def _again(person_id: str, errors: dict[str, list[str]]) -> str:
    """The person's page as it is stored, with what was refused."""
    person = accounts.person_by_id(session(), person_id)
    roles, own = accounts.roles_of(session(), person_id), groups_of(session(), person_id)
    typed = {"name": person.name, "email": person.email or "", "roles": roles, "groups": own}
    return _page(person_id, {**typed, **_kept_of(person_id)}, errors)


def _page(person_id: str, typed: dict[str, Any], errors: dict[str, list[str]]) -> str:
    return render_template(
        "admin/person.html",
        person=accounts.person_by_id(session(), person_id),
        typed=typed,
        errors=errors,
        roles=ROLE_WORDS,
        groups=_group_titles(),
        others=_managers(person_id, typed["manager"]),
        tokens=tokens_of(session(), person_id),
        changes=changes(session(), kind=ACCOUNT, subject=person_id, limit=LATEST),
    )


def _shown_once(person_id: str, name: str, password: str) -> str:
    return render_template("admin/password.html", person_id=person_id, name=name, password=password)


def _group_titles() -> dict[str, str]:
    return {group.key: group.title for group in groups(session())}
