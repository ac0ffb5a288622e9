"""Who does something, when and in which transaction: what every command is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, customer, program or the machine itself, with what they may do."""

    id: str  # person id; "customer", "system" or "token:<id>" otherwise
    name: str
    kind: str = "person"  # "person", "customer", "program", "system"
    groups: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()  # "staff", "supervisor", "process_owner", "administrator"
    on_behalf_of: str | None = None

    def has_role(self, role: str) -> bool:
        """Whether this role was given; the machine has every role."""
        return self.kind == "system" or role in self.roles


SYSTEM = Actor(id="system", name="Amends", kind="system")
CUSTOMER = Actor(id="customer", name="Customer", kind="customer")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One transaction's circumstances. The opener of the session commits it; no command does."""

    session: Session
    actor: Actor
    now: datetime
    settings: Settings
    key: str | None = None  # idempotency key of this submission
    route: str = ""  # where the key is valid
