"""Escalations that process.yaml asks for by a rule, such as "severity 1 goes to the executive at once"."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from engine.cases.models import OPEN
from engine.clocks.escalations import offered, raise_escalation
from engine.clocks.models import Escalation
from engine.commands.advance.running import Running
from engine.commands.advance.throwing import told
from engine.feel.expression import Expression, compile_expression
from engine.library.process_settings import EscalationRule

DRAWN = "diagram"


def escalate_by_rule(running: Running) -> bool:
    """Raise what a rule asks for that has become true, each once in a run; whether there was any."""
    rules = running.package.settings.escalation_rules
    if not rules or running.case.state != OPEN:
        return False
    seen = running.context()
    due = [rule for rule in rules if _compiled(rule.when).evaluate(seen, running.around) is True]
    fresh = [rule for rule in due if not _raised(running, rule)]
    for rule in fresh:
        escalation = raise_escalation(
            running.step,
            running.case,
            running.package,
            level=rule.level,
            code=rule.code,
            reason=rule.reason,
            origin=DRAWN,
        )
        running.session.flush()
        running.happened("escalation raised", **told(escalation))
        running.execution.escalate(rule.code, offered(escalation))
    return bool(fresh)


def _raised(running: Running, rule: EscalationRule) -> bool:
    case = running.case
    before = select(Escalation.id).where(
        Escalation.case_id == case.id,
        Escalation.run == case.run,
        Escalation.origin == DRAWN,
        Escalation.element.is_(None),
        Escalation.code == rule.code,
        Escalation.level == rule.level,
    )
    return running.session.scalar(before.limit(1)) is not None


@lru_cache(maxsize=256)
def _compiled(text: str) -> Expression:
    return compile_expression(text.removeprefix("="))
