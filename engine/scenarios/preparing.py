"""What a scenario has process owners do: draft a version of a process, change norm times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.clocks.models import NormProfile
from engine.commands.save_draft import save_draft
from engine.commands.save_profile import save_profile
from engine.library.live import live_package
from engine.scenarios.errors import ScenarioError, Unfulfilled
from engine.scenarios.reading import ScenarioStep
from engine.scenarios.story import Story
from engine.step import SYSTEM, Step


def draft(story: Story, step: ScenarioStep) -> None:
    """A process owner drafts files of a process, held by the case: whole ones, or passages of live ones."""
    process = str(step.option("process") or story.world.package.key)
    files = {str(path): str(text).encode() for path, text in (step.option("files") or {}).items()}
    for path, passages in (step.option("edits") or {}).items():
        files[str(path)] = _edited(story, process, str(path), passages)
    case_id = story.case_id
    title = str(step.option("title") or "")
    story.world.do(SYSTEM, lambda it: save_draft(it, process, files, title=title, case_id=case_id))


def _edited(story: Story, process: str, path: str, passages: Mapping[str, str]) -> bytes:
    with story.world.look() as session:
        text = live_package(session, process).files.get(path, b"").decode()
    for old, new in passages.items():
        if text.count(old) != 1:
            raise Unfulfilled(f"passages {old!r} in {path}", "1", str(text.count(old)))
        text = text.replace(old, new)
    return text.encode()


def norm_times(story: Story, step: ScenarioStep) -> None:
    """A process owner changes times of norm profiles: `{general: {answer: 15 working days}}`."""
    for key, values in step.value.items():

        def keep(it: Step, key: str = key, values: Mapping[str, Any] = values) -> int:
            row = it.session.get(NormProfile, key)
            if row is None:
                raise ScenarioError(f"norm_times: there is no profile '{key}'")
            return save_profile(it, key, row.title, row.source, {**row.content, **values})

        story.world.do(SYSTEM, keep)
