"""What chance has a walk do: who does it, to which case, and with which answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from sqlalchemy import select

from engine.cases.files import Upload, store
from engine.cases.models import OPEN, Case
from engine.commands.advance.running import surroundings
from engine.commands.asking import OFFICE
from engine.forms.form import Form
from engine.registers.catalogues import catalogues
from engine.scenarios.world import World
from engine.step import Actor, Step
from engine.tasks.models import Task
from engine.tasks.queries import task_view
from tests.walks.answering import random_answers


class Chance:
    """Draws from a world by a seed, the same each time."""

    def __init__(self, world: World, seed: str) -> None:
        self.world = world
        self.random = Random(seed)  # noqa: S311 - a seed that can be given again is the point

    def do(self, actor: Actor, deed: Callable[[Step], Any]) -> Any:
        return self.world.do(actor, deed)

    def answers(self, it: Step, form: Form, context: dict[str, Any]) -> dict[str, Any]:
        around = surroundings(it)
        office = around.calendars.get(OFFICE)
        zone = office.zone if office else "UTC"
        answers = random_answers(self.random, form, around, context, catalogues(it.session), zone)
        store(it, list(_papers(answers)))
        return answers

    def hands(self, task: Task) -> Actor:
        """Whoever has it, else one of its groups by chance: the engine refuses whom the rules leave out."""
        if task.assignee_id is not None:
            return self.world.person(task.assignee_id)
        with self.world.look() as session:
            groups = task_view(session, task.id).groups
        people = self.world.members(groups)
        return self.random.choice(people) if people else self.anybody()

    def anybody(self) -> Actor:
        return self.world.actor(self.random.choice(list(self.world.people)))

    def case(self) -> Case | None:
        return self.pick(select(Case).where(Case.state == OPEN, Case.process == self.world.package.key))

    def pick(self, query: Any) -> Any:
        """One of the rows by chance; ids are random, so what people see orders them."""
        with self.world.look() as session:
            rows = list(session.scalars(query))
        rows.sort(key=_order)
        return self.random.choice(rows) if rows else None


def _papers(answers: Any) -> Iterator[Upload]:
    """The files that the answers name, as they were sent before the form."""
    if isinstance(answers, dict) and {"id", "name", "type", "size"} <= answers.keys():
        content = b"A paper. ".ljust(answers["size"])
        yield Upload(
            id=answers["id"], field="", name=answers["name"], media_type=answers["type"], content=content
        )
    elif isinstance(answers, dict | list):
        for one in answers.values() if isinstance(answers, dict) else answers:
            yield from _papers(one)


def _order(row: Any) -> tuple[str, ...]:
    names = ("case_id", "run", "place", "raised_at", "level", "element", "reference")
    return tuple(str(getattr(row, name, "")).zfill(8) for name in names)
