"""Every operation a service task may name as its type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.operations.case_link import CASE_LINK
from engine.operations.case_merge import CASE_MERGE
from engine.operations.case_open import CASE_OPEN
from engine.operations.compare_rates import COMPARE_RATES
from engine.operations.count import CASES_COUNT
from engine.operations.entry_keep import ENTRY_KEEP
from engine.operations.entry_read import ENTRY_READ
from engine.operations.find_similar import FIND_SIMILAR
from engine.operations.hold import HOLD_LIFT, HOLD_SET
from engine.operations.letter_draft import LETTER_DRAFT
from engine.operations.letter_latest import LETTER_LATEST
from engine.operations.letter_send import LETTER_SEND
from engine.operations.linked import CASES_LINKED
from engine.operations.operation import Operation
from engine.operations.people_skills import PEOPLE_SKILLS
from engine.operations.process_compare import PROCESS_COMPARE
from engine.operations.process_draft import PROCESS_DRAFT
from engine.operations.process_release import PROCESS_CHECK, PROCESS_RELEASE
from engine.operations.process_running import PROCESS_MIGRATE, PROCESS_REPLAY, PROCESS_RUNNING

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        operation.type: operation
        for operation in (
            LETTER_SEND,
            LETTER_DRAFT,
            LETTER_LATEST,
            FIND_SIMILAR,
            CASE_OPEN,
            CASE_LINK,
            CASE_MERGE,
            CASES_LINKED,
            CASES_COUNT,
            COMPARE_RATES,
            PEOPLE_SKILLS,
            ENTRY_READ,
            ENTRY_KEEP,
            PROCESS_DRAFT,
            PROCESS_CHECK,
            PROCESS_RELEASE,
            PROCESS_RUNNING,
            PROCESS_MIGRATE,
            PROCESS_REPLAY,
            PROCESS_COMPARE,
            HOLD_SET,
            HOLD_LIFT,
        )
    }
)
