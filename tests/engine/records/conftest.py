"""A desk whose cases hold something in every place where a case can hold something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands.add_note import add_note
from engine.commands.attach_files import attach_files
from engine.commands.complete_task import complete_task
from engine.commands.correlate_message import correlate_message
from engine.commands.escalate import escalate
from engine.commands.open_case import Opened
from engine.commands.record_promise import record_promise
from engine.correspondence.models import SENT, Letter
from engine.people.accounts import actor_of, create_person
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

MARK = "Quillfeather"  # in everything that somebody says in a case
WHY = "Asked for by the person concerned."
RECORDS: dict[str, Any] = {
    "class": "=retention",
    "otherwise": "long",
    "classes": {
        "short": {"title": "Short", "keep": "1 year"},
        "long": {"title": "Long", "keep": "6 years"},
    },
    "stays": ["retention", "severity"],
}


def package(**settings: Any) -> PackageBuilder:
    """Somebody answers, somebody checks, and the customer gets a letter meanwhile."""
    kept = {"records": RECORDS, "search": ["story"], "counted": ["category"], **settings}
    return (
        PackageBuilder()
        .settings(
            summary='="About " + story',
            customer={"name": "complainant", "email": "email"},
            similar={"match": ["email"], "days": 30},
            **kept,
        )
        .start()
        .user("answer", form="answer")
        .service("write", "letter.send", letter="said")
        .user("check", lane="Officer")
        .end()
        .flow("start", "answer", "write", "check", "end")
        .form("answer", text("story"), text("retention"), text("severity"), text("category"))
        .letter("said", "Dear {{ complainant }}, you said: {{ story }}")
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with that package, and with ada who administers and nothing else."""
    here = Desk(tmp_path)
    here.deploy(package().build())
    with here.database.write() as session:
        create = {"now": here.now, "roles": ("administrator",), "groups": []}
        ada = create_person(session, login="ada", name="Ada", **create)
        session.flush()
        here.people["ada"] = actor_of(session, ada.id)
    yield here
    here.database.dispose()


def opened(desk: Desk) -> Opened:
    """A case just opened."""
    return desk.open(complainant=f"Mona {MARK}", email=f"mona@{MARK.lower()}.example")


def ended(desk: Desk, *, retention: str = "short") -> Opened:
    """A case that somebody worked on in every way, and that is over; its letters have left."""
    case = opened(desk)
    desk.do("ana", add_note, case.case_id, f"Ms {MARK} called.")
    desk.do("ana", attach_files, case.case_id, [(f"{MARK}.txt", f"From {MARK}, by hand".encode())])
    desk.do("ana", record_promise, case.case_id, f"Call {MARK}", desk.now + timedelta(days=1))
    desk.do("sue", escalate, case.case_id, 1, f"{MARK} is upset.")
    desk.do("ana", correlate_message, "later", case.reference, {"said": f"{MARK} again"})
    answers = {"story": f"{MARK} lost a ring", "retention": retention, "severity": "2", "category": "ring"}
    desk.send("ana", f"key-{case.case_id}", complete_task, desk.task("answer").id, answers)
    desk.complete("oli", "check")
    send(desk)
    return case


def send(desk: Desk) -> None:
    """Have every letter gone out."""
    with desk.database.write() as session:
        for letter in session.scalars(select(Letter)):
            letter.state = SENT
