"""One incident with what its page tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cases.errors import IncidentNotFound
from engine.cases.models import Incident
from engine.commands.skip_incident import skip_incident
from engine.work.models import Work
from engine.work.queries import incident_view, open_incidents
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store with a case one of whose letters was given up after five tries."""
    here = Desk(tmp_path)
    here.deploy(two_steps().build())
    case = here.open()
    common = {"kind": "letter", "case_id": case.case_id}
    with here.database.write() as session:
        dates = {"due_at": here.now, "visible_at": here.now}
        session.add(Work(id="w", dedup_key="w", state="dead", attempts=5, **common, **dates))
        session.flush()
        said = {"code": "gave-up", "reason": "no such mailbox", "opened_at": here.now}
        session.add(Incident(id="i", work_id="w", **common, **said))
    yield here
    here.database.dispose()


def test_an_open_incident_tells_case_and_tries(desk: Desk) -> None:
    with desk.database.read() as session:
        (line,) = open_incidents(session)
        view = incident_view(session, "i")

    assert (view.reason, view.attempts, view.state, view.due_at) == ("no such mailbox", 5, "open", desk.now)
    assert view.reference == desk.only().reference == line.reference
    assert line.cursor == (desk.now, "i")


def test_one_that_was_dealt_with_tells_by_whom(desk: Desk) -> None:
    desk.do("sue", skip_incident, "i", "Told by phone.")

    with desk.database.read() as session:
        view = incident_view(session, "i")
        left = open_incidents(session)

    assert (view.state, view.resolved_by, view.resolved_at) == ("skipped", "Sue", desk.now)
    assert left == ()


def test_an_unknown_incident_is_not_found(desk: Desk) -> None:
    with desk.database.read() as session, pytest.raises(IncidentNotFound):
        incident_view(session, "none")
