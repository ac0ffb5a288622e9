"""Reading catalogues for the page of whoever keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registers.errors import CatalogueNotFound
from engine.registers.models import Catalogue, CatalogueEntry


@dataclass(frozen=True, kw_only=True)
class CatalogueLine:
    """One code list with how many of its entries are offered and how many retired."""

    key: str
    title: str
    offered: int
    retired: int
    changed_at: datetime


def catalogue_lines(session: Session) -> tuple[CatalogueLine, ...]:
    """Every catalogue, by title."""
    retired = func.count(CatalogueEntry.retired_at)
    query = (
        select(Catalogue, func.count(CatalogueEntry.key), retired)
        .outerjoin(CatalogueEntry, CatalogueEntry.catalogue == Catalogue.key)
        .group_by(Catalogue.key)
        .order_by(Catalogue.title, Catalogue.key)
    )
    return tuple(_line(*row) for row in session.execute(query))


def catalogue_line(session: Session, key: str) -> CatalogueLine:
    """One of them; raises CatalogueNotFound."""
    found = next((line for line in catalogue_lines(session) if line.key == key), None)
    if found is None:
        raise CatalogueNotFound(key)
    return found


def kept_catalogues(session: Session) -> tuple[CatalogueLine, ...]:
    """Those that keep more of their entries than a label."""
    rows = session.execute(select(Catalogue.key, Catalogue.attributes))
    keeping = {key for key, attributes in rows if attributes}
    return tuple(line for line in catalogue_lines(session) if line.key in keeping)


def _line(catalogue: Catalogue, entries: int, retired: int) -> CatalogueLine:
    return CatalogueLine(
        key=catalogue.key,
        title=catalogue.title,
        offered=entries - retired,
        retired=retired,
        changed_at=catalogue.changed_at,
    )
