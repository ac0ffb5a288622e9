"""What the oracle is made of: variables, scopes, blocks and blocks at work. It knows no tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.engine.bpmn.drawing import Drawing

# the id of a task, message or timer, with the items of the instances around it
Target = tuple[str, tuple[Any, ...]]


class Env:
    """Variables as the extension scopes them."""

    def __init__(self, parent: Env | None, values: dict[str, Any], *, called: bool = False) -> None:
        self.parent = parent
        self.values = values
        self.called = called
        self.written: set[str] = set()

    def chain(self) -> Iterator[Env]:
        env: Env | None = self
        while env is not None:
            yield env
            env = None if env.called else env.parent

    def get(self, name: str) -> Any:
        return next((env.values[name] for env in self.chain() if name in env.values), None)

    def set(self, name: str, value: Any) -> None:
        chain = list(self.chain())
        target = next((env for env in chain if name in env.values), chain[-1])
        target.values[name] = value
        target.written.add(name)


class Scope:
    """What runs beside the main path of a sub-process and keeps it open."""

    def __init__(self) -> None:
        self.extras: dict[
            str, Active
        ] = {}  # by the block it came from; one at a time, so that tokens do not mix

    def busy(self, block: str) -> bool:
        return block in self.extras and not self.extras[block].done


class Oracle:
    """Counts what was entered."""

    def __init__(self) -> None:
        self.entered: Counter[str] = Counter()


class Active:
    """A block at work. `waits` lists what may happen; `happen` does it; `done` says whether it is over."""

    done = False

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        yield from ()

    def happen(self, target: Target, value: Any) -> None:
        raise NotImplementedError


class Nothing(Active):
    done = True


def after(active: Active, then: Callable[[], None]) -> Iterator[tuple[str, Target, Active]]:
    """The waits of a part; when one of them happened, the whole goes on."""
    for kind, target, inner in active.waits():
        yield kind, target, Relay(inner, then)


class Relay(Active):
    def __init__(self, inner: Active, then: Callable[[], None]) -> None:
        self.inner, self.then = inner, then

    def happen(self, target: Target, value: Any) -> None:
        self.inner.happen(target, value)
        self.then()


class Block:
    """A piece of a diagram: draws itself between two ids, and starts as an Active."""

    def __init__(self, identity: str, items: tuple[str, ...]) -> None:
        self.id = identity
        self.items = items  # names of the items visible here

    def names(self) -> set[str]:
        """Variables written in here."""
        return set()

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        """Draw; first and last node."""
        raise NotImplementedError

    def start(self, env: Env, scope: Scope, oracle: Oracle) -> Active:
        raise NotImplementedError

    def target(self, env: Env, name: str) -> Target:
        return name, tuple(env.get(item) for item in self.items)

    def key(self) -> str:
        """FEEL for a correlation key that tells instances apart."""
        return "=" + " + ".join(['"k"', *(f"string({item})" for item in self.items)])


class Held(Active):
    """A path with everything that came to run beside it."""

    def __init__(self, block: Block, env: Env, oracle: Oracle) -> None:
        self.scope = Scope()
        self.main = block.start(env, self.scope, oracle)
        self.check()

    def check(self) -> None:
        self.done = all(part.done for part in (self.main, *self.scope.extras.values()))

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        for part in (self.main, *self.scope.extras.values()):
            yield from after(part, self.check)


class RaisedError(Exception):
    """An error on its way to the sub-process that catches it."""
