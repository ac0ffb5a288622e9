"""case.open and case.link: a case has others opened and linked, and hears of their end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.cases.links import INVERSE
from engine.cases.models import Case, CaseLink, KeptMessage
from engine.commands.cancel_case import cancel_case
from engine.commands.open_case import Opened
from engine.timeline.queries import Entry
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

ENDED = "linked case ended"


def action() -> PackageBuilder:
    """A corrective action of one task."""
    return (
        PackageBuilder("action", "CAP")
        .start()
        .user("correct", form="correct")
        .end(status="closed")
        .flow("start", "correct", "end")
        .form("correct", text("what_changed"), text("inner_thoughts"))
    )


def complaint(key: str = "=opened_action", **headers: str) -> PackageBuilder:
    """A complaint that opens a corrective action and waits for it."""
    return (
        PackageBuilder()
        .start()
        .service(
            "raise",
            "case.open",
            takes={"problem": "=description", "weight": "=severity * 2"},
            **{"process": "action", "result": "opened_action", "bring": "what_changed", **headers},
        )
        .catch("wait", headers.get("answer", ENDED), key=key)
        .user("tell")
        .end()
        .flow("start", "raise", "wait", "tell", "end")
    )


def both(desk: Desk, **headers: str) -> tuple[Opened, Opened]:
    """A complaint and the action it opened."""
    desk.deploy(action().build())
    desk.deploy(complaint(**headers).build())
    opened = desk.open(description="Too late.", severity=2, secret_note="ours")
    return opened, of_process(desk, "action")


def of_process(desk: Desk, process: str) -> Opened:
    """The one case of a process."""
    (case,) = (row for row in desk.rows(Case) if row.process == process)
    return Opened(reference=case.reference, secret="", case_id=case.id)


def links(desk: Desk) -> dict[tuple[int, int], str]:
    """What each case is to the others."""
    return {(row.case_id, row.other_id): row.kind for row in desk.rows(CaseLink)}


def entry(desk: Desk, opened: Opened, verb: str) -> Entry:
    """The one entry of this verb."""
    (found,) = (one for one in desk.timeline(opened) if one.verb == verb)
    return found


def test_a_linked_case_is_opened_with_the_mapped_values_only(desk: Desk) -> None:
    opened, raised = both(desk)

    assert desk.file(raised) == {"problem": "Too late.", "weight": 4}
    assert desk.file(opened)["opened_action"] == raised.reference
    assert desk.open_tasks() == ["correct"]


def test_both_cases_show_the_link_and_tell_of_it(desk: Desk) -> None:
    opened, raised = both(desk)

    assert links(desk) == {
        (opened.case_id, raised.case_id): "caused",
        (raised.case_id, opened.case_id): "caused-by",
    }
    told = entry(desk, opened, "linked case opened")
    assert (told.element, told.content["reference"]) == ("raise", raised.reference)
    assert entry(desk, raised, "case linked").content["kind"] == "caused-by"


def test_the_machine_opens_it_whoever_caused_it(desk: Desk) -> None:
    _, raised = both(desk)

    assert entry(desk, raised, "case opened").actor_kind == "system"


def test_the_end_of_the_linked_case_carries_the_waiting_one_on(desk: Desk) -> None:
    opened, _ = both(desk)
    desk.complete("ana", "correct", what_changed=["A new step."], inner_thoughts=["Hm."])
    desk.work()

    told: dict[str, Any] = desk.file(opened)["linked_case"]

    assert desk.open_tasks() == ["tell"]
    assert (told["what_changed"], told["status"], told["state"]) == ("A new step.", "closed", "ended")
    assert "inner_thoughts" not in told


def test_a_cancelled_case_answers_too(desk: Desk) -> None:
    opened, raised = both(desk)

    desk.do("sue", cancel_case, raised.case_id, "Not needed.")
    desk.work()

    assert desk.file(opened)["linked_case"]["state"] == "cancelled"


def test_the_message_may_have_another_name(desk: Desk) -> None:
    both(desk, answer="action closed")
    desk.complete("ana", "correct", what_changed=["x"])
    desk.work()

    assert desk.open_tasks() == ["tell"]


def test_a_case_may_wait_for_any_linked_one_by_its_own_reference(desk: Desk) -> None:
    desk.deploy(action().build())
    desk.deploy(complaint("=case.reference").build())
    desk.open(description="x", severity=1)
    desk.complete("ana", "correct", what_changed=["x"])
    desk.work()

    assert desk.open_tasks() == ["tell"]


def test_a_case_that_waits_later_finds_the_answer_however_late(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .service("raise", "case.open", process="action")
        .user("think")
        .catch("wait", ENDED, key="=case.reference")
        .end()
        .flow("start", "raise", "think", "wait", "end")
    )
    desk.deploy(action().build())
    desk.deploy(builder.build())
    opened = desk.open()
    desk.complete("ana", "correct", what_changed=["x"])

    desk.wait(days=400)
    desk.complete("ana", "think")

    assert desk.case(opened).state == "ended"
    assert desk.rows(KeptMessage) == []


def test_another_case_with_the_same_key_does_not_hear_of_it(desk: Desk) -> None:
    _, raised = both(desk)
    listener = PackageBuilder("listener", "LIS").start().catch("wait", ENDED, key="=wanted").end()
    desk.deploy(listener.flow("start", "wait", "end").build())
    other = desk.open("listener", wanted=raised.reference)
    desk.complete("ana", "correct", what_changed=["x"])
    desk.work()

    assert desk.case(other).state == "open"


def test_an_answer_kept_for_a_case_goes_with_it(desk: Desk) -> None:
    builder = PackageBuilder().start().service("raise", "case.open", process="action").user("think").end()
    desk.deploy(action().build())
    desk.deploy(builder.flow("start", "raise", "think", "end").build())
    desk.open()
    desk.complete("ana", "correct", what_changed=["x"])
    desk.work()
    assert len(desk.rows(KeptMessage)) == 1

    desk.complete("ana", "think")

    assert desk.rows(KeptMessage) == []


def test_a_case_that_opened_two_waits_for_the_one_it_names(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .service("first", "case.open", process="action", result="one")
        .service("second", "case.open", process="action", result="two")
        .catch("wait", ENDED, key="=two")
        .user("after")
        .end()
        .flow("start", "first", "second", "wait", "after", "end")
    )
    desk.deploy(action().build())
    desk.deploy(builder.build())
    desk.open()
    with desk.database.read() as session:
        first = session.scalars(select(Case.id).where(Case.process == "action").order_by(Case.id)).first()
    assert first is not None

    desk.do("sue", cancel_case, first, "Done otherwise.")
    desk.work()

    assert "after" not in desk.open_tasks()
    desk.complete("ana", "correct", what_changed=["x"])
    desk.work()
    assert desk.open_tasks() == ["after"]


def test_a_process_that_is_not_there_is_an_incident_and_nothing_is_opened(desk: Desk) -> None:
    desk.deploy(complaint().build())

    desk.open(description="x", severity=1)

    assert desk.incidents() == [("job", "job-failed")]
    assert len(desk.rows(Case)) == 1


def test_cases_that_open_one_another_come_to_an_end(desk: Desk) -> None:
    circle = PackageBuilder().start().service("again", "case.open", process="demo").end()
    desk.deploy(circle.flow("start", "again", "end").build())

    desk.open()

    assert desk.incidents() == [("job", "job-failed")]
    assert len(desk.rows(Case)) == 6


def linking(**headers: str) -> PackageBuilder:
    """A complaint that joins an action that runs already."""
    return (
        PackageBuilder()
        .start()
        .service("join", "case.link", **{"reference": "=wanted", "link": "caused", **headers})
        .on_error("unknown", "join", "no_such_case")
        .catch("wait", ENDED, key="=wanted")
        .end()
        .user("ask")
        .end("asked")
        .flow("start", "join", "wait", "end")
        .flow("unknown", "ask", "asked")
    )


def test_a_case_joins_one_that_exists_and_hears_of_its_end(desk: Desk) -> None:
    desk.deploy(action().build())
    desk.deploy(linking().build())
    running = desk.open("action")
    opened = desk.open(wanted=running.reference)
    desk.work()

    desk.complete("ana", "correct", what_changed=["x"])
    desk.work()

    assert desk.case(opened).state == "ended"
    assert entry(desk, running, "case linked").content["reference"] == opened.reference


def test_a_case_that_ended_before_answers_at_once(desk: Desk) -> None:
    desk.deploy(action().build())
    desk.deploy(linking(bring="what_changed").build())
    earlier = desk.open("action")
    desk.complete("ana", "correct", what_changed=["Long ago."])

    opened = desk.open(wanted=earlier.reference)
    desk.work()

    assert desk.case(opened).state == "ended"
    assert desk.file(opened)["linked_case"]["what_changed"] == "Long ago."


def test_a_reference_that_leads_nowhere_is_for_the_diagram(desk: Desk) -> None:
    desk.deploy(linking().build())

    desk.open(wanted="CAP-2026-000001-X")

    assert desk.open_tasks() == ["ask"]


def test_every_kind_has_its_other_side() -> None:
    assert all(INVERSE[INVERSE[kind]] == kind for kind in INVERSE)
