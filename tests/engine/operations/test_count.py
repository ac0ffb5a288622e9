"""cases.count, cases.compare_rates and cases.linked: what a case learns from others."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.cases.counting import values_at
from engine.cases.models import CaseValue
from engine.commands.escalate import escalate
from engine.commands.link_cases import link_cases
from engine.commands.resolve_escalation import resolve_escalation
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text

COUNTED = ["root_cause", "points.cause"]


def counting(**headers: str) -> PackageBuilder:
    """A process that counts its like as soon as the cause is found."""
    return (
        PackageBuilder()
        .settings(counted=COUNTED, statuses={"settled": "Settled"})
        .start()
        .user("find", form="find")
        .service("count", "cases.count", **{"match": "root_cause", "days": "30", **headers})
        .user("after", status="settled")
        .end()
        .flow("start", "find", "count", "after", "end")
        .form("find", text("root_cause"))
    )


def found(desk: Desk, cause: str = "training") -> dict[str, Any]:
    """What a new case with this cause counts."""
    opened = desk.open()
    desk.complete("ana", "find", root_cause=[cause])
    counted: dict[str, Any] = desk.file(opened)["case_count"]
    return counted


def test_the_third_case_of_a_cause_knows_that_it_is_the_third(desk: Desk) -> None:
    desk.deploy(counting().build())

    counts = [found(desk)["count"], found(desk, "capacity")["count"], found(desk)["count"]]

    assert counts == [1, 1, 2]


def test_the_others_are_named_after_the_case_itself(desk: Desk) -> None:
    desk.deploy(counting().build())
    first = desk.open()
    desk.complete("ana", "find", root_cause=["training"])

    counted = found(desk)

    assert len(counted["references"]) == 2
    assert counted["references"][1] == first.reference


def test_long_ago_does_not_count(desk: Desk) -> None:
    desk.deploy(counting().build())
    found(desk)
    desk.now += timedelta(days=31)

    assert found(desk)["count"] == 1


def test_what_has_a_status_that_is_left_out_does_not_count_although_it_is_open(desk: Desk) -> None:
    desk.deploy(counting(state="open", not_status="refused, settled").build())
    found(desk)

    assert found(desk)["count"] == 1  # itself


def test_a_code_may_be_given_instead_of_the_own_value(desk: Desk) -> None:
    desk.deploy(counting(match="root_cause=Supplier").build())
    found(desk, "supplier")

    assert found(desk, "training")["count"] == 1


def test_a_value_that_is_not_known_yet_is_shared_by_nobody(desk: Desk) -> None:
    desk.deploy(counting(match="points.cause").build())

    assert found(desk) == {"count": 0, "references": []}


def test_counting_by_what_is_not_kept_is_an_incident(desk: Desk) -> None:
    desk.deploy(counting(match="colour").build())
    desk.open()

    desk.complete("ana", "find", root_cause=["training"])

    assert desk.incidents() == [("job", "job-failed")]


def test_another_process_may_count(desk: Desk) -> None:
    desk.deploy(counting().build())
    found(desk)
    found(desk)
    watcher = PackageBuilder("watch", "WAT").start()
    watcher.service("count", "cases.count", process="demo", match="root_cause", days="90").user("after").end()
    desk.deploy(watcher.flow("start", "count", "after", "end").build())

    opened = desk.open("watch", root_cause={"key": "training", "label": "Training missing"})

    assert desk.file(opened)["case_count"]["count"] == 2


def test_a_corrected_value_is_counted_anew(desk: Desk) -> None:
    desk.deploy(counting().build())
    found(desk)

    rows = [(row.key, row.value) for row in desk.rows(CaseValue)]

    assert rows == [("root_cause", "training")]


def test_values_are_compared_by_their_codes_wherever_they_stand() -> None:
    file = {
        "points": [{"cause": {"key": "Training", "label": "x"}}, {"cause": "capacity"}, {"cause": None}],
        "codes": ["a", "b"],
        "amount": Decimal("5.00"),
        "upheld": True,
    }

    assert values_at(file, "points.cause") == {"training", "capacity"}
    assert values_at(file, "codes") == {"a", "b"}
    assert values_at(file, "amount") == {"5"}
    assert values_at(file, "upheld") == {"true"}
    assert values_at(file, "nowhere.at_all") == frozenset()


def comparing() -> PackageBuilder:
    """An action that looks whether its cause became rarer."""
    builder = PackageBuilder("action", "CAP").start()
    builder.service(
        "compare",
        "cases.compare_rates",
        process="demo",
        match="root_cause=training",
        change="=changed_on",
        before_days="30",
        after_days="=60",
    )
    return builder.user("judge").end().flow("start", "compare", "judge", "end")


def test_rates_before_and_after_a_change_are_compared(desk: Desk) -> None:
    desk.deploy(counting().build())
    desk.deploy(comparing().build())
    for _ in range(6):
        found(desk)
    desk.now += timedelta(days=1)
    changed = desk.now
    desk.now += timedelta(days=30)
    found(desk)
    desk.now += timedelta(days=30, seconds=1)

    rates = desk.file(desk.open("action", changed_on=changed.isoformat()))["rates"]

    assert (rates["before"], rates["after"]) == (6, 1)
    assert (rates["before_rate"], rates["after_rate"]) == (Decimal(6), Decimal("0.5"))
    assert rates["p"] < Decimal("0.05")


def test_linked_cases_bring_what_a_letter_to_them_needs(desk: Desk) -> None:
    customer = {"customer": {"name": "name", "email": "email", "language": "language"}}
    plain = PackageBuilder().settings(**customer).start().user("wait").end().flow("start", "wait", "end")
    looking = PackageBuilder("action", "CAP").start().user("close")
    looking.service("look", "cases.linked", link="caused-by", bring="product").user("after").end()
    desk.deploy(plain.build())
    desk.deploy(looking.flow("start", "close", "look", "after", "end").build())
    first = desk.open(name="Rosa", email="rosa@example.org", language="es", product="tv")
    other, opened = desk.open(), desk.open("action")
    desk.do("ana", link_cases, opened.case_id, first.case_id, "caused-by")
    desk.do("ana", link_cases, opened.case_id, other.case_id, "related")

    desk.complete("ana", "close")

    (one,) = desk.file(opened)["linked_cases"]
    assert (one["reference"], one["name"], one["email"]) == (first.reference, "Rosa", "rosa@example.org")
    assert (one["language"], one["product"], one["state"]) == ("es", "tv", "open")


def test_linked_cases_say_which_level_was_asked_for_help_until_it_is_resolved(desk: Desk) -> None:
    plain = PackageBuilder().start().user("wait").end().flow("start", "wait", "end")
    looking = PackageBuilder("action", "CAP").start().user("close").service("look", "cases.linked")
    desk.deploy(plain.build())
    desk.deploy(looking.user("after").end().flow("start", "close", "look", "after", "end").build())
    calm, asked, settled = desk.open(), desk.open(), desk.open()
    opened = desk.open("action")
    for one in (calm, asked, settled):
        desk.do("ana", link_cases, opened.case_id, one.case_id, "related")
    for level in (2, 1):
        desk.do("ana", escalate, asked.case_id, level, "No way on.")
    resolved = desk.do("ana", escalate, settled.case_id, 2, "No way on.")
    desk.do("sue", resolve_escalation, resolved, "A way on.")

    desk.complete("ana", "close")

    assert [one["escalated"] for one in desk.file(opened)["linked_cases"]] == [None, 2, None]
