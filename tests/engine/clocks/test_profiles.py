"""Norm profiles: seeded once, kept by owners, read in words and numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.clocks.errors import ProfileNotFound
from engine.clocks.profiles import keep_profile, profile_named, profiles, seed_profiles
from engine.errors import InvalidSubmission
from engine.library.source import shipped_root
from tests.engine.clocks.conftest import MONDAY

SHIPPED: Path = shipped_root() / "processes" / "shared" / "norm_profiles.yaml"


def test_the_shipped_profiles_are_those_of_the_design(session: Session) -> None:
    seed_profiles(session, SHIPPED, MONDAY)

    answers = {key: one.values["answer"] for key, one in profiles(session).items()}

    assert answers == {
        "general": "20 working days",
        "uk_finance": "8 weeks",
        "uk_councils": "10 working days",
        "nhs_england": "6 months",
        "uk_telecoms": "6 weeks",
        "uk_energy": "8 weeks",
        "australia_finance": "30 days",
        "us_finance": "15 days",
    }


def test_every_shipped_profile_says_its_source_and_the_same_names(session: Session) -> None:
    seed_profiles(session, SHIPPED, MONDAY)
    names = set(profile_named(session, "uk_finance").values)

    assert all(one.source and names <= set(one.values) for one in profiles(session).values())


def test_seeding_again_leaves_what_an_owner_changed(session: Session) -> None:
    seed_profiles(session, SHIPPED, MONDAY)
    keep_profile(session, "general", title="Ours", source="", values={"answer": "5 days"}, now=MONDAY)

    assert seed_profiles(session, SHIPPED, MONDAY) == []
    assert profile_named(session, "general").values == {"answer": "5 days"}


def test_feel_reads_words_counts_and_units(session: Session) -> None:
    values = {"answer": "20 working days", "light": None, "factor": Decimal("0.5")}
    keep_profile(session, "ours", title="Ours", source="", values=values, now=MONDAY)

    words = profile_named(session, "ours").words

    assert (words["answer"], words["answer_count"], words["answer_unit"]) == (
        "20 working days",
        20,
        "working days",
    )
    assert (words["light"], words["light_count"], words["factor"]) == (None, None, Decimal("0.5"))


def test_what_is_no_time_is_refused_by_its_name(session: Session) -> None:
    with pytest.raises(InvalidSubmission) as refusal:
        keep_profile(session, "Ours!", title=" ", source="", values={"answer": "soon", "x y": 1}, now=MONDAY)

    assert set(refusal.value.errors) == {"key", "title", "answer", "x y"}


def test_an_unknown_profile_names_those_there_are(session: Session) -> None:
    seed_profiles(session, SHIPPED, MONDAY)

    with pytest.raises(ProfileNotFound, match="uk_energy"):
        profile_named(session, "uk")
