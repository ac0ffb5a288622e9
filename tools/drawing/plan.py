"""The map beside a BPMN file: which element stands in which lane, column and row."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("above", "below", "lane", "strip", "closed", "open")


class PlanRefused(ValueError):
    """The map cannot be drawn; the message says which line or element is wrong."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A lane, pool or sub-process of the map with its rows of element ids; `.` is an empty place."""

    how: str
    name: str
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything a map says."""

    blocks: tuple[Block, ...]

    def named(self, *how: str) -> list[Block]:
        """The blocks of these kinds, in the order of the map."""
        return [block for block in self.blocks if block.how in how]


def read_plan(text: str) -> Plan:
    """Read a map; PlanRefused names the line that makes no sense."""
    blocks: list[Block] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        if line[0].isspace():
            if not blocks:
                raise PlanRefused(f"line {number}: a row before the first lane")
            blocks[-1].rows.append(words)
        elif len(words) == 2 and words[0] in KINDS:
            blocks.append(Block(how=words[0], name=words[1]))
        else:
            raise PlanRefused(f"line {number}: expected one of {', '.join(KINDS)} and an id")
    return Plan(blocks=tuple(blocks))
