"""People: made, changed, closed, given new passwords."""

from __future__ import annotations

import re

import pytest

from engine.people.accounts import roles_of
from engine.people.groups import groups_of
from engine.people.skills import LANGUAGE, skills_of
from tests.web.furnished import Office

NEW = {
    "login": "newcomer",
    "name": "Nora Berg",
    "email": "newcomer@amends.example",
    "roles": ["staff"],
    "groups": ["front_line"],
}
OWN = "only I know this one"
KEPT = re.compile(r'name="kept" value="([^"]+)"')
SHOWN = re.compile(r'id="password">([^<]+)<')
PAGES = ["", "/people", "/people/new", "/groups", "/tokens", "/calendars", "/catalogues", "/mail", "/work"]


@pytest.mark.parametrize("page", PAGES)
def test_only_administrators_get_in(office: Office, admin, page):
    assert admin.get(f"/admin{page}").status_code == 200
    assert office.staff("mara").get(f"/admin{page}").status_code == 403
    assert office.customer().get(f"/admin{page}").status_code == 303


@pytest.mark.parametrize("path", ["/desk", "/supervise", "/studio", "/registers"])
def test_an_administrator_has_no_business_rights(admin, path):
    assert admin.get(path).status_code == 403


def test_a_password_made_up_is_shown_once_and_changed_before_anything_else(office: Office, admin, account):
    answer = admin.post("/admin/people/new", NEW)

    shown = SHOWN.search(answer.text)
    assert shown is not None
    newcomer = office.customer().sign_in("newcomer", shown.group(1))
    assert newcomer.get("/desk").headers["Location"] == "/account"
    assert "Choose your own password" in newcomer.get("/account").text
    own = {"old_password": shown.group(1), "new_password": OWN, "password_again": OWN}
    again = {**own, "new_password": shown.group(1), "password_again": shown.group(1)}
    assert "Choose another one" in newcomer.post("/account", again).text
    assert newcomer.post("/account", own).headers["Location"] == "/desk"
    assert newcomer.get("/desk").status_code == 200
    assert shown.group(1) not in admin.get(f"/admin/people/{account('newcomer').id}").text


def test_a_password_chosen_is_not_shown(office: Office, admin):
    answer = admin.post("/admin/people/new", {**NEW, "password": "a sentence to remember"})

    assert answer.status_code == 303
    newcomer = office.customer().sign_in("newcomer", "a sentence to remember")
    assert newcomer.get("/desk").headers["Location"] == "/account"


def test_what_somebody_typed_survives_the_new_password_and_their_own(office: Office, admin, account):
    reference, ana = office.complain(), office.staff("ana")
    admin.post(f"/admin/people/{account('ana').id}/password", {"password": "given by the admin"})
    refused = ana.post(f"/cases/{reference}/notes", {"text": "Typed before."})
    sealed = KEPT.search(refused.text)
    assert sealed is not None
    signing_in = {"login": "ana", "password": "given by the admin", "kept": sealed.group(1)}
    asked = ana.get(ana.post("/sign-in", signing_in).headers["Location"]).text

    sealed = KEPT.search(asked)
    assert sealed is not None
    own = {"old_password": "given by the admin", "new_password": OWN, "password_again": OWN}
    answer = ana.post("/account", {**own, "kept": sealed.group(1)})

    assert "Welcome back" in answer.text
    assert "Typed before." in answer.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "ana"}, "login"),
        ({"login": "two words"}, "login"),
        ({"name": " "}, "name"),
        ({"password": "short"}, "password"),
        ({"roles": ["king"]}, "roles"),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_kept(admin, wrong, field):
    answer = admin.post("/admin/people/new", {**NEW, **wrong})

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert "newcomer@amends.example" in answer.text


def test_the_same_account_sent_twice_is_made_once(admin):
    admin.post("/admin/people/new", NEW)

    answer = admin.post("/admin/people/new", NEW)

    assert answer.status_code == 422
    assert "has this login already" in answer.text


def test_name_roles_and_groups_change_together(office: Office, admin, account):
    person = account("ana")

    changed = {"name": "Ana Berg", "email": "", "roles": ["staff", "supervisor"], "groups": ["finance"]}
    answer = admin.post(f"/admin/people/{person.id}", changed)

    assert answer.status_code == 303
    assert (account("ana").name, account("ana").email) == ("Ana Berg", None)
    with office.database.read() as session:
        assert roles_of(session, person.id) == {"staff", "supervisor"}
        assert groups_of(session, person.id) == {"finance"}


