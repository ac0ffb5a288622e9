"""Catalogues begin with the shipped entries and are an administrator's afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.registers.catalogues import (
    add_entry,
    catalogues,
    entries,
    offer_again,
    relabel_entry,
    retire_entry,
    save_catalogue,
    save_entry,
)
from engine.registers.errors import (
    CatalogueEntryNotFound,
    CatalogueEntryTaken,
    CatalogueError,
    CatalogueNotFound,
)
from engine.registers.queries import catalogue_line, catalogue_lines
from engine.registers.seeds import seed_catalogues

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEEDS = """
catalogues:
  products:
    title: Products
    entries:
      - {key: water, label: Water supply}
      - {key: billing, label: Billing}
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A seed file with one catalogue."""
    file = tmp_path / "catalogues.yaml"
    file.write_text(SEEDS, encoding="utf-8")
    return file


def test_seeds_are_offered_in_their_order(session: Session, seeds: Path) -> None:
    created = seed_catalogues(session, seeds, NOW)

    assert created == ["products"]
    assert list(catalogues(session)["products"].items()) == [
        ("water", "Water supply"),
        ("billing", "Billing"),
    ]


def test_seeding_again_changes_nothing(session: Session, seeds: Path) -> None:
    seed_catalogues(session, seeds, NOW)
    retire_entry(session, "products", "water", NOW)

    assert seed_catalogues(session, seeds, NOW) == []
    assert list(catalogues(session)["products"]) == ["billing"]


def test_a_retired_entry_is_kept_and_can_come_back(session: Session, seeds: Path) -> None:
    seed_catalogues(session, seeds, NOW)
    retire_entry(session, "products", "water", NOW)
    assert [entry.key for entry in entries(session, "products")] == ["water", "billing"]

    save_entry(session, "products", "water", "Drinking water", NOW)

    assert catalogues(session)["products"] == {"water": "Drinking water", "billing": "Billing"}


def test_what_cannot_be_is_refused(session: Session) -> None:
    save_catalogue(session, "units", "Units", NOW)

    with pytest.raises(CatalogueError):
        save_entry(session, "units", "not a key", "Label", NOW)
    with pytest.raises(CatalogueError):
        save_entry(session, "units", "billing", "  ", NOW)
    with pytest.raises(CatalogueEntryNotFound):
        retire_entry(session, "units", "billing", NOW)
    with pytest.raises(CatalogueNotFound):
        entries(session, "nowhere")


def test_a_key_once_used_is_not_given_to_something_else(session: Session, seeds: Path) -> None:
    seed_catalogues(session, seeds, NOW)
    retire_entry(session, "products", "water", NOW)

    with pytest.raises(CatalogueEntryTaken):
        add_entry(session, "products", "water", "Wine", NOW)


def test_a_retired_entry_is_offered_again_under_its_label(session: Session, seeds: Path) -> None:
    seed_catalogues(session, seeds, NOW)
    relabel_entry(session, "products", "water", "Water", NOW)
    retire_entry(session, "products", "water", NOW)

    offer_again(session, "products", "water", NOW)

    assert catalogues(session)["products"]["water"] == "Water"


def test_relabelling_does_not_bring_a_retired_entry_back(session: Session, seeds: Path) -> None:
    seed_catalogues(session, seeds, NOW)
    retire_entry(session, "products", "water", NOW)

    relabel_entry(session, "products", "water", "Water", NOW)

    assert "water" not in catalogues(session)["products"]
    with pytest.raises(CatalogueError):
        relabel_entry(session, "products", "water", " ", NOW)
    with pytest.raises(CatalogueEntryNotFound):
        relabel_entry(session, "products", "wine", "Wine", NOW)


def test_a_list_says_how_much_it_offers(session: Session, seeds: Path) -> None:
    seed_catalogues(session, seeds, NOW)
    save_catalogue(session, "channels", "Channels", NOW)
    retire_entry(session, "products", "water", NOW)

    lines = [(line.key, line.offered, line.retired) for line in catalogue_lines(session)]

    assert lines == [("channels", 0, 0), ("products", 1, 1)]
    assert catalogue_line(session, "products").title == "Products"
    with pytest.raises(CatalogueNotFound):
        catalogue_line(session, "none")
