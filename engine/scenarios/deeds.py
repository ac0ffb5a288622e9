"""What a scenario's steps do: each one is the command a person would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from engine.cases.access import require_may_do
from engine.cases.files import store, upload
from engine.cases.models import Case, Wait
from engine.clocks.models import RESOLVED, Escalation
from engine.commands.advance.opening import start_event
from engine.commands.advance.reopening import REOPEN, reopening_event
from engine.commands.answer_message import answer_message
from engine.commands.cancel_case import cancel_case
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.correct_answer import correct_answer
from engine.commands.correlate_message import correlate_message
from engine.commands.escalate import escalate
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import Opened, open_case
from engine.commands.resolve_escalation import resolve_escalation
from engine.commands.send_back import send_back
from engine.commands.take_over import take_over
from engine.commands.unmerge_cases import unmerge_cases
from engine.errors import AmendsError
from engine.library.errors import ProcessNotFound
from engine.library.live import live_package
from engine.library.package import Package
from engine.scenarios.comparing import agrees, at_path, say
from engine.scenarios.errors import ScenarioError, Unfulfilled
from engine.scenarios.outside import do_outside_work
from engine.scenarios.preparing import draft, norm_times
from engine.scenarios.reading import ScenarioStep
from engine.scenarios.story import Story
from engine.step import CUSTOMER, SYSTEM, Actor, Step
from engine.tasks.models import COMPLETED, OPEN, Task, TaskCandidate
from engine.worktime.amount import add_amount, read_amount


def open_a_case(story: Story, step: ScenarioStep) -> None:
    """Somebody opens a case; without `by` it is the customer. With `says` it must be refused so."""
    world = story.world
    package = _opened_package(story, step)
    event = start_event(package, step.option("start"))
    asks = (event.form or event.properties.get("form")) is not None
    actor = world.actor(step.by) if step.by else CUSTOMER

    def deed(it: Step) -> Opened:
        submission, variables = (step.answers, None) if asks else (None, step.answers)
        return open_case(it, package.key, start=event.id, submission=submission, variables=variables)

    if step.says:
        _must_be_refused(step, f"opening by {actor.name}", lambda: world.do(actor, deed))
        return
    opened = world.do(actor, deed)
    story.turn_to(opened.case_id, opened.reference)


def _opened_package(story: Story, step: ScenarioStep) -> Package:
    """The story's own, or the live one of a process that it deals with."""
    key = step.option("process")
    if key is None or key == story.world.package.key:
        return story.world.package
    try:
        with story.world.look() as session:
            return live_package(session, str(key))
    except ProcessNotFound as missing:
        raise ScenarioError(f"open: no process '{key}' belongs to this story") from missing


def complete(story: Story, step: ScenarioStep) -> None:
    """A member of the lane claims the task and completes it, with files where the step has some."""
    task = _open_task(story, step, str(step.value))
    actor = _hands(story, step, task)
    _claim_and(story, actor, task, lambda it: complete_task(it, task.id, _with_files(it, step)))


def _with_files(it: Step, step: ScenarioStep) -> dict[str, Any]:
    """The answers, with what the file fields hold once the files of the step have been uploaded."""
    answers = dict(step.answers)
    for name, files in step.files.items():
        uploads = [upload(name, file, str(text).encode()) for file, text in files.items()]
        store(it, uploads)
        answers[name] = [one.metadata for one in uploads]
    return answers


def refuse(story: Story, step: ScenarioStep) -> None:
    """Completing must be refused, and nothing must change."""
    task = _open_task(story, step, str(step.value))
    actor = _hands(story, step, task)
    _must_be_refused(
        step,
        f"completing {step.value} by {actor.name}",
        lambda: _claim_and(story, actor, task, lambda it: complete_task(it, task.id, step.answers)),
    )


def _must_be_refused(step: ScenarioStep, what: str, deed: Callable[[], object]) -> None:
    try:
        deed()
    except AmendsError as refusal:
        if step.says and step.says.lower() not in str(refusal).lower():
            raise Unfulfilled("the refusal says", repr(step.says), repr(str(refusal))) from refusal
        return
    raise Unfulfilled(what, "to be refused", "it was accepted")


def wait(story: Story, step: ScenarioStep) -> None:
    """Time passes; working time is that of the office."""
    world = story.world
    world.travel(add_amount(world.now, read_amount(str(step.value)), world.office()))


