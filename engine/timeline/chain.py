"""The hash chain of a case's timeline: pure functions over what the rows say."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import simplejson

_CANONICAL = simplejson.JSONEncoder(
    use_decimal=True, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
)
LEAF = b"\x00"  # keeps a leaf's hash apart from a node's, as in RFC 6962


@dataclass(frozen=True, kw_only=True)
class Link:
    """The part of an entry that is hashed; nothing in it is personal."""

    case_id: int
    seq: int
    run: int
    at: datetime
    actor_id: str
    actor_kind: str
    on_behalf_of: str | None
    verb: str
    element: str | None
    version: str
    payload_hash: str


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one way to write a document as bytes: keys sorted, no blanks, UTF-8."""
    return _CANONICAL.encode(document).encode()


def link_hash(link: Link, previous_hash: str) -> str:
    """SHA-256 over the former hash and this link, in hex."""
    fields = {**link.__dict__, "at": link.at.astimezone(UTC).isoformat(timespec="microseconds")}
    return hashlib.sha256(LEAF + bytes.fromhex(previous_hash) + canonical(fields)).hexdigest()


def commitment(salt: bytes, content: bytes) -> str:
    """What the chain keeps of a payload: without the salt nobody can guess the content back."""
    return hmac.new(salt, content, hashlib.sha256).hexdigest()
