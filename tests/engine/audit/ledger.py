"""A store with cases whose timelines can be tampered with, written as the program writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from engine.audit.faults import Fault
from engine.audit.heads import Head, sign_head
from engine.audit.signing import PublicKey, SigningKey, signing_key
from engine.audit.verifying import Report, verify_store
from engine.cases.locking import locked_case
from engine.cases.models import Case
from engine.database import Database
from engine.settings import Settings
from engine.step import SYSTEM, Step
from engine.timeline.erasing import erase_contents
from engine.timeline.recording import Happening, record_all
from migrations.rows import all_rows

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
VERBS = ("task completed", "note added", "letter sent", "message received")


@dataclass
class Ledger:
    """The store, its key, and a clock that moves with every entry."""

    database: Database
    settings: Settings
    random: Random
    now: datetime = MONDAY

    @classmethod
    def create(cls, url: str, folder: Path, seed: int = 1) -> Ledger:
        """An empty store at this URL."""
        settings = Settings(var=folder, database_url=url, secret_key=b"k" * 32)
        database = Database(url)
        all_rows().create_all(database.engine)
        return cls(database, settings, Random(seed))  # noqa: S311 - chance, no secret

    @property
    def key(self) -> SigningKey:
        return signing_key(self.settings)

    @property
    def keys(self) -> dict[str, PublicKey]:
        return {self.key.public.id: self.key.public}

    def open_cases(self, count: int, entries: range = range(3, 12)) -> None:
        """Open cases with a random number of entries each."""
        with self.database.write() as session:
            first = len(session.scalars(select(Case.id)).all()) + 1
            for number in range(first, first + count):
                case = Case(
                    reference=f"LED-2026-{number:06}-X",
                    process="demo",
                    version="v1",
                    opened_at=self.now,
                    received_at=self.now,
                    secret_nonce="n",
                )
                session.add(case)
                session.flush()
                record_all(self._step(session), case, self._happenings(self.random.choice(entries)))

    def go_on(self, case_id: int, entries: int = 1) -> None:
        """Something more happens to a case."""
        with self.database.write() as session:
            record_all(self._step(session), locked_case(session, case_id), self._happenings(entries))

    def erase(self, case_id: int, only: list[int] | None = None) -> int:
        """Erase contents as a data protection officer would."""
        with self.database.write() as session:
            return erase_contents(
                self._step(session), locked_case(session, case_id), "They asked for it.", only=only
            )

    def sign(self) -> Head | None:
        return sign_head(self.database, self.key, self.now)

    def verify(self) -> Report:
        with self.database.read() as session:
            return verify_store(session, self.keys)

    def faults(self) -> list[Fault]:
        return self.verify().faults

    def _step(self, session: object) -> Step:
        self.now += timedelta(minutes=1)
        return Step(session=session, actor=SYSTEM, now=self.now, settings=self.settings)  # type: ignore[arg-type]

    def _happenings(self, count: int) -> list[Happening]:
        return [
            Happening(verb=self.random.choice(VERBS), element=f"step_{n}", content={"text": f"Text {n}"})
            for n in range(count)
        ]