def message(story: Story, step: ScenarioStep) -> None:
    """The customer answers on the tracking page; a message without a form comes from a program."""
    world, name = story.world, str(step.value)
    with world.look() as session:
        awaited = session.scalars(
            select(Wait).where(Wait.case_id == story.case_id, Wait.kind == "message").order_by(Wait.opened_at)
        )
        found = next((each for each in awaited if name in (each.element, each.name)), None)
    if found is not None and found.form:
        actor = world.actor(step.by) if step.by else CUSTOMER
        element = found.element
        world.do(actor, lambda it: answer_message(it, story.reference, element, step.answers))
        return
    if found is None and _reopens(story, step, name):
        return
    called = found.name if found is not None and found.name else name
    received = world.do(SYSTEM, lambda it: correlate_message(it, called, story.reference, step.answers))
    if not received:
        raise Unfulfilled(f"message {name}", "somebody to wait for it", "nobody")


def _reopens(story: Story, step: ScenarioStep, name: str) -> bool:
    """The customer of an ended case has it reopened, by the form drawn at that start event."""
    event = reopening_event(story.world.package)
    if event is None or name not in (event.id, REOPEN) or "form" not in event.properties:
        return False
    actor = story.world.actor(step.by) if step.by else CUSTOMER
    story.world.do(actor, lambda it: answer_message(it, story.reference, event.id, step.answers))
    return True


def escalate_by_hand(story: Story, step: ScenarioStep) -> None:
    """Somebody asks a higher level for help."""
    level, reason = step.option("level"), str(step.option("reason") or "")
    if not isinstance(level, int):
        raise ScenarioError("escalate: level must be a whole number")
    _supervise(story, step, lambda it: escalate(it, story.case_id, level, reason))


def take_it_over(story: Story, step: ScenarioStep) -> None:
    """A supervisor takes the case, by its newest escalation or the one named."""
    escalation = _escalation(story, step)
    _supervise(story, step, lambda it: take_over(it, escalation))


def resolve(story: Story, step: ScenarioStep) -> None:
    """A supervisor settles the newest escalation or the one named."""
    escalation, reason = _escalation(story, step), str(step.option("reason") or step.value)
    _supervise(story, step, lambda it: resolve_escalation(it, escalation, reason))


def send_a_task_back(story: Story, step: ScenarioStep) -> None:
    """Whoever has the task sends it back to an earlier step."""
    task = _open_task(story, step, str(step.option("task")))
    target, reason = str(step.option("to")), str(step.option("reason") or "")
    actor = _hands(story, step, task)
    _claim_and(story, actor, task, lambda it: send_back(it, task.id, target, reason))


def correct(story: Story, step: ScenarioStep) -> None:
    """Whoever completed a task corrects their answers."""
    element, reason = str(step.option("task")), str(step.option("reason") or "")
    with story.world.look() as session:
        task = session.scalars(
            select(Task)
            .where(Task.case_id == story.case_id, Task.element == element, Task.state == COMPLETED)
            .order_by(Task.ended_at.desc())
        ).first()
    if task is None or task.ended_by is None:
        raise Unfulfilled("completed tasks", element, "it was not completed yet")
    actor = story.world.actor(step.by) if step.by else story.world.person(task.ended_by)
    found = task.id
    story.world.do(actor, lambda it: correct_answer(it, found, step.answers, reason))


def cancel(story: Story, step: ScenarioStep) -> None:
    """A supervisor stops the case."""
    _supervise(story, step, lambda it: cancel_case(it, story.case_id, str(step.value)))


def turn_to(story: Story, step: ScenarioStep) -> None:
    """Go on with the newest case of a process, or with the one of this number, the first opened being 1."""
    process = step.option("process") or (
        step.value if isinstance(step.value, str) else story.world.package.key
    )
    with story.world.look() as session:
        cases = session.execute(
            select(Case.id, Case.reference).where(Case.process == process).order_by(Case.id)
        ).all()
    number = step.option("number") or len(cases)
    if not isinstance(number, int) or not 1 <= number <= len(cases):
        raise Unfulfilled(f"cases of {process}", f"number {number}", str(len(cases)))
    story.turn_to(*cases[number - 1])


