"""A random walk: people, customers and time do to the cases of a process whatever is allowed, by a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from engine.cases.models import OPEN, Case, Wait
from engine.clocks.models import RESOLVED, Escalation
from engine.commands.advance.opening import start_event
from engine.commands.advance.reopening import is_reopening
from engine.commands.answer_message import answer_message
from engine.commands.asked_form import asked_form, task_form
from engine.commands.asking import form_named
from engine.commands.cancel_case import cancel_case
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.correlate_message import correlate_message
from engine.commands.erase_case import erase_case
from engine.commands.escalate import escalate
from engine.commands.lift_hold import lift_hold
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.migrate_case import migrate_case
from engine.commands.open_case import is_public, open_case
from engine.commands.reassign import reassign
from engine.commands.resolve_escalation import resolve_escalation
from engine.commands.send_back import earlier_steps, send_back
from engine.commands.set_hold import set_hold
from engine.commands.take_over import take_over
from engine.commands.unmerge_cases import unmerge_cases
from engine.errors import AmendsError
from engine.library.deploy import store as store_version
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.operations.catalogue import OPERATIONS
from engine.records.models import LegalHold
from engine.scenarios.coverage import Walked, walked_in
from engine.scenarios.errors import Unfulfilled
from engine.scenarios.world import World, copy_store, prepare_store
from engine.step import CUSTOMER, SYSTEM, Actor, Step
from engine.tasks.models import OPEN as TASK_OPEN
from engine.tasks.models import Task
from engine.tasks.queries import task_view
from engine.work.queue import next_instant
from tests.walks.answering import Unanswerable
from tests.walks.chance import Chance
from tests.walks.properties import ALWAYS, AT_THE_END, Seen, broken

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - walks keep nothing, so their stores need no disk
STEPS = 12  # things that happen in one walk, at most
WHY = "So it happened."
OWNER = Actor(id="owner", name="The process owner", kind="person", roles=frozenset({"process_owner"}))


@dataclass(kw_only=True)
class Walk:
    """What one walk did and what it found. The seed alone decides everything."""

    seed: str
    did: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    walked: Walked = frozenset()

    def told(self) -> str:
        """What is wrong, the way there, and how to walk it again."""
        way = "\n".join(f"  {number}. {deed}" for number, deed in enumerate(self.did, 1))
        return "\n".join([*self.found, f"after, with seed {self.seed} (make walk SEED={self.seed}):", way])


class Walker(Chance):
    """One walk under way in a world of its own."""

    def __init__(self, world: World, seed: str, steps: int) -> None:
        super().__init__(world, seed)
        self.steps = steps
        self.walk = Walk(seed=seed)
        self.seen = Seen()

    def go(self) -> Walk:
        """Open a case and let things happen to it until all cases are over, or the steps are used up."""
        self._happen(self._open)
        while len(self.walk.did) < self.steps and not self.walk.found and self._goes_on():
            self._happen(self._something())
        with self.world.look() as session:
            self.walk.found += broken(session, self.seen, AT_THE_END)
            self.walk.walked = walked_in(session, self.world.package)
        return self.walk

    def _happen(self, deed: Callable[[], str]) -> None:
        try:
            self.walk.did.append(deed())
        except Unanswerable as stuck:
            self.walk.found.append(f"no answers: {stuck}")
        except Unfulfilled as stuck:
            self.walk.found.append(f"settle: {stuck}")
        except AmendsError as refusal:
            self.walk.refused[type(refusal).__name__] += 1
            self.walk.did.append(f"{deed.__name__.strip('_')} refused: {refusal}")
        with self.world.look() as session:
            self.walk.found += broken(session, self.seen, ALWAYS)

    def _goes_on(self) -> bool:
        with self.world.look() as session:
            return session.scalar(select(Case.id).where(Case.state == OPEN).limit(1)) is not None

    def _something(self) -> Callable[[], str]:
        deeds = (
            (60, self._complete),
            (14, self._time_passes),
            (8, self._message),
            (3, self._escalate),
            (3, self._settle_escalation),
            (3, self._send_back),
            (2, self._reassign),
            (2, self._open),
            (2, self._merge),
            (1, self._link),
            (2, self._migrate),
            (3, self._hold),
            (3, self._erase),
        )
        return self.random.choices([deed for _, deed in deeds], [weight for weight, _ in deeds])[0]

    def _open(self) -> str:
        package = self.world.package
        starts = [one for one in package.model.processes[package.settings.main].starts if _begins(one)]
        event = start_event(package, self.random.choice(starts).id)
        form_id = event.form or event.properties.get("form")
        actor = CUSTOMER if is_public(event) else self.anybody()

        def deed(it: Step) -> str:
            answers = self.answers(it, form_named(package, form_id), {}) if form_id else {}
            given = {"submission": answers} if form_id else {"variables": answers}
            return open_case(it, package.key, start=event.id, **given).reference

        return f"{actor.name} opens {self.do(actor, deed)} by {event.id}"

    def _complete(self) -> str:
        task = self.pick(select(Task).where(Task.state == TASK_OPEN))
        if task is None:
            return self._time_passes()
        actor = self.hands(task)

        def deed(it: Step) -> None:
            view = task_view(it.session, task.id)
            form, context = task_form(it, view)
            answers = self.answers(it, form, context) if form else {}
            if task.assignee_id != actor.id:
                claim_task(it, task.id)
            complete_task(it, task.id, answers)

        self.do(actor, deed)
        return f"{actor.name} completes {task.element}"

    def _time_passes(self) -> str:
        world = self.world
        with world.look() as session:
            following = next_instant(session)
        if following is not None and following > world.now and self.random.random() < 0.6:
            until = min(following, world.now + timedelta(days=400))
        else:
            until = world.now + timedelta(hours=self.random.choice((1, 5, 24, 72, 200)))
        world.travel(until)
        return f"it becomes {until:%Y-%m-%d %H:%M}"

    def _message(self) -> str:
        wait = self.pick(select(Wait).where(Wait.kind == "message"))
        if wait is None:
            return self._complete()
        with self.world.look() as session:
            case = session.get_one(Case, wait.case_id)
        if wait.form:

            def answer(it: Step) -> None:
                form, context = asked_form(it, case.reference, wait.element)
                answer_message(it, case.reference, wait.element, self.answers(it, form, context))

            self.do(CUSTOMER, answer)
        else:
            if wait.key != case.reference:
                return self._complete()  # meant for programs or other cases, which send what they know
            self.do(SYSTEM, lambda it: correlate_message(it, wait.name, wait.key, {}))
        return f"the message {wait.element} arrives"

    def _escalate(self) -> str:
        case, level = self.case(), self.random.randint(1, 3)
        if case is None:
            return self._time_passes()
        self.do(self.world.supervisor(), lambda it: escalate(it, case.id, level, WHY))
        return f"somebody asks level {level} for help with {case.reference}"

    def _settle_escalation(self) -> str:
        one = self.pick(select(Escalation).where(Escalation.state != RESOLVED))
        if one is None:
            return self._complete()
        if self.random.random() < 0.5:
            self.do(self.world.supervisor(), lambda it: take_over(it, one.id))
            return f"a supervisor takes over by {one.code or one.origin}"
        self.do(self.world.supervisor(), lambda it: resolve_escalation(it, one.id, WHY))
        return f"a supervisor resolves {one.code or one.origin}"

    def _send_back(self) -> str:
        task = self.pick(select(Task).where(Task.state == TASK_OPEN))
        if task is None:
            return self._time_passes()
        actor = self.hands(task)

        def deed(it: Step) -> str:
            steps = earlier_steps(it, task.id)
            if not steps:
                return "nowhere"
            element, _ = self.random.choice(steps)
            if task.assignee_id != actor.id:
                claim_task(it, task.id)
            send_back(it, task.id, element, WHY)
            return element

        return f"{actor.name} sends {task.element} back to {self.do(actor, deed)}"

    def _reassign(self) -> str:
        case, person = self.case(), self.anybody()
        if case is None:
            return self._time_passes()
        self.do(self.world.supervisor(), lambda it: reassign(it, case.id, person.id, WHY))
        return f"{case.reference} is given to {person.name}"

    def _merge(self) -> str:
        merged = self.pick(select(Case).where(Case.merged_into_id.is_not(None)))
        if merged is not None:
            self.do(self.world.supervisor(), lambda it: unmerge_cases(it, merged.id, WHY))
            return f"the merge of {merged.reference} is undone"
        case, into = self.case(), self.case()
        if case is None or into is None or case.id == into.id:
            return self._open()
        self.do(self.world.supervisor(), lambda it: merge_cases(it, case.id, into.id, WHY))
        return f"{case.reference} is merged into {into.reference}"

    def _link(self) -> str:
        case, other = self.case(), self.case()
        if case is None or other is None or case.id == other.id:
            return self._complete()
        self.do(self.world.supervisor(), lambda it: link_cases(it, case.id, other.id, "follow-up-of"))
        return f"{case.reference} is linked with {other.reference}"

    def _migrate(self) -> str:
        """To a version that says the same in another file: what the case waits for must not notice."""
        case, package = self.case(), self.world.package
        if case is None:
            return self._time_passes()
        files = {**package.files, f"processes/{package.key}/README.md": b"# The same, said again\n"}
        other = Package.from_files(package.key, files)
        version = package.version if case.version == other.version else other.version

        def deed(it: Step) -> None:
            store_version(it.session, other, SYSTEM, it.now, operations=OPERATIONS)
            migrate_case(it, case.id, version, WHY)

        self.do(OWNER, deed)
        return f"{case.reference} is migrated to another version"

    def _hold(self) -> str:
        hold = self.pick(select(LegalHold).where(LegalHold.lifted_at.is_(None)))
        if hold is not None and self.random.random() < 0.5:
            self.do(self.world.supervisor(), lambda it: lift_hold(it, hold.id, WHY))
            return f"the hold on case {hold.case_id} is lifted"
        case = self.pick(select(Case))
        self.do(self.world.supervisor(), lambda it: set_hold(it, case.id, WHY))
        return f"a hold is set on {case.reference}"

    def _erase(self) -> str:
        case = self.pick(select(Case).where(Case.erased_at.is_(None)))
        if case is None:
            return self._time_passes()
        if case.state == OPEN and self.random.random() < 0.3:
            self.do(self.world.supervisor(), lambda it: cancel_case(it, case.id, WHY))
        self.do(SYSTEM, lambda it: erase_case(it, case.id, WHY))
        return f"{case.reference} is erased"


@contextmanager
def ground(key: str, steps: int = STEPS) -> Iterator[Callable[[str], Walk]]:
    """Where one process is walked: a function from seed to walk, each in a store that begins anew."""
    package = Package.read(shipped_root(), key)
    place = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="amends-walk-", dir=place) as folder:
        prepared, here = Path(folder) / "prepared", Path(folder) / "here"
        prepared.mkdir()
        prepare_store(prepared, package, BEGINS)
        copy_store(prepared, here)
        world = World(here, package, BEGINS)

        def walk(seed: str) -> Walk:
            world.begin_anew(prepared, BEGINS)
            return Walker(world, seed, steps).go()

        try:
            yield walk
        finally:
            world.leave()


def _begins(event: Any) -> bool:
    """Starts that somebody makes: others are for the clock and for other cases, which send what they know."""
    asks = event.form or event.properties.get("form")
    return asks is not None and not is_reopening(event)
