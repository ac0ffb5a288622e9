"""A case is erased by an administrator, with a reason, and when nothing about it is under way any more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.commands.erase_case import erase_case
from engine.correspondence.models import WAITING, Letter
from engine.errors import InvalidSubmission
from engine.people.errors import NotAdministrator
from engine.records.errors import ErasedBefore, LettersWaiting, StillOpen
from tests.engine.commands.desk import Desk
from tests.engine.records.conftest import WHY, ended, opened


def test_an_open_case_is_refused(desk: Desk) -> None:
    case = opened(desk)

    with pytest.raises(StillOpen, match="still open"):
        desk.do("ada", erase_case, case.case_id, WHY)


def test_a_second_time_is_refused(desk: Desk) -> None:
    case = ended(desk)
    desk.do("ada", erase_case, case.case_id, WHY)

    with pytest.raises(ErasedBefore):
        desk.do("ada", erase_case, case.case_id, WHY)


def test_a_letter_that_has_not_left_is_not_taken_back_in_silence(desk: Desk) -> None:
    case = ended(desk)
    with desk.database.write() as session:
        session.scalars(select(Letter)).one().state = WAITING

    with pytest.raises(LettersWaiting):
        desk.do("ada", erase_case, case.case_id, WHY)


def test_it_takes_an_administrator_and_a_reason(desk: Desk) -> None:
    case = ended(desk)

    with pytest.raises(NotAdministrator):
        desk.do("sue", erase_case, case.case_id, WHY)
    with pytest.raises(InvalidSubmission):
        desk.do("ada", erase_case, case.case_id, " ")
