"""letter.latest: when the customer was last written to."""

from __future__ import annotations

from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

CUSTOMER = {"name": "name", "email": "email"}


def asking(audience: str = "customer", **headers: str) -> PackageBuilder:
    """A process that writes a letter, lets somebody work, and then looks up the last letter."""
    return (
        PackageBuilder()
        .settings(customer=CUSTOMER)
        .start()
        .service("write", "letter.send", letter="hello", **headers)
        .user("work")
        .service("look", "letter.latest")
        .user("read")
        .end()
        .on_error("nobody", "write", "no_address")
        .flow("start", "write", "work", "look", "read", "end")
        .flow("nobody", "work")
        .letter("hello", "Dear {{ name }}", audience)
    )


def test_it_tells_which_letter_it_was_and_when(desk: Desk) -> None:
    desk.deploy(asking().build())
    opened = desk.open(name="Kim", email="kim@example.org")
    written = desk.now
    desk.wait(days=3)

    desk.complete("ana", "work")

    latest = desk.file(opened)["latest_letter"]
    assert (latest["letter"], latest["at"]) == ("hello", written.isoformat())
    assert latest["subject"] == f"About {opened.reference}"


def test_without_any_letter_everything_is_null(desk: Desk) -> None:
    desk.deploy(asking().build())
    opened = desk.open(name="Kim")

    desk.complete("ana", "work")

    assert desk.file(opened)["latest_letter"] == {"letter": None, "subject": None, "at": None}


def test_letters_to_colleagues_do_not_count(desk: Desk) -> None:
    desk.deploy(asking("colleague", to="=unit_address").build())
    opened = desk.open(name="Kim", unit_address="billing@example.org")

    desk.complete("ana", "work")

    assert desk.file(opened)["latest_letter"]["letter"] is None