def link(story: Story, step: ScenarioStep) -> None:
    """Somebody links the case with one that the story told of before."""
    other, kind = story.told_of(step.option("to")), str(step.option("kind") or "related")
    _supervise(story, step, lambda it: link_cases(it, story.case_id, other, kind))


def merge(story: Story, step: ScenarioStep) -> None:
    """Somebody merges the case into one that the story told of before."""
    into, reason = story.told_of(step.option("into")), str(step.option("reason") or "")
    _supervise(story, step, lambda it: merge_cases(it, story.case_id, into, reason))


def unmerge(story: Story, step: ScenarioStep) -> None:
    """Somebody undoes the merge of the case."""
    _supervise(story, step, lambda it: unmerge_cases(it, story.case_id, str(step.value)))


DEEDS: Mapping[str, Callable[[Story, ScenarioStep], None]] = {
    "open": open_a_case,
    "complete": complete,
    "refuse": refuse,
    "wait": wait,
    "message": message,
    "worker": do_outside_work,
    "escalate": escalate_by_hand,
    "take_over": take_it_over,
    "resolve": resolve,
    "send_back": send_a_task_back,
    "correct": correct,
    "cancel": cancel,
    "turn_to": turn_to,
    "link": link,
    "draft": draft,
    "merge": merge,
    "unmerge": unmerge,
    "norm_times": norm_times,
}


def _claim_and(story: Story, actor: Actor, task: Task, deed: Callable[[Step], Any]) -> None:
    def both(it: Step) -> None:
        if task.assignee_id != actor.id:
            claim_task(it, task.id)
        deed(it)

    story.world.do(actor, both)


def _supervise(story: Story, step: ScenarioStep, deed: Callable[[Step], Any]) -> None:
    actor = story.world.actor(step.by) if step.by else story.world.supervisor()
    story.world.do(actor, deed)


def _open_task(story: Story, step: ScenarioStep, element: str) -> Task:
    """The open task of this element, the first of several unless the step says which."""
    with story.world.look() as session:
        tasks = session.scalars(
            select(Task)
            .where(Task.case_id == story.case_id, Task.state == OPEN)
            .order_by(Task.opened_at, Task.instance, Task.place)
        ).all()
    alike = [task for task in tasks if task.element == element]
    fitting = [
        task
        for task in alike
        if step.instance in (None, task.instance)
        and all(_holds(task.local, key, value) for key, value in step.where.items())
    ]
    if not fitting:
        which = f"{element} with {say(step.where) if step.where else step.instance}" if alike else element
        raise Unfulfilled("open tasks", which, say(sorted(task.element for task in tasks)))
    return fitting[0]


def _holds(local: Mapping[str, Any], path: str, value: Any) -> bool:
    """Whether a variable of the task, or a key of the item it is about, has this value."""
    return any(agrees(value, at_path(place, path)) for place in (local, *local.values()))


def _hands(story: Story, step: ScenarioStep, task: Task) -> Actor:
    """Who does the task: who is named, who has it, else the first candidate whom four eyes allow."""
    if step.by:
        return story.world.actor(step.by)
    if task.assignee_id:
        return story.world.person(task.assignee_id)
    with story.world.look() as session:
        groups = session.scalars(
            select(TaskCandidate.ref)
            .where(TaskCandidate.task_id == task.id, TaskCandidate.kind == "group")
            .order_by(TaskCandidate.ref)
        ).all()
        refusal: AmendsError | None = None
        for actor in story.world.members(groups):
            try:
                require_may_do(session, actor, task)
            except AmendsError as error:
                refusal = error
                continue
            return actor
    raise Unfulfilled(f"hands for {task.element}", "somebody of its lane", str(refusal or "nobody"))


def _escalation(story: Story, step: ScenarioStep) -> str:
    with story.world.look() as session:
        waiting = session.scalars(
            select(Escalation)
            .where(Escalation.case_id == story.case_id, Escalation.state != RESOLVED)
            .order_by(Escalation.raised_at.desc(), Escalation.level.desc())
        ).all()
    wanted = {key: step.option(key) for key in ("level", "clock", "code") if step.option(key) is not None}
    for escalation in waiting:
        if all(getattr(escalation, key) == value for key, value in wanted.items()):
            return escalation.id
    raise Unfulfilled("escalations", say(wanted) if wanted else "one that waits", "none")
