"""Choose the norm profile a process goes by: a new version that differs in this line."""

from __future__ import annotations

from engine.clocks.profiles import profile_named
from engine.commands.once import once_only
from engine.errors import Conflict, InvalidSubmission
from engine.feel.text import is_expression
from engine.library.deploy import deploy
from engine.library.live import live_version, package_of
from engine.library.models import OWNER
from engine.library.profile_line import with_profile
from engine.operations.catalogue import OPERATIONS
from engine.step import Step


class ProcessChangedMeanwhile(Conflict):
    """Somebody deployed another version of this process meanwhile. Look at it, and choose again."""


@once_only
def choose_profile(step: Step, process: str, base: str, profile: str | None) -> int:
    """Make a version that goes by this profile the live one; gives its number. Running cases stay on theirs.

    `profile` is a key, FEEL with a leading `=` that gives one, or none; `base` the version it was chosen for.
    Raises ProcessNotFound, ProfileNotFound, ProcessChangedMeanwhile, MayNotDeploy, PackageError, and
    InvalidSubmission where it is the profile already.
    """
    if live_version(step.session, process) != base:
        raise ProcessChangedMeanwhile
    package = package_of(step.session, base)
    if package.settings.profile == profile:
        raise InvalidSubmission({"profile": ["The process goes by this profile already."]})
    if profile is not None and not is_expression(profile):
        profile_named(step.session, profile)
    changed = with_profile(package, profile)
    return deploy(step.session, changed, step.actor, step.now, OWNER, operations=OPERATIONS).number
