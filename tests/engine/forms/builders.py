"""Forms for tests, with everything given a default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine.errors import InvalidSubmission
from engine.feel.surroundings import Surroundings
from engine.forms.form import Form
from engine.forms.reading import read_form
from engine.forms.submission import validate

YES_OR_NO = [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]
AROUND = Surroundings(now=datetime(2026, 3, 2, 9, tzinfo=UTC))


def component(kind: str, key: str = "", /, **settings: Any) -> dict[str, Any]:
    """A component with a label and, where it has one, its key or path."""
    place = {"path": key} if kind in {"group", "dynamiclist"} else {"key": key}
    return {
        "type": kind,
        "id": f"Field_{key or kind}",
        "label": key or kind,
        **(place if key else {}),
        **settings,
    }


def form(*components: Mapping[str, Any]) -> Form:
    """A form of these components."""
    return read_form(
        json.dumps({"type": "default", "id": "form", "components": components}).encode(), "form.form"
    )


def one(kind: str, **settings: Any) -> Form:
    """A form of a single component, whose key is x."""
    return form(component(kind, "x", **settings))


def answered(asked: Form, raw: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The payload of a good submission."""
    return validate(asked, raw, AROUND, **more)


def mistakes(asked: Form, raw: Mapping[str, Any], **more: Any) -> dict[str, list[str]]:
    """The messages of a bad submission."""
    try:
        payload = validate(asked, raw, AROUND, **more)
    except InvalidSubmission as refused:
        return refused.errors
    raise AssertionError(f"accepted as {payload}")
