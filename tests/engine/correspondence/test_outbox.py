"""The outbox: one letter per occasion, in the step's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.cases.models import Case
from engine.correspondence.errors import LetterNotFound, NoAddress
from engine.correspondence.models import FAILED, HELD, SENT, WAITING, Letter
from engine.correspondence.outbox import (
    is_address,
    letter_by_id,
    letters_of,
    mark_failed,
    mark_sent,
    release_letters,
    write_letter,
)
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.step import Step
from engine.work.models import Work

Write = Callable[..., Letter]


@pytest.fixture
def write(step: Step, case: Case, package: Package, around: Surroundings) -> Write:
    def write(
        key: str = "welcome", to: str | None = "zoe@example.org", occasion: str = "7", **file: Any
    ) -> Letter:
        context = {
            "name": "Zoë",
            "case": {"reference": case.reference, "secret_link": "https://desk.example/t", "secret": "S"},
            **file,
        }
        return write_letter(step, case, package, key, context, to, around=around, occasion=occasion)

    return write


def work_of(step: Step) -> list[str | None]:
    return list(step.session.scalars(select(Work.ref).where(Work.kind == "letter")))


def test_a_letter_waits_in_the_outbox_with_its_work(step: Step, package: Package, write: Write) -> None:
    letter = write()

    assert (letter.subject, letter.recipient, letter.state) == (
        "DEM-2026-000001-X",
        "zoe@example.org",
        WAITING,
    )
    assert letter.text == "Dear Zoë: https://desk.example/t\n"
    assert letter.version == package.version
    assert work_of(step) == [letter.id]
    assert step.session.info["due"]


def test_the_same_occasion_gives_the_same_letter_and_another_one_another(step: Step, write: Write) -> None:
    first = write()

    again, later = write(), write(occasion="8")

    assert again.id == first.id
    assert later.message_id != first.message_id
    assert step.session.scalar(select(func.count()).select_from(Letter)) == 2


def test_the_message_id_comes_from_the_business_step_alone(write: Write) -> None:
    assert write().message_id == "<5f6b299d-0916-567e-b77c-1f716cd5b820@desk.example>"


@pytest.mark.parametrize(
    ("language", "greeting"),
    [("de", "Guten Tag"), ({"key": "de", "label": "Deutsch"}, "Guten Tag"), ("fr", "Dear"), (None, "Dear")],
)
def test_the_case_files_language_chooses_the_words(write: Write, language: Any, greeting: str) -> None:
    assert write(language=language).text.startswith(greeting)


def test_the_secret_goes_to_nobody_but_the_customer(
    step: Step, case: Case, package: Package, around: Surroundings
) -> None:
    whole = {"name": "Ana", "case": {"reference": "R", "secret": "S"}}
    sly = dict(package.files)
    path = "processes/demo/letters/notice.en.md"
    sly[path] = sly[path].replace(b"{{ name }}", b'{{ get value(case, "sec" + "ret") }}')

    letter = write_letter(
        step,
        case,
        Package.from_files("demo", sly),
        "notice",
        whole,
        "ana@example.org",
        around=around,
        occasion="1",
    )

    assert letter.text == "Dear colleague \n"


@pytest.mark.parametrize(
    "to", [None, "", "nobody", "a@b@c", "two words@example.org", "a@example.org\nBcc: b@c.d"]
)
def test_no_address_is_said_and_writes_nothing(step: Step, write: Write, to: str | None) -> None:
    with pytest.raises(NoAddress):
        write(to=to)

    assert work_of(step) == []


def test_addresses_of_all_usual_forms_are_taken() -> None:
    for address in ("a@b", "first.last+tag@mail.example.org", "zoë@exämple.org", "o'neil@example.co.uk"):
        assert is_address(address)
    assert not is_address(f"{'a' * 65}@example.org")


def test_a_held_case_holds_its_letters_until_it_is_released(step: Step, case: Case, write: Write) -> None:
    case.held = True
    letter = write()
    assert (letter.state, work_of(step)) == (HELD, [])

    count = release_letters(step, case.id)

    assert count == 1
    assert (letter.state, work_of(step)) == (WAITING, [letter.id])
    assert release_letters(step, case.id) == 0


def test_what_became_of_a_letter_is_kept(step: Step, case: Case, write: Write) -> None:
    sent, tried, refused = (write(occasion=str(number)) for number in range(3))

    mark_sent(step.session, sent.id, step.now)
    mark_failed(step.session, tried.id, "451 later", for_good=False)
    mark_failed(step.session, refused.id, "550 unknown", for_good=True)

    assert (sent.state, sent.sent_at) == (SENT, step.now)
    assert (tried.state, tried.error) == (WAITING, "451 later")
    assert (refused.state, refused.error) == (FAILED, "550 unknown")
    assert {letter.id for letter in letters_of(step.session, case.id)} == {sent.id, tried.id, refused.id}
    with pytest.raises(LetterNotFound):
        letter_by_id(step.session, "unknown")
