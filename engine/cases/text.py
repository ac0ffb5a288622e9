"""The text by which full-text search finds a case: kept with the case, found in either database."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from engine.cases.models import Case, CaseText
from engine.database import dialect_of
from engine.writing import Write, insert_into

_FIRST = insert_into(CaseText)
MOST_HITS = 2_000  # a search for two common words must not rank a million cases


def first_text(case: Case, content: str) -> Write:
    """What writes the text of a case that has none yet."""
    return _FIRST, {"case_id": case.id, "content": fold(content)}


def keep_text(session: Session, case: Case, content: str) -> None:
    """Write the text where it changed."""
    folded = fold(content)
    row = session.get(CaseText, case.id)
    if row is None:
        session.add(CaseText(case_id=case.id, content=folded))
    elif row.content != folded:
        row.content = folded


def fold(text: str) -> str:
    """Small letters without accents, so that both databases find what people type without them."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def found_by(session: Session, words: str) -> ColumnElement[bool] | None:
    """The condition on `Case.id` that every word begins a word of the case's text; None without words."""
    terms = re.findall(r"\w+", fold(words))
    if not terms:
        return None
    if dialect_of(session) == "postgresql":
        wanted = func.to_tsquery(sql("'simple'"), " & ".join(f"{term}:*" for term in terms))
        vector = func.to_tsvector(sql("'simple'"), CaseText.content)
        hits = select(CaseText.case_id).where(vector.op("@@")(wanted))
    else:
        wanted_text = " ".join(f'"{term}"*' for term in terms)
        hits = (
            select(literal_column("rowid"))
            .select_from(sql("case_text_search"))
            .where(sql("case_text_search MATCH :words").bindparams(words=wanted_text))
        )
    return Case.id.in_(hits.order_by(sql("1 DESC")).limit(MOST_HITS))
