"""Case files of a wanted size, the same ones every time."""

from __future__ import annotations

import random
import string
from decimal import Decimal
from typing import Any

import simplejson

SEED = 20261121
WORDS = (
    "letter",
    "invoice",
    "visit",
    "promise",
    "refund",
    "meter",
    "line",
    "street",
    "again",
    "nobody",
    "waited",
)


def case_file(kilobytes: float, seed: int = SEED) -> dict[str, Any]:
    """A case file of about this many kilobytes of JSON, as a customer-service case holds it: one record that
    the steps change, a list of its history, sentences, amounts and dates. Numbers are Decimals."""
    drawn = random.Random(seed)  # noqa: S311 - the same file every time, no secret
    record: dict[str, Any] = {
        "amount": Decimal(1500),
        "severity": "major",
        "closed": False,
        "product": {"key": "internet", "label": "Internet at home"},
        "history": [],
    }
    document = {"record": record, "touched": 0}
    wanted = int(kilobytes * 1024)
    size = _size(document)
    while size < wanted:
        entry = _entry(drawn, len(record["history"]))
        size += _size(entry) + 1
        record["history"].append(entry)
    return document


def changed(document: dict[str, Any], number: int) -> dict[str, Any]:
    """The record after one more step: what a stock process edits in place of a payload."""
    return {**document["record"], "step": number}


def _entry(drawn: random.Random, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "on": f"2026-{drawn.randint(1, 12):02}-{drawn.randint(1, 28):02}",
        "by": "".join(drawn.choices(string.ascii_lowercase, k=8)),
        "cost": Decimal(drawn.randint(0, 99999)) / 100,
        "said": " ".join(drawn.choices(WORDS, k=drawn.randint(4, 24))),
        "answered": drawn.random() < 0.5,
    }


def _size(value: Any) -> int:
    return len(simplejson.dumps(value, use_decimal=True, separators=(",", ":")))
