"""Headers, seals, cookies, sizes and rates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import render_template_string

from web.app import create_app
from web.security import LARGEST_BODY

FORM = "application/x-www-form-urlencoded"


def test_every_page_has_the_strict_policy(visitor):
    policy = visitor.get("/sign-in").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_an_editor_page_loosens_styles_only(app):
    @app.get("/editor")
    def editor():
        return render_template_string("{{ editor_nonce() }}")

    answer = app.test_client().get("/editor")

    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'nonce-{answer.text}'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy


def test_pages_are_kept_by_nobody(visitor):
    assert visitor.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_a_form_without_seal_is_refused(visitor):
    answer = visitor.client.post("/sign-in", data={"login": "ana", "password": "x"})

    assert answer.status_code == 400
    assert "not sent from one of our pages" in answer.text


def test_a_form_from_another_site_keeps_nothing(visitor):
    answer = visitor.client.post("/account", data={"note": "evil"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_an_outdated_seal_gives_everything_typed_back(visitor):
    answer = visitor.client.post(
        "/account", data={"note": "two hours of work"}, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert answer.status_code == 400
    assert "two hours of work" in answer.text
    assert "Send it now" in answer.text


def test_a_body_that_is_too_large_gets_a_clear_page(visitor):
    answer = visitor.client.post("/sign-in", data=b"x" * (LARGEST_BODY + 1), content_type=FORM)

    assert answer.status_code == 413
    assert "20 MB" in answer.text


@pytest.mark.parametrize(
    ("base_url", "name"), [("http://127.0.0.1:8000", "amends"), ("https://a.example", "__Host-amends")]
)
def test_the_cookie_is_closed_to_scripts_and_other_sites(settings, database, base_url, name):
    client = create_app(replace(settings, base_url=base_url), database).test_client()

    cookie = client.get("/sign-in", base_url=base_url).headers["Set-Cookie"]

    assert cookie.startswith(f"{name}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) == base_url.startswith("https")


def test_guessing_passwords_is_slowed_down(visitor, person):
    person("ana")

    tries = [visitor.post("/sign-in", {"login": "ana", "password": "guess"}) for _ in range(11)]

    assert [answer.status_code for answer in tries] == [403] * 10 + [429]
    assert "wait a minute" in tries[-1].text
