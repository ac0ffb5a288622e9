"""Every shipped package is without finding, and its stories come true."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.library.check import check_package
from engine.library.package import Package
from engine.library.source import process_keys
from engine.operations.catalogue import OPERATIONS
from engine.scenarios.errors import Unfulfilled
from engine.scenarios.running import PackageResult, Watch, run_package
from engine.scenarios.world import World
from engine.timeline.models import Payload, TimelineEntry
from tests.walks.properties import ALWAYS, AT_THE_END, Seen, broken
from web.desk.telling import VERBS

ROOT = Path(__file__).parents[2]
KEYS = process_keys(ROOT)
SCENARIOS = [(key, name) for key in KEYS for name in sorted(Package.read(ROOT, key).scenarios)]


@cache
def results(key: str) -> PackageResult:
    return run_package(Package.read(ROOT, key), watch=held())


def held() -> Watch:
    """Looks after every step of a story whether what must always hold does (requirements C4)."""
    seen = Seen()

    def look(world: World, last: bool) -> None:
        nonlocal seen
        with world.look() as session:
            found = broken(session, seen, (*ALWAYS, *AT_THE_END) if last else ALWAYS)
            if last:
                found = [*found, *sentences_with_gaps(session)]
        if last:
            seen = Seen()  # the next story begins with an empty store, and with case 1
        if found:
            raise Unfulfilled("what must always hold", "nothing broken", "; ".join(found))

    return look


def sentences_with_gaps(session: Session) -> set[str]:
    """What the timeline's sentences ask for and the entries of a story do not say."""
    kept = select(TimelineEntry.verb, Payload.content).join(Payload, Payload.id == TimelineEntry.payload_id)
    return {
        f'"{VERBS[verb]}" lacks its {name}'
        for verb, content in session.execute(kept)
        for _, name, _, _ in Formatter().parse(VERBS.get(verb, ""))
        if name and name not in json.loads(content)
    }


@pytest.mark.parametrize("key", KEYS)
def test_check_finds_nothing(key: str) -> None:
    package = Package.read(ROOT, key)

    assert [str(finding) for finding in check_package(package, OPERATIONS)] == []


@pytest.mark.parametrize(("key", "name"), SCENARIOS, ids=lambda value: value)
def test_the_story_comes_true(key: str, name: str) -> None:
    [result] = [result for result in results(key).scenarios if result.name == name]

    assert result.failure is None


@pytest.mark.parametrize("key", KEYS)
def test_everything_is_walked_by_some_story(key: str) -> None:
    assert [f"{one.kind} {one.id}: {one.words}" for one in results(key).missing] == []
