"""What every expression of a case may read beside its file: `case`, and the norm times as `profile`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.cases.words import case_words
from engine.clocks.profiles import profile_named
from engine.feel.expression import Expression
from engine.feel.surroundings import Surroundings
from engine.feel.text import StaticText, compile_text
from engine.feel.values import from_json, to_json
from engine.library.process_settings import ProcessSettings


def given(
    session: Session,
    case: Case,
    settings: ProcessSettings,
    file: Mapping[str, Any],
    around: Surroundings,
) -> dict[str, Any]:
    """Both contexts; `profile` is null where process.yaml chooses none. Raises ProfileNotFound."""
    words = case_words(session, case, settings)
    return {"case": words, "profile": _profile(session, settings.profile, {**file, "case": words}, around)}


def _profile(
    session: Session, chosen: str | None, context: Mapping[str, Any], around: Surroundings
) -> dict[str, Any] | None:
    if chosen is None:
        return None
    asked = _compiled(chosen)
    read = {name: context.get(name) for name in asked.names}  # one or two of a long case file
    key = to_json(asked.evaluate(from_json(read), around))
    if isinstance(key, Mapping):
        key = key.get("key")  # a choice of a form keeps key and label
    return dict(profile_named(session, key).words) if isinstance(key, str) and key else None


@lru_cache(maxsize=256)
def _compiled(text: str) -> Expression | StaticText:
    return compile_text(text)
