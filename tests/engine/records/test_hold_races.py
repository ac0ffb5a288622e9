"""A hold and an erasure at the same moment: what is held is there, and what is erased was not held."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine.cases.errors import CaseErased
from engine.commands.erase_case import erase_case
from engine.commands.lift_hold import lift_hold
from engine.commands.link_cases import link_cases
from engine.commands.set_hold import set_hold
from engine.records.errors import UnderHold
from engine.records.models import LegalHold
from tests.engine.commands.desk import Desk
from tests.engine.records.conftest import WHY, ended
from tests.together import together

ROUNDS = 10
COURT = "A court may ask for it."


def test_of_a_hold_and_an_erasure_exactly_one_comes_first(desk: Desk) -> None:
    for _ in range(ROUNDS):
        case = ended(desk)

        held, erased = together(
            partial(desk.do, "ada", set_hold, case.case_id, COURT),
            partial(desk.do, "ada", erase_case, case.case_id, WHY),
        )

        if isinstance(held, CaseErased):
            assert isinstance(erased, str)
            assert desk.case(case).erased_at is not None
        else:
            assert isinstance(held, str)
            assert isinstance(erased, UnderHold)
            assert desk.case(case).erased_at is None


@pytest.mark.parametrize("first", ["hold", "link"])
def test_a_hold_on_a_linked_case_never_comes_between(desk: Desk, first: str) -> None:
    """Whichever came last finds the erasure done, or the erasure finds it."""
    for done in range(ROUNDS):
        case, other = ended(desk), ended(desk)
        deeds: dict[str, Callable[[], object]] = {
            "hold": partial(desk.do, "ada", set_hold, other.case_id, COURT),
            "link": partial(desk.do, "ana", link_cases, case.case_id, other.case_id, "caused"),
        }
        deeds.pop(first)()

        said, erased = together(
            *deeds.values(),
            partial(desk.do, "ada", erase_case, case.case_id, WHY),
        )

        kept = isinstance(erased, UnderHold)
        too_late = first == "hold" and not kept  # an erased case is linked with no other
        assert isinstance(said, CaseErased) == too_late
        assert (desk.case(case).erased_at is None) == kept
        hold = sorted(desk.rows(LegalHold), key=lambda row: row.case_id)[done]
        if kept:
            desk.do("ada", lift_hold, hold.id, "The court has closed the matter.")
            desk.do("ada", erase_case, case.case_id, WHY)
        assert desk.case(case).erased_at is not None
