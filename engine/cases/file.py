"""The case file as bytes: JSON with decimals, compressed above a few kilobytes, a format byte in front."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

PLAIN, SQUEEZED = b"\x01", b"\x02"
SQUEEZE_ABOVE = 4096  # bytes; below, zlib costs more than it saves
SQUEEZE = 1  # zlib's level: a quarter more bytes than 6, a quarter of its time, and every step pays it

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


class NewerFormatError(ValueError):
    """These bytes were written by a newer release of Amends."""


def dump_file(variables: Mapping[str, Any]) -> bytes:
    """Write a JSON-plain document; numbers may be int or Decimal, never float or NaN."""
    text = _ENCODER.encode(variables)
    if b"NaN" in text or b"Infinity" in text:  # a number that JSON has no word for, or a text that says so
        _DECODER.decode(text)  # ValueError for the number
    return PLAIN + text if len(text) <= SQUEEZE_ABOVE else SQUEEZED + zlib.compress(text, SQUEEZE)


def load_file(content: bytes) -> dict[str, Any]:
    """Read what any release wrote; raises NewerFormatError for bytes of a newer one."""
    head, body = content[:1], content[1:]
    if head not in (PLAIN, SQUEEZED):
        raise NewerFormatError(head)
    document: dict[str, Any] = _DECODER.decode(zlib.decompress(body) if head == SQUEEZED else body)
    return document
