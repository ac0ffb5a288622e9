"""process.yaml: everything in it is typed, and each wrong key is named."""

from __future__ import annotations

import pytest
import yaml

from engine.errors import PackageError
from engine.library.process_settings import Customer, Point, RegisterFigure
from engine.library.process_yaml import read_process

GOOD = {
    "key": "demo",
    "prefix": "DEM",
    "title": "Demo",
    "purpose": "Shows it.",
    "owner": "staff",
    "main": "demo",
    "clauses": ["BS 8477:2014 6.3"],
    "groups": {"staff": {"title": "All staff"}},
    "escalation": {"levels": {1: "staff"}},
    "customer": {"email": "customer_email"},
    "similar": {"match": ["customer_email"], "days": 90},
    "clocks": {
        "answer": {
            "title": "Answer",
            "kind": "service",
            "target": "5 working days",
            "stops_with": ["done"],
            "points": [{"at": "75 %", "level": 1, "code": "clock_warning"}],
        }
    },
    "registers": {
        "all": {
            "title": "All",
            "columns": [{"title": "Reference", "value": "=case.reference"}],
            "figures": [{"title": "Kept", "value": "=kept", "how": "share"}],
        }
    },
    "statuses": {"open": "Open"},
    "import": ["company"],
}


REGISTER = {"title": "R", "columns": [{"title": "T", "value": "=t"}]}
MONEY = {"title": "F", "value": "=1", "currency": '="EUR"'}


def findings_of(content: object) -> list[tuple[str, str]]:
    with pytest.raises(PackageError) as refused:
        read_process(yaml.safe_dump(content).encode(), "p.yaml")
    return [(finding.element, finding.message) for finding in refused.value.findings]


def test_everything_is_typed() -> None:
    settings = read_process(yaml.safe_dump(GOOD).encode(), "p.yaml")

    assert (settings.key, settings.prefix, settings.owner) == ("demo", "DEM", "staff")
    assert settings.levels == {1: "staff"}
    assert settings.customer == Customer(email="customer_email")
    clock = settings.clocks["answer"]
    assert (clock.starts, clock.calendar, clock.stops_with) == (None, "office", ("done",))
    assert clock.points == (Point(at="75 %", level=1, code="clock_warning"),)
    assert settings.registers["all"].columns[0].value == "=case.reference"
    assert settings.registers["all"].figures == (RegisterFigure(title="Kept", value="=kept", how="share"),)
    assert settings.imports == ("company",)


def test_a_lane_means_a_group_by_key_or_title() -> None:
    settings = read_process(yaml.safe_dump(GOOD).encode(), "p.yaml")

    assert settings.group_named("staff") is settings.groups["staff"]
    assert settings.group_named("All staff") is settings.groups["staff"]
    assert settings.group_named("nobody") is None
    assert settings.group_named(None) is None


@pytest.mark.parametrize(
    ("change", "element", "message"),
    [
        ({"key": None}, "key", "This key has no value."),
        ({"key": "Demo Case"}, "key", "Use small letters, digits and underscores, a letter first."),
        ({"prefix": "demo"}, "prefix", "Use two to six capital letters."),
        ({"colour": "red"}, "colour", "This key is not known here."),
        ({"title": 7}, "title", "This must be text."),
        ({"clauses": "BS"}, "clauses", "This must be a list."),
        ({"groups": ["staff"]}, "groups", "This must be `key: value` lines."),
        ({"groups": {"staff": {}}}, "groups.staff.title", "This key is missing."),
        ({"groups": {"Back Office": {"title": "B"}}}, "groups.Back Office", "Use small letters, digits and"),
        (
            {"escalation": {"levels": {"one": "staff"}}},
            "escalation.levels.one",
            "This must be a whole number.",
        ),
        ({"similar": {"match": [], "days": 9}}, "similar.match", "Say something here."),
        ({"clocks": {"a": {"title": "A", "target": "1 day", "kind": "slow"}}}, "clocks.a.kind", "Use one of"),
        ({"clocks": {"a": {"title": "A", "kind": "service"}}}, "clocks.a.target", "This key is missing."),
        (
            {"registers": {"r": {"title": "R", "columns": [{"title": "T"}]}}},
            "registers.r.columns.0.value",
            "This",
        ),
        (
            {"registers": {"r": {**REGISTER, "figures": [{"title": "F", "value": "=1", "how": "mode"}]}}},
            "registers.r.figures.0.how",
            "Use one of count, share, average, sum, median, 90th percentile.",
        ),
        (
            {"registers": {"r": {**REGISTER, "figures": [{**MONEY, "how": "count"}]}}},
            "registers.r.figures.0.currency",
            "A count is no amount of money.",
        ),
        ({"statuses": {"open": 1}}, "statuses.open", "This must be text."),
    ],
)
def test_a_wrong_key_is_named(change: dict[str, object], element: str, message: str) -> None:
    ((found, said),) = findings_of({**GOOD, **change})

    assert found == element
    assert said.startswith(message)


def test_all_wrong_keys_are_said_at_once() -> None:
    found = findings_of({"key": "demo", "titel": "Demo"})

    assert [element for element, _ in found] == [
        "groups", "main", "owner", "prefix", "purpose", "titel", "title",
    ]  # fmt: skip
