"""Tokens that cannot go on: kept where they are, with a reason for people and a way to try again."""

from __future__ import annotations

from engine.bpmn.errors import TimerUnreadable
from engine.bpmn.graph.node import Node
from engine.bpmn.run.flows import NoFlowIsTrue
from engine.bpmn.run.state import Run
from engine.bpmn.run.token import Scope, Token
from engine.feel.errors import FeelError


class NotUsable(Exception):
    """An expression gave a value that cannot be used here; carries code and reason."""

    def __init__(self, code: str, reason: str) -> None:
        """Keep both for the incident."""
        super().__init__(reason)
        self.code = code
        self.reason = reason


FAILURES = (FeelError, NoFlowIsTrue, TimerUnreadable, NotUsable)


def stick(token: Token, phase: str, error: Exception) -> None:
    """Leave the token where it is until somebody retries.

    Phases: "enter" (node is entered anew), "begin" (an activity starts), "finish" (its results are mapped),
    "leave" (the ways out are asked again), "occur" (an event's results are mapped), "arm" (an event
    sub-process is listened for), "resume" (an uncaught error: the job is offered again).
    """
    if isinstance(error, NotUsable):
        code, reason = error.code, error.reason
    elif isinstance(error, NoFlowIsTrue):
        code = "no-flow-is-true"
        reason = f"No flow out of '{token.node.element.label}' is true, and none is the default."
    elif isinstance(error, TimerUnreadable):
        code, reason = "timer", str(error)
    else:
        code, reason = "expression", str(error)
    if phase == "resume":
        token.detail["was"] = token.kind
    token.kind = "stuck"
    token.detail.update(code=code, reason=reason, phase=phase)


def stick_new(run: Run, scope: Scope, node: Node, phase: str, error: Exception) -> Token:
    """A live arrival becomes a stuck token."""
    token = run.place(node, scope)
    stick(token, phase, error)
    return token
