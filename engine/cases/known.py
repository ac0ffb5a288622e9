"""What a case knows now: its case file, and beside it what open called diagrams have not given back yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from engine.bpmn.execution import Execution
from engine.cases.file import load_file
from engine.cases.models import OPEN, Case, CaseFile
from engine.feel.surroundings import Surroundings
from engine.library.live import package_of


def known(session: Session, case: Case, kept: CaseFile, around: Surroundings) -> dict[str, Any]:
    """The variables by name. Of a diagram that runs several times side by side the last one says."""
    file = load_file(kept.content)
    if case.state != OPEN:
        return file
    model = package_of(session, case.version).model
    return Execution.load(model, kept.process_id, kept.state, file, around, {}).known()
