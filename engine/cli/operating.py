"""Whoever runs the machine, at its shell: what they change is noted as done there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.settings import Settings
from engine.step import Actor, Step
from engine.work.travel import present

OPERATOR = Actor(id="system", name="Command line", kind="system")


def step_at_shell(session: Session, settings: Settings) -> Step:
    """The circumstances of a command given at the shell."""
    return Step(session=session, actor=OPERATOR, now=present(session, settings), settings=settings)
