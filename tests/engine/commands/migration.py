"""A case of two steps, and what takes it over to three."""

from __future__ import annotations

from engine.cases.models import Case
from engine.commands.migrate_case import migrate_case
from engine.library.package import Package
from engine.step import Actor
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

OWNER = Actor(id="owner", name="Olga Owner", kind="person", roles=frozenset({"process_owner"}))


def three_steps() -> PackageBuilder:
    """The two steps with another one between them."""
    return (
        PackageBuilder()
        .start(status="received")
        .user("register", form="register", status="working")
        .user("look", form="approve")
        .user("approve", lane="Manager", form="approve", notBy="register")
        .end(status="closed")
        .flow("start", "register", "look", "approve", "end")
        .form("register", text("subject", required=True))
        .form("approve", text("opinion"), text("reason"))
    )


def migrated(desk: Desk, package: Package, **mapping: str) -> None:
    """The only case goes on by this package."""
    desk.deploy(package)
    desk.do(OWNER, migrate_case, case_of(desk).id, package.version, "The new procedure.", mapping)


def case_of(desk: Desk) -> Case:
    """The only case, as its row says now."""
    (case,) = desk.rows(Case)
    return case


def told(desk: Desk, verb: str = "case migrated") -> list[dict[str, object]]:
    """What the timeline says of it."""
    return [dict(entry.content) for entry in desk.timeline(desk.only()) if entry.verb == verb]
