"""Answers that were typed into a form we could not accept yet, carried through signing in again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from web.security import is_same_origin

OURS = frozenset({"csrf_token", "_key", "kept", "password"})  # never carried: secrets and seals of the page
OLDEST = 12 * 60 * 60  # seconds
LARGEST = 1024 * 1024  # characters


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A submission that waits: where it was sent to, its fields, and whether files were left behind."""

    path: str
    fields: tuple[tuple[str, str], ...]
    key: str
    lost_files: bool


def keep() -> str | None:
    """Seal this request's fields to be sent again; None when there are none or another site sent them."""
    if request.method != "POST" or not is_same_origin():
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if not _is_ours(name)]
    lost_files = any(file.filename for file in request.files.values())
    if sum(len(value) for _, value in fields) > LARGEST:
        return None
    sealed = _seal().dumps([request.full_path.rstrip("?"), fields, request.form.get("_key", ""), lost_files])
    return sealed if isinstance(sealed, str) else sealed.decode()


def restore(sealed: str) -> Kept | None:
    """The kept submission; None when it is too old or not ours."""
    try:
        path, fields, key, lost_files = _seal().loads(sealed, max_age=OLDEST)
    except BadSignature:
        return None
    return Kept(
        path=path, fields=tuple((name, value) for name, value in fields), key=key, lost_files=lost_files
    )


def _is_ours(name: str) -> bool:
    return name in OURS or "password" in name


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="kept")
