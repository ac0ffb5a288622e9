"""The proof as a file: lines of JSON, each of which says what it is; to be kept where nobody of ours writes.

The first line names the format; then come all heads, oldest first, then each case with where its chain ended
under the last head, followed by its entries if they were asked for; the last line counts the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import simplejson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.audit.errors import ExportUnreadable, ExportUnwritable
from engine.audit.faults import Kept
from engine.audit.models import TreeHead
from engine.audit.rows import Leaf, every_case, one_moment
from engine.timeline.chain import Link

TITLE, FORMAT = "amends audit export", 1


@dataclass(frozen=True, kw_only=True)
class Told:
    """One case as an export tells it; without entries if the export has none."""

    leaf: Leaf
    entries: tuple[Kept, ...] | None


def write_export(session: Session, file: Path, *, entries: bool) -> None:
    """Write heads and cases under the last head into a new file, whole or not at all; ExportUnwritable."""
    if file.exists():
        raise ExportUnwritable(f"{file} exists already")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8") as out:
            for line in _lines(session, with_entries=entries):
                out.write(simplejson.dumps(line, default=_plain, ensure_ascii=False) + "\n")
        draft.rename(file)
    except OSError as error:
        raise ExportUnwritable(f"{file}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


class Export:
    """A file that was exported, read line by line; every reading may raise ExportUnreadable."""

    def __init__(self, file: Path) -> None:
        """Take the file; its first line is read at once."""
        self.file = file
        first = next(self._all(), {})
        if first.get("title") != TITLE:
            raise ExportUnreadable(f"{file} does not begin as one")
        if first.get("format") != FORMAT:
            raise ExportUnreadable(f"{file} is of format {first.get('format')}, this release reads {FORMAT}")
        self.with_entries = bool(first.get("entries"))

    def heads(self) -> Iterator[tuple[str, str]]:
        """Statements and signatures, oldest first."""
        for line in self._all():
            if "head" in line:
                yield str(line["head"]), str(line.get("signature"))

    def leaves(self) -> Iterator[Leaf]:
        """Where each case's chain ended, by case id."""
        for told in self.cases():
            yield told.leaf

    def cases(self) -> Iterator[Told]:
        """Every case, by its id. At the end the lines are counted: a file cut short is no export."""
        leaf: Leaf | None = None
        entries: list[Kept] = []
        counts = {"heads": 0, "cases": 0, "entries": 0}
        ended = False
        for line in self._all():
            counts["heads"] += "head" in line
            if "entry" in line:
                entries.append(_read(self.file, _entry_from, line["entry"]))
                counts["entries"] += 1
            elif "case" in line:
                if leaf is not None:
                    yield self._told(leaf, entries)
                leaf, entries = _read(self.file, _leaf_from, line["case"]), []
                counts["cases"] += 1
            elif "end" in line:
                ended = line["end"] == counts
        if leaf is not None:
            yield self._told(leaf, entries)
        if not ended:
            raise ExportUnreadable(
                f"{self.file} is not whole: its last line is missing or counts other lines"
            )

    def _told(self, leaf: Leaf, entries: list[Kept]) -> Told:
        return Told(leaf=leaf, entries=tuple(entries) if self.with_entries else None)

    def _all(self) -> Iterator[dict[str, Any]]:
        try:
            with self.file.open(encoding="utf-8") as lines:
                yield from _documents(self.file, lines)
        except (OSError, UnicodeDecodeError) as error:
            raise ExportUnreadable(f"{self.file}: {getattr(error, 'strerror', None) or error}") from error


def _documents(file: Path, lines: TextIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            document = simplejson.loads(line)
        except ValueError as error:
            raise ExportUnreadable(f"{file}, line {number}, is no JSON") from error
        if not isinstance(document, dict):
            raise ExportUnreadable(f"{file}, line {number}, is no JSON object")
        yield document


def _lines(session: Session, *, with_entries: bool) -> Iterator[dict[str, Any]]:
    one_moment(session)
    counts = {"heads": 0, "cases": 0, "entries": 0}
    yield {"title": TITLE, "format": FORMAT, "entries": with_entries}
    for head in session.scalars(select(TreeHead).order_by(TreeHead.number)):
        yield {"head": head.statement, "signature": head.signature}
        counts["heads"] += 1
    for whole in every_case(session, entries=with_entries):
        leaf = whole.leaf
        if leaf is None:
            continue  # opened after the last head
        yield {"case": [leaf.case_id, leaf.reference, leaf.seq, leaf.hash]}
        counts["cases"] += 1
        for kept in whole.chain.entries[: leaf.seq] if with_entries else ():
            yield {"entry": {**kept.link.__dict__, "previous_hash": kept.previous_hash, "hash": kept.hash}}
            counts["entries"] += 1
    yield {"end": counts}


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")


def _read(file: Path, make: Any, value: Any) -> Any:
    try:
        return make(value)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ExportUnreadable(f"{file} has a line that cannot be: {value}") from error


def _leaf_from(value: Any) -> Leaf:
    case_id, reference, seq, end = value
    if not (isinstance(case_id, int) and isinstance(seq, int) and isinstance(end, str)):
        raise TypeError(value)
    return Leaf(case_id=case_id, head=0, reference=str(reference), seq=seq, hash=end)


def _entry_from(value: Any) -> Kept:
    fields = dict(value)
    previous, end = fields.pop("previous_hash"), fields.pop("hash")
    fields["at"] = datetime.fromisoformat(fields["at"])
    return Kept(link=Link(**fields), previous_hash=previous, hash=end)
