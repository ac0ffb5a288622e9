"""Running the scenarios of a package, and what of it they walked."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import AmendsError, InvalidSubmission, NotFound
from engine.library.package import Package
from engine.library.profile_line import with_profile
from engine.scenarios.coverage import Mark, Provable, Walked, provable, walked_in
from engine.scenarios.deeds import DEEDS
from engine.scenarios.errors import ScenarioError, StepFailed
from engine.scenarios.expectations import expect
from engine.scenarios.reading import Scenario, ScenarioStep, read_scenario
from engine.scenarios.story import Story
from engine.scenarios.world import World, copy_store, prepare_store

Watch = Callable[[World, bool], None]  # a world after a step, and whether it was the last one


@dataclass(frozen=True, kw_only=True)
class ScenarioResult:
    """How one scenario went; `failure` is None when every step held."""

    name: str
    title: str
    failure: str | None
    step: int | None  # the number of the step that failed
    walked: Walked


@dataclass(frozen=True, kw_only=True)
class PackageResult:
    """All scenarios of one package together."""

    key: str
    scenarios: tuple[ScenarioResult, ...]
    provable: tuple[Provable, ...]
    missing: tuple[Provable, ...]  # what of it no scenario walked

    @property
    def held(self) -> bool:
        """Whether every step of every scenario held."""
        return all(result.failure is None for result in self.scenarios)

    @property
    def passed(self) -> bool:
        """Whether every scenario held and everything was walked."""
        return self.held and not self.missing


def run_package(
    package: Package,
    only: str | None = None,
    tell: Callable[[ScenarioResult], None] = lambda _result: None,
    watch: Watch = lambda _world, _last: None,
) -> PackageResult:
    """Run the scenarios of a package, or one of them, each in a store of its own; `tell` hears each result.

    `watch` may look at the world after every step; what it raises as AmendsError fails the scenario.

    Raises PackageError when the package cannot be deployed, `ScenarioError` when there is no such scenario.
    """
    chosen = {name: one for name, one in package.scenarios.items() if only in (None, name)}
    if only is not None and not chosen:
        raise ScenarioError(f"{package.key} has no scenario {only}")
    results: list[ScenarioResult] = []
    with (
        tempfile.TemporaryDirectory(prefix="amends-scenario-") as folder,
        _Stage(Path(folder), package) as stage,
    ):
        for name, document in chosen.items():
            result = _run_document(stage, document, name, watch)
            results.append(result)
            tell(result)
    walked = frozenset[Mark]().union(*(result.walked for result in results))
    wanted = provable(package)
    return PackageResult(
        key=package.key,
        scenarios=tuple(results),
        provable=wanted,
        missing=tuple(one for one in wanted if one.mark not in walked),
    )


class _Stage(ExitStack):
    """The stores of a run, one for each organisation and norm profile; every scenario begins them anew."""

    def __init__(self, folder: Path, package: Package) -> None:
        super().__init__()
        self.folder, self.package = folder, package
        self.worlds: dict[tuple[str | None, str | None], tuple[Path, World]] = {}

    def world(self, scenario: Scenario) -> World:
        """A world as the scenario finds it. Raises NotFound, InvalidSubmission for people nobody can be."""
        stage = (scenario.organisation, scenario.profile)
        if stage not in self.worlds:
            chosen = scenario.profile
            package = self.package if chosen is None else with_profile(self.package, chosen)
            place = self.folder / str(len(self.worlds))
            prepared, here = place / "prepared", place / "here"
            prepared.mkdir(parents=True)
            prepare_store(prepared, package, scenario.begins, scenario.organisation)
            copy_store(prepared, here)
            made = World(here, package, scenario.begins)
            self.callback(made.leave)
            self.worlds[stage] = (prepared, made)
        prepared, world = self.worlds[stage]
        world.begin_anew(prepared, scenario.begins)
        world.hire(scenario.people)
        return world


def _run_document(stage: _Stage, document: Mapping[str, Any], name: str, watch: Watch) -> ScenarioResult:
    try:
        scenario = read_scenario(document, name)
    except ScenarioError as error:
        return _result(name, str(document.get("title", name)), str(error))
    try:
        world = stage.world(scenario)
    except (NotFound, InvalidSubmission) as error:
        return _result(name, scenario.title, f"people: {error}")
    return _run(scenario, Story(world=world), watch)


def follow(scenario: Scenario, story: Story, watch: Watch) -> None:
    """Tell a story to its end. Raises `StepFailed` at the first step that does not hold."""
    for step in scenario.steps:
        try:
            _do(story, step)
            watch(story.world, step.number == len(scenario.steps))
        except AmendsError as error:
            at = f"{story.world.now:%a %Y-%m-%d %H:%M} UTC"
            raise StepFailed(step.number, f"step {step.number} ({_said(step)}), {at}: {error}") from error


def _run(scenario: Scenario, story: Story, watch: Watch) -> ScenarioResult:
    try:
        follow(scenario, story, watch)
    except StepFailed as failed:
        return _result(scenario.name, scenario.title, str(failed), failed.number, _walked(story))
    return _result(scenario.name, scenario.title, None, None, _walked(story))


def _do(story: Story, step: ScenarioStep) -> None:
    if step.kind == "expect":
        expect(story, step)
    else:
        DEEDS[step.kind](story, step)


def _said(step: ScenarioStep) -> str:
    return f"{step.kind} {step.value}" if isinstance(step.value, str) else step.kind


def _result(
    name: str, title: str, failure: str | None, step: int | None = None, walked: Walked = frozenset()
) -> ScenarioResult:
    return ScenarioResult(name=name, title=title, failure=failure, step=step, walked=walked)


def _walked(story: Story) -> Walked:
    with story.world.look() as session:
        return walked_in(session, story.world.package)
