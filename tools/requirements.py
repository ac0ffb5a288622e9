"""Writes docs/requirements.md: each row asked of the processes, what serves it, the step that shows it.

Run by `python -m tools.requirements`; a test fails when a row loses its evidence or the page is not current.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from tools.evidence import ROOT, served, shown

ROWS, PAGE = ROOT / "tools" / "asked", ROOT / "docs" / "requirements.md"
PROCESSES = ("complaint_handling", "corrective_action", "new_service", "change_control")
ASKED = {"complaint_handling": 55, "corrective_action": 20, "new_service": 33, "change_control": 26}
KEYS = frozenset({"id", "asks", "by", "shown", "missing"})
HEAD = """# What the four processes serve

Each row is a requirement of a service standard or code, in our words, with the clause it goes back to; what
of a process package serves it; and what the step of a scenario, or a test, asserts to show it. *CSMS* is
CSMS2003, *BS* BS 8477:2014, *TG* a training guide on customer service, *NOS* an occupational standard on
reviewing service quality. Serving a clause is no certificate: the organisation does the rest.

A row without evidence stands under "Not served", one with a gap says so. Made by
`python -m tools.requirements` from `tools/asked/*.yaml` and the packages: do not edit this page.
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One requirement; `missing` says what of it is not served."""

    id: str
    asks: str
    by: tuple[str, ...]
    shown: str
    missing: str


def rows(process: str) -> tuple[Row, ...]:
    """The rows of a process in the order of the file; ValueError for a key that is not known."""
    given = yaml.safe_load((ROWS / f"{process}.yaml").read_text(encoding="utf-8"))
    return tuple(_row(one) for one in given)


def line(process: str, row: Row) -> str:
    """The row of the page; raises EvidenceLost."""
    by = ", ".join(served(process, token) for token in row.by)
    proof = shown(process, row.shown) if row.shown else ""
    gap = f" *Missing: {row.missing}*" if row.missing else ""
    return f"| {row.id} | {row.asks} | {by}{gap} | {proof} |"


def page() -> str:
    """The page; raises EvidenceLost."""
    parts, unserved, counts = [HEAD], [], []
    for process in PROCESSES:
        found = rows(process)
        kept = [row for row in found if row.by]
        unserved += [row for row in found if not row.by]
        counts.append(
            f"| `{process}` | {len(found)} | {len(kept)} | {sum(bool(row.missing) for row in kept)} |"
        )
        table = [line(process, row) for row in kept]
        parts.append(_table(f"`{process}`", "| clause | asks | served by | shown by |", table))
    whole = _table("In figures", "| process | rows | served | with a gap |", counts)
    gone = [f"| {row.id} | {row.asks} | {row.missing} |" for row in unserved]
    parts.append(_table("Not served", "| clause | asks | why |", gone) if gone else "")
    return "\n".join([parts[0], whole, *parts[1:]]).rstrip() + "\n"


def _row(given: Mapping[str, Any]) -> Row:
    unknown = sorted(given.keys() - KEYS)
    if unknown:
        raise ValueError(f"{given.get('id')}: {', '.join(unknown)}")
    return Row(
        id=str(given["id"]),
        asks=str(given["asks"]),
        by=tuple(given.get("by") or ()),
        shown=str(given.get("shown") or ""),
        missing=str(given.get("missing") or ""),
    )


def _table(title: str, head: str, lines: list[str]) -> str:
    rule = "| --- " * (head.count("|") - 1) + "|"
    return "\n".join([f"## {title}\n", head, rule, *lines]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
