"""letter.send: whom it writes to, what it may say, and what happens without an address."""

from __future__ import annotations

import pytest

from engine.correspondence.models import Letter
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder
from tests.engine.records.leaves import where_found

CUSTOMER = {"name": "name", "email": "email", "language": "language"}


def writing(text: str = "Dear {{ name }}", audience: str = "customer", **headers: str) -> PackageBuilder:
    """A process that writes one letter, and telephones who has no address."""
    return (
        PackageBuilder()
        .settings(customer=CUSTOMER)
        .start()
        .service("write", "letter.send", letter="hello", **headers)
        .end()
        .on_error("nobody", "write", "no_address")
        .user("telephone")
        .end("told")
        .flow("start", "write", "end")
        .flow("nobody", "telephone", "told")
        .letter("hello", text, audience)
    )


def test_it_writes_to_the_customer(desk: Desk) -> None:
    desk.deploy(writing().build())

    opened = desk.open(name="Kim", email="kim@example.org")

    (letter,) = desk.rows(Letter)
    assert (letter.recipient, letter.subject) == ("kim@example.org", f"About {opened.reference}")
    assert "Dear Kim" in letter.text
    assert "letter written" in desk.verbs(opened)


def test_it_writes_to_whom_the_header_names(desk: Desk) -> None:
    desk.deploy(writing(to="=unit_address").build())

    desk.open(name="Kim", email="kim@example.org", unit_address="billing@example.org")

    assert [letter.recipient for letter in desk.rows(Letter)] == ["billing@example.org"]


@pytest.mark.parametrize("address", [None, "", "no address", 7, "a@b\nBcc: x@y"])
def test_without_an_address_the_diagram_decides(desk: Desk, address: object) -> None:
    desk.deploy(writing().build())

    desk.open(name="Kim", email=address)

    assert desk.open_tasks() == ["telephone"]
    assert desk.rows(Letter) == []


def test_the_customer_is_told_the_secret(desk: Desk) -> None:
    desk.deploy(writing("Your secret is {{ case.secret }} at {{ case.secret_link }}.").build())

    opened = desk.open(name="Kim", email="kim@example.org")

    (letter,) = desk.rows(Letter)
    assert opened.secret in letter.text
    assert f"/track/{opened.reference}" in letter.text


def test_nothing_else_in_the_store_holds_the_secret(desk: Desk) -> None:
    desk.deploy(writing().build())

    opened = desk.open(name="Kim", email="kim@example.org")

    assert where_found(desk.database, ["kim@example.org"])
    assert not where_found(desk.database, [opened.secret])


def test_a_letter_that_is_not_in_the_package_is_an_incident(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .service("write", "letter.send", letter="nothing")
        .end()
        .flow("start", "write", "end")
    )
    desk.deploy(builder.settings(customer=CUSTOMER).build())

    desk.open(email="kim@example.org")

    assert desk.incidents() == [("job", "job-failed")]
