"""Passwords made up for somebody are good ones, and each is another."""

from __future__ import annotations

from engine.people.passwords import invented, require_good


def test_an_invented_password_is_good_and_never_the_same() -> None:
    made = {invented() for _ in range(50)}

    for password in made:
        require_good(password, "ana")
    assert len(made) == 50
