"""Signing in and out, the password, and what was typed before a session ended."""

from __future__ import annotations

import html
import re

import pytest


def hidden(page, name):
    """The value of a hidden field of a page."""
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page).group(1))


def test_signing_in_leads_to_where_one_wanted_to_be(visitor, person):
    person("ana")

    answer = visitor.post(
        "/sign-in", {"login": "ANA", "password": "correct horse battery", "next": "/account?tab=1"}
    )

    assert answer.status_code == 303
    assert answer.location == "/account?tab=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "evil"])
def test_signing_in_never_leads_elsewhere(visitor, person, elsewhere):
    person("ana")

    answer = visitor.post(
        "/sign-in", {"login": "ana", "password": "correct horse battery", "next": elsewhere}
    )

    assert answer.location == "/desk"


@pytest.mark.parametrize(
    ("roles", "home"),
    [(["staff", "supervisor"], "/desk"), (["supervisor"], "/supervise"), (["process_owner"], "/studio")],
)
def test_everybody_begins_with_the_first_page_they_may_use(visitor, person, roles, home):
    person("ana", roles=roles)

    answer = visitor.post("/sign-in", {"login": "ana", "password": "correct horse battery"})

    assert answer.location == home


def test_a_wrong_password_says_no_more_than_needed(visitor, person):
    person("ana")

    wrong = visitor.post("/sign-in", {"login": "ana", "password": "no"})
    unknown = visitor.post("/sign-in", {"login": "nobody", "password": "no"})

    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert "Login or password is wrong" in wrong.text
    assert "Login or password is wrong" in unknown.text
    assert 'value="ana"' in wrong.text


def test_what_was_typed_survives_the_end_of_a_session(visitor, person):
    person("ana")
    typed = {"note": "a long note", "units": ["billing", "post"], "old_password": "never carried"}

    ended = visitor.post("/account", typed)
    back = visitor.post(
        "/sign-in",
        {"login": "ana", "password": "correct horse battery", "kept": hidden(ended.text, "kept")},
    )

    assert ended.status_code == 401
    assert "What you typed is kept" in ended.text
    assert 'action="/account"' in back.text
    assert hidden(back.text, "note") == "a long note"
    assert back.text.count('name="units"') == 2
    assert "never carried" not in back.text


def test_forged_kept_answers_are_dropped(visitor, person):
    person("ana")

    answer = visitor.post("/sign-in", {"login": "ana", "password": "correct horse battery", "kept": "forged"})

    assert answer.status_code == 303


def test_signing_out_ends_the_session(signed_in):
    visitor = signed_in("ana")

    visitor.post("/sign-out")

    assert visitor.get("/account").status_code == 303


def test_a_person_changes_their_password(signed_in, visitor):
    ana = signed_in("ana")

    answer = ana.post(
        "/account",
        {
            "old_password": "correct horse battery",
            "new_password": "an even better one",
            "password_again": "an even better one",
        },
    )

    assert answer.status_code == 303
    assert ana.get("/account").status_code == 200
    assert visitor.sign_in("ana", "an even better one")


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", "an even better one", "an even better one", "not your present password"),
        ("correct horse battery", "short", "short", "12 to 200 characters"),
        ("correct horse battery", "an even better one", "another", "not the same"),
    ],
)
def test_a_new_password_that_cannot_be_is_refused(signed_in, old, new, again, message):
    ana = signed_in("ana")

    answer = ana.post("/account", {"old_password": old, "new_password": new, "password_again": again})

    assert answer.status_code == 422
    assert message in answer.text


def test_the_look_is_kept_in_the_browser(visitor):
    answer = visitor.post("/appearance", {"theme": "dark", "back": "/sign-in"})

    assert answer.location == "/sign-in"
    assert 'data-theme="dark"' in visitor.get("/sign-in").text
