"""Catalogues, for programs: kept by administrators, the same commands as the pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.furnished import Office, Program


@pytest.fixture
def keeper(office: Office) -> Program:
    """A program of an administrator."""
    return office.program("admin")


def test_a_catalogue_is_made_filled_renamed_and_thinned_out(office: Office, keeper: Program) -> None:
    made = keeper.post("/catalogues", {"key": "vans", "title": "Vans"})
    added = [
        keeper.post("/catalogues/vans/entries", {"key": key, "label": key.upper()})[0] for key in ("a", "b")
    ]
    keeper.post("/catalogues/vans/entries/a", {"label": "Van A"})
    keeper.post("/catalogues/vans/entries/b/retire")
    offered = office.program("ana").get("/catalogues")[1]["catalogues"]["vans"]

    assert (made[0], added) == (201, [201, 201])
    assert offered == {"a": "Van A"}
    listed = keeper.get("/catalogues/vans")[1]["entries"]
    assert [(one["key"], one["label"], one["retired_at"] is None) for one in listed] == [
        ("a", "Van A", True),
        ("b", "B", False),
    ]

    keeper.post("/catalogues/vans/entries/b/offer")

    assert keeper.get("/catalogues")[1]["catalogues"]["vans"] == {"a": "Van A", "b": "B"}
    changes = keeper.get("/changes", kind="catalogue", subject="vans")[1]["changes"]
    assert [one["what"] for one in changes] == [
        "entry offered again",
        "entry retired",
        "entry called otherwise",
        "entry added",
        "entry added",
        "catalogue made",
    ]


def test_the_record_of_an_entry_is_kept_and_read(keeper: Program) -> None:
    path = "/catalogues/change_items/entries/website/details"
    keeper.post(path, {"details": {"version": "7.1", "depends_on": ["network"], "owner": None}})
    status, said = keeper.post(path, {"details": {"criticality": "enormous"}})

    read = keeper.get("/catalogues/change_items")[1]
    website = next(one for one in read["entries"] if one["key"] == "website")
    assert website["details"] == {
        "kind": "web_page",
        "version": "7.1",
        "criticality": "high",
        "depends_on": ["network"],
    }
    assert "version" in [one["key"] for one in read["attributes"]]
    assert (status, said["errors"]) == (422, {"criticality": ["Choose one of low, medium, high."]})


def test_an_entry_sent_twice_is_added_once(keeper: Program) -> None:
    sent = {"key": "drone", "label": "Drone"}

    first, again = (keeper.post("/catalogues/products/entries", sent, key="k1") for _ in range(2))

    assert (first[0], again[0]) == (201, 201)


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/catalogues", {"key": "products", "title": "Products"}, 409),
        ("/catalogues", {"key": "so much", "title": "Vans"}, 400),
        ("/catalogues", {"key": "vans"}, 422),
        ("/catalogues/vans/entries", {"key": "a", "label": "A"}, 404),
        ("/catalogues/products/entries", {"key": "internet", "label": "Again"}, 409),
        ("/catalogues/products/entries/moon", {"label": "Moon"}, 404),
        ("/catalogues/products/entries/internet", {"label": " "}, 400),
        ("/catalogues/products/entries/moon/retire", {}, 404),
    ],
)
def test_what_cannot_be_kept_is_refused(
    keeper: Program, path: str, sent: dict[str, Any], status: int
) -> None:
    assert keeper.post(path, sent)[0] == status


def test_only_administrators_change_catalogues(office: Office) -> None:
    status, said = office.program("ana").post("/catalogues", {"key": "vans", "title": "Vans"})

    assert (status, said["detail"]) == (403, "Only administrators may do this.")
