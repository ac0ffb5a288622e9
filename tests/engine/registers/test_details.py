"""Of each entry of a catalogue a record is kept: details by attribute, what it depends on, what needs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission
from engine.registers.attributes import Attribute, read_attributes
from engine.registers.catalogues import catalogues, retire_entry, save_catalogue, save_entry
from engine.registers.details import add_attribute, attributes_of, keep_details, record_of, records
from engine.registers.errors import CatalogueEntryNotFound, CatalogueError, CatalogueNotFound
from engine.registers.seeds import seed_catalogues

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEEDS = """
catalogues:
  items:
    title: Items
    attributes:
      - {key: kind, title: Kind, type: choice, options: {system: System, database: Database}}
      - {key: owner, title: Owner}
      - {key: depends_on, title: Depends on, type: entries}
      - {key: reviewed, title: Reviewed, type: date}
    entries:
      - {key: billing, label: Billing, kind: system, depends_on: [customers, network], reviewed: 2026-02-01}
      - {key: customers, label: Customers, kind: database, owner: Ada, depends_on: [network]}
      - {key: network, label: Network}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A seed file with a catalogue that keeps records."""
    path = tmp_path / "catalogues.yaml"
    path.write_text(SEEDS, encoding="utf-8")
    return path


@pytest.fixture
def items(session: Session, file: Path) -> Session:
    """A store that has it."""
    seed_catalogues(session, file, NOW)
    return session


def test_a_record_says_what_is_kept_and_what_needs_the_entry(items: Session) -> None:
    assert record_of(items, "items", "customers").plain() == {
        "key": "customers",
        "label": "Customers",
        "retired": False,
        "kind": {"key": "database", "label": "Database"},
        "owner": "Ada",
        "depends_on": [{"key": "network", "label": "Network"}],
        "reviewed": None,
        "needed_by": [{"key": "billing", "label": "Billing"}],
    }


def test_records_stand_in_the_order_of_the_catalogue_and_in_words(items: Session) -> None:
    found = records(items, "items")
    billing = found[0]

    assert [one.key for one in found] == ["billing", "customers", "network"]
    assert [billing.words(one) for one in billing.attributes] == [
        "System",
        "",
        "Customers, Network",
        "2026-02-01",
    ]
    assert found[2].needed_by == ("billing", "customers")


def test_what_is_given_is_kept_and_the_rest_is_left_alone(items: Session) -> None:
    keep_details(items, "items", "customers", {"owner": "  Bo ", "reviewed": "2026-03-01T10:00:00Z"}, NOW)

    details = record_of(items, "items", "customers").details
    assert details == {
        "kind": "database",
        "owner": "Bo",
        "depends_on": ["network"],
        "reviewed": "2026-03-01",
    }


def test_an_empty_value_takes_one_away(items: Session) -> None:
    keep_details(items, "items", "customers", {"owner": " ", "depends_on": []}, NOW)

    assert record_of(items, "items", "customers").details == {"kind": "database"}


def test_choices_and_entries_come_by_code_or_as_forms_keep_them(items: Session) -> None:
    given = {"kind": {"key": "system", "label": "x"}, "depends_on": [{"key": "billing"}, "billing"]}
    keep_details(items, "items", "network", given, NOW)

    assert record_of(items, "items", "network").details == {"kind": "system", "depends_on": ["billing"]}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "boat"}, "Choose one of system, database."),
        ({"kind": 5}, "Kind is kept as text, and this is 5."),
        ({"owner": "x" * 501}, "At most 500 characters, please."),
        ({"reviewed": "soon"}, "Give a day, such as 2026-03-02."),
        ({"depends_on": ["moon"]}, "There is no other entry moon in this catalogue."),
        ({"depends_on": ["billing"]}, "There is no other entry billing in this catalogue."),
        ({"depends_on": 5}, "Give a list of entries."),
        ({"colour": "red"}, "This catalogue keeps no such thing."),
    ],
)
def test_what_cannot_be_kept_is_said_by_attribute_and_nothing_is_kept(
    items: Session, given: dict[str, Any], says: str
) -> None:
    before = record_of(items, "items", "billing").details

    with pytest.raises(InvalidSubmission) as refused:
        keep_details(items, "items", "billing", {"owner": "Eve", **given}, NOW)

    (name,) = given
    assert refused.value.errors == {name: [says]}
    assert record_of(items, "items", "billing").details == before


def test_what_is_not_there_is_not_found(items: Session) -> None:
    with pytest.raises(CatalogueEntryNotFound):
        record_of(items, "items", "moon")
    with pytest.raises(CatalogueEntryNotFound):
        keep_details(items, "items", "moon", {}, NOW)
    with pytest.raises(CatalogueNotFound):
        attributes_of(items, "moons")


def test_a_retired_entry_keeps_its_record(items: Session) -> None:
    retire_entry(items, "items", "customers", NOW)

    record = record_of(items, "items", "customers")

    assert record.plain()["retired"] is True
    assert record.details["owner"] == "Ada"


def test_a_record_changes_nothing_of_what_forms_offer(items: Session) -> None:
    before = catalogues(items)["items"]
    keep_details(items, "items", "billing", {"owner": "Bo"}, NOW)

    assert catalogues(items)["items"] == before


def test_one_thing_more_is_kept_of_every_entry(items: Session) -> None:
    add_attribute(items, "items", Attribute(key="version", title="Version"), NOW)
    keep_details(items, "items", "billing", {"version": "2.4"}, NOW)

    assert record_of(items, "items", "billing").plain()["version"] == "2.4"
    with pytest.raises(CatalogueError, match="two attributes version"):
        add_attribute(items, "items", Attribute(key="version", title="Again"), NOW)


def test_a_catalogue_from_before_there_were_attributes_gets_them(session: Session, file: Path) -> None:
    save_catalogue(session, "items", "Our items", NOW)
    save_entry(session, "items", "billing", "Billing of ours", NOW)

    assert seed_catalogues(session, file, NOW) == []

    [record] = records(session, "items")
    assert (record.label, record.details) == ("Billing of ours", {"kind": "system", "reviewed": "2026-02-01"})


def test_seeding_again_leaves_what_was_kept_since(items: Session, file: Path) -> None:
    keep_details(items, "items", "customers", {"owner": "Bo"}, NOW)

    seed_catalogues(items, file, NOW)

    assert record_of(items, "items", "customers").details["owner"] == "Bo"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"key": "owner"}, "attributes are a list"),
        ([{"key": "owner"}], "says key, title"),
        ([{"key": "owner", "title": " "}], "needs a title"),
        ([{"key": "two words", "title": "X"}], "cannot be an attribute"),
        ([{"key": "label", "title": "X"}], "cannot be an attribute"),
        ([{"key": "owner", "title": "X", "type": "boat"}], "owner is a boat; known are text, choice"),
        ([{"key": "owner", "title": "X", "type": "choice"}], "it needs some"),
        ([{"key": "owner", "title": "X", "options": {"a": "A"}}], "options are for a choice"),
        ([{"key": "owner", "title": "X"}, {"key": "owner", "title": "Y"}], "two attributes owner"),
    ],
)
def test_what_cannot_be_an_attribute_is_refused(given: Any, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        read_attributes(given)
