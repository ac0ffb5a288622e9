"""Findings about a model that was read."""

from __future__ import annotations

from engine.bpmn.model import Model
from engine.errors import Finding


def check_model(model: Model) -> list[Finding]:
    """The warnings of a model, sorted by file and element.

    A model with errors does not exist: `read_model` refuses with all of them, and these warnings beside them.
    """
    return sorted(model.findings)