def test_a_refused_change_changes_nothing(office: Office, admin, account):
    person = account("ana")

    answer = admin.post(f"/admin/people/{person.id}", {"name": "Ana Berg", "email": "", "roles": ["king"]})

    assert answer.status_code == 422
    assert "king" in answer.text
    assert account("ana").name == "Ana Ferreira"


@pytest.mark.parametrize("act", ["", "/close"])
def test_the_last_administrator_cannot_lock_everybody_out(admin, account, act):
    person = account("admin")

    answer = admin.post(f"/admin/people/{person.id}{act}", {"name": "Ada", "roles": ["staff"]})

    assert answer.status_code in {409, 422}
    assert "last administrator" in answer.text
    assert account("admin").active
    assert admin.get("/admin").status_code == 200


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(office: Office, admin, account):
    ana, person = office.staff("ana"), account("ana")

    admin.post(f"/admin/people/{person.id}/close")
    refused = ana.get("/desk").status_code
    listed = admin.get("/admin/people?closed=yes").text
    admin.post(f"/admin/people/{person.id}/open")

    assert refused == 303
    assert "Ana Ferreira" in listed
    assert office.staff("ana").get("/desk").status_code == 200


def test_a_new_password_ends_the_old_one_and_all_sessions(office: Office, admin, account):
    ana, person = office.staff("ana"), account("ana")

    shown = SHOWN.search(admin.post(f"/admin/people/{person.id}/password", {"password": ""}).text)

    assert shown is not None
    assert ana.get("/desk").status_code == 303
    again = office.customer().sign_in("ana", shown.group(1))
    assert again.get("/desk").headers["Location"] == "/account"


def test_a_new_password_too_short_is_refused(office: Office, admin, account):
    answer = admin.post(f"/admin/people/{account('ana').id}/password", {"password": "short"})

    assert answer.status_code == 422
    assert "12 to 200" in answer.text
    assert office.staff("ana").get("/desk").status_code == 200


def test_sessions_end_without_a_new_password(office: Office, admin, account):
    ana = office.staff("ana")

    admin.post(f"/admin/people/{account('ana').id}/sessions")

    assert ana.get("/desk").status_code == 303
    assert office.staff("ana").get("/desk").status_code == 200


@pytest.mark.parametrize("act", ["", "/password", "/sessions", "/close", "/open"])
def test_an_unknown_person_is_not_found(admin, act):
    assert admin.post(f"/admin/people/nobody{act}", {"name": "X"}).status_code == 404
    assert admin.get("/admin/people/nobody").status_code == 404


@pytest.mark.parametrize("act", ["", "/password", "/sessions", "/close", "/open"])
def test_a_supervisor_changes_no_account(office: Office, account, act):
    person = account("ana")

    assert office.staff("mara").post(f"/admin/people/{person.id}{act}", {"name": "X"}).status_code == 403
    assert account("ana").name == "Ana Ferreira"


def test_skills_languages_and_manager_are_kept_on_the_persons_page(office: Office, admin, account):
    ana, mara = account("ana"), account("mara")
    known = {"name": ana.name, "roles": ["staff"], "groups": ["front_line"]}

    sent = {**known, "skills": "Fraud, mortgages", "languages": "de", "manager": mara.id}
    admin.post(f"/admin/people/{ana.id}", sent)
    page = admin.get(f"/admin/people/{ana.id}").text

    assert 'value="fraud, mortgages"' in page
    assert f'<option value="{mara.id}" selected>' in page
    with office.database.read() as session:
        assert skills_of(session, ana.id, LANGUAGE) == ("de",)
    assert account("ana").manager_id == mara.id


def test_what_the_form_does_not_say_of_skills_and_manager_stays(office: Office, admin, account):
    ana, mara = account("ana"), account("mara")
    known = {"name": ana.name, "roles": ["staff"], "groups": ["front_line"]}
    admin.post(f"/admin/people/{ana.id}", {**known, "skills": "fraud", "manager": mara.id})

    admin.post(f"/admin/people/{ana.id}", known)

    with office.database.read() as session:
        assert skills_of(session, ana.id) == ("fraud",)
    assert account("ana").manager_id == mara.id


def test_nobody_manages_themselves_and_nothing_is_half_changed(office: Office, admin, account):
    ana = account("ana")

    answer = admin.post(
        f"/admin/people/{ana.id}", {"name": "Ana Other", "roles": ["staff"], "manager": ana.id}
    )

    assert answer.status_code == 422
    assert "Nobody is their own manager." in answer.text
    assert account("ana").name == ana.name
