"""Files of a case: kept as rows, typed by their content, handed out as they came."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from uuid import uuid4

import puremagic
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine.cases.errors import FileNotFound
from engine.cases.models import Attachment
from engine.step import Step

LONGEST_NAME = 200  # characters
UNKNOWN_TYPE = "application/octet-stream"
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\]")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it arrived. `id` is made beforehand, so that a refused form can name it again."""

    id: str
    field: str
    name: str
    media_type: str
    content: bytes

    @property
    def metadata(self) -> dict[str, object]:
        """What a form's answer keeps of it: id, name, type, size in bytes."""
        return {"id": self.id, "name": self.name, "type": self.media_type, "size": len(self.content)}


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file with its bytes."""

    name: str
    media_type: str
    content: bytes


def upload(field: str, name: str, content: bytes) -> Upload:
    """Take a file in: a name without folders, a type by what it really holds."""
    plain = UNPRINTABLE.sub("_", PurePath(name.replace("\\", "/")).name).strip() or "file"
    if len(plain) > LONGEST_NAME:
        suffix = PurePath(plain).suffix[:20]
        plain = plain[: LONGEST_NAME - len(suffix)] + suffix
    return Upload(
        id=uuid4().hex, field=field, name=plain, media_type=media_type(plain, content), content=content
    )


def media_type(name: str, content: bytes) -> str:
    """The type that the content shows; the name only decides between types of the same look."""
    try:
        return puremagic.from_string(content, mime=True, filename=name) or UNKNOWN_TYPE
    except (puremagic.PureError, ValueError):
        return UNKNOWN_TYPE


def store(step: Step, files: list[Upload]) -> None:
    """Keep files that wait for their form to be accepted; they join the case then."""
    if files:
        step.session.execute(insert(Attachment), [_row(step, file) for file in files])


def waiting_files(step: Step, ids: list[str]) -> list[dict[str, object]]:
    """Metadata of files this actor uploaded for a form that was refused; ids of others are left out."""
    rows = step.session.execute(
        select(Attachment.id, Attachment.name, Attachment.media_type, Attachment.size)
        .where(Attachment.id.in_(ids), Attachment.case_id.is_(None))
        .where(Attachment.uploaded_by == step.actor.id)
    )
    return [{"id": row.id, "name": row.name, "type": row.media_type, "size": row.size} for row in rows]


def file_of(session: Session, case_id: int, file_id: str) -> StoredFile:
    """A file of this case; FileNotFound."""
    row = session.execute(
        select(Attachment.name, Attachment.media_type, Attachment.content).where(
            Attachment.id == file_id, Attachment.case_id == case_id
        )
    ).first()
    if row is None:
        raise FileNotFound
    return StoredFile(name=row.name, media_type=row.media_type, content=row.content)


def _row(step: Step, file: Upload) -> dict[str, object]:
    return {
        "id": file.id,
        "case_id": None,
        "name": file.name,
        "media_type": file.media_type,
        "size": len(file.content),
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "field": file.field,
        "uploaded_at": step.now,
        "uploaded_by": step.actor.id,
        "content": file.content,
    }
