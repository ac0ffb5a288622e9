"""The case file as it was last written down."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.file import load_file
from engine.cases.models import CaseFile


def kept_file(session: Session, case_id: int) -> dict[str, Any]:
    """The variables of a case, JSON-plain; none where it has written nothing yet."""
    content = session.scalar(select(CaseFile.content).where(CaseFile.case_id == case_id))
    return load_file(content) if content is not None else {}
