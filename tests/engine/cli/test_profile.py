"""amends profile: norm times from the shell of whoever owns a process."""

from __future__ import annotations

import json

from tests.engine.cli.conftest import Shell


def test_profiles_are_listed_and_shown_with_their_sources(amends: Shell) -> None:
    assert "uk_finance: Finance, United Kingdom (FCA DISP 1.5 and 1.6" in amends("profile", "list").out
    shown = amends("profile", "show", "general").out

    assert "answer                   20 working days" in shown
    assert {one["key"] for one in json.loads(amends("profile", "list", "--json").out)} >= {"general"}


def test_a_time_is_changed_and_the_others_stay(amends: Shell) -> None:
    changed = amends("profile", "set", "general", "answer=15 working days", "light=-", "factor=2")

    kept = json.loads(amends("profile", "show", "general", "--json").out)["values"]
    assert "0 open cases are reckoned again" in changed.out
    assert (kept["answer"], kept["light"], kept["acknowledge"]) == ("15 working days", None, "1 working day")


def test_a_new_profile_needs_a_title(amends: Shell) -> None:
    assert amends("profile", "set", "ours", "answer=3 days").code == 2
    assert amends("profile", "set", "ours", "answer=3 days", "--title", "Ours").code == 0
    assert amends("profile", "set", "ours", "answer").code == 2


def test_what_is_no_time_is_refused_in_words(amends: Shell) -> None:
    refused = amends("profile", "set", "general", "answer=soon")

    assert refused.code == 2
    assert "20 working days" in refused.err
