"""The drill: a backup is made, restored to a scratch place and looked through, so that nobody has to hope."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from engine.audit.signing import PublicKey
from engine.audit.verifying import verify_store
from engine.cases.models import OPEN, Case
from engine.commands.advance.running import load_running
from engine.correspondence.pause import mail_pause
from engine.database import Database
from engine.figures.models import DailyFigure
from engine.figures.rolling import figures_of
from engine.recovery import embedded, served
from engine.recovery.backup import back_up
from engine.recovery.restore import place, restore
from engine.settings import Settings
from engine.step import SYSTEM, Step

FEW = 20  # faults of one kind told one by one


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One thing that was looked at: how it was, in a sentence, and what exactly was wrong."""

    good: bool
    words: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Drill:
    """What a drill needs to know; `scratch` is a place to restore to, or None for one of its own."""

    settings: Settings
    release: str
    known: Collection[str]  # migrations of this release
    keys: Mapping[str, PublicKey]
    now: Callable[[], datetime]
    scratch: str | None = None

    def run(self, database: Database) -> Iterator[Looked]:
        """Go through the drill, one thing after the other. Nothing is left of it at the end.

        Raises what backing up and restoring raise.
        """
        with tempfile.TemporaryDirectory(prefix="amends-drill-") as name:
            folder = Path(name)
            made = back_up(database, self.settings, folder, self.now(), self.release)
            size = made.file.stat().st_size
            cases = made.manifest.rows["case"]
            yield Looked(good=True, words=f"A backup of {cases} cases was made: {size:,} bytes.")
            to = place(self.scratch) if self.scratch else _own_place(database, folder)
            restored = restore(made.file, to, self.now(), self.release, self.known)
            total = sum(made.manifest.rows.values())
            tables = len(made.manifest.rows)
            yield Looked(
                good=True, words=f"It was restored: {total} rows in {tables} tables, as many as before."
            )
            copy = Database(to.render_as_string(hide_password=False))
            try:
                yield from self._look(copy)
            finally:
                copy.dispose()
                self._clear(restored.url)

    def _clear(self, url: URL) -> None:
        if url.get_backend_name() == "sqlite":
            Path(url.database or "").unlink()
        elif self.scratch is None:
            served.drop(url)
        else:
            served.empty(url)  # the operator made this database, and the next drill needs it again

    def _look(self, copy: Database) -> Iterator[Looked]:
        yield _integrity(copy)
        with copy.read() as session:
            report = verify_store(session, self.keys)
        words = (
            f"The timelines of {report.cases} cases, {report.entries} entries, {report.heads} signed heads"
        )
        yield _looked(words, [str(fault) for fault in report.faults], "hold")
        with copy.read() as session:
            yield self._load_open_cases(session)
        with copy.read() as session:
            yield _figures(session)
        with copy.read() as session:
            paused = mail_pause(session) is not None
        yield Looked(good=paused, words="Its mail is paused." if paused else "Its mail is NOT paused.")

    def _load_open_cases(self, session: Session) -> Looked:
        faults: list[str] = []
        count = 0
        step = Step(session=session, actor=SYSTEM, now=self.now(), settings=self.settings)
        for case_id in session.scalars(select(Case.id).where(Case.state == OPEN).order_by(Case.id)).all():
            case = session.get_one(Case, case_id)
            count += 1
            try:
                load_running(step, case).position()
            except Exception as error:  # whatever is wrong with one case, all others are still looked at
                faults.append(f"{case.reference} does not load: {type(error).__name__} {error}")
            session.expunge_all()
        return _looked(f"All {count} open cases", faults, "load")


def _figures(session: Session) -> Looked:
    """Whether each day that was counted is what the timelines say of it."""
    kept: dict[date, dict[tuple[str, str], int]] = {}
    for row in session.scalars(select(DailyFigure)):
        kept.setdefault(row.day, {})[row.process, row.measure] = row.value
    wrong = [day for day, values in sorted(kept.items()) if figures_of(session, day) != values]
    return _looked(
        f"The figures of {len(kept)} days",
        [f"{day} was counted otherwise; `amends figures rebuild`" for day in wrong],
        "are what the timelines say",
    )


def _own_place(database: Database, folder: Path) -> URL:
    url = database.engine.url
    if database.is_sqlite:
        return URL.create("sqlite", database=str(folder / "drill.db"))
    return url.set(database=f"{(url.database or '')[:40]}_drill_{uuid4().hex[:8]}")


def _integrity(copy: Database) -> Looked:
    found = embedded.integrity(copy) if copy.is_sqlite else served.integrity(copy)
    if found is None:
        return Looked(good=True, words="Its pages were not checked: this account may not create amcheck.")
    return _looked("Its pages, indexes and references", found, "are whole")


def _looked(what: str, faults: list[str], how: str) -> Looked:
    if not faults:
        return Looked(good=True, words=f"{what} {how}.")
    more = [f"... and {len(faults) - FEW} more"] if len(faults) > FEW else []
    words = f"{what}: {len(faults)} found wrong."
    return Looked(good=False, words=words, faults=(*faults[:FEW], *more))
