"""Save a norm profile: the cases that go by it are reckoned anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.audit.changes import changing
from engine.audit.pictures import PROFILE
from engine.clocks.profiles import keep_profile
from engine.commands.once import once_only
from engine.commands.reckon_again import reckon_again
from engine.errors import NotAllowed
from engine.step import Step


class MayNotKeepProfiles(NotAllowed):
    """Only process owners and administrators may change norm times."""


@once_only
def save_profile(step: Step, key: str, title: str, source: str, values: Mapping[str, Any]) -> int:
    """Create or replace a profile; says how many open cases are reckoned again.

    Pauses a clock has had stay counted; each date that moves is told with its reason on the case's timeline.
    Raises MayNotKeepProfiles, InvalidSubmission.
    """
    if not (step.actor.has_role("process_owner") or step.actor.has_role("administrator")):
        raise MayNotKeepProfiles
    with changing(step, PROFILE, key, "norm times kept"):
        row = keep_profile(step.session, key, title=title, source=source, values=values, now=step.now)
    return reckon_again(step, f"profile {key} {row.revision}")
