"""Which cases are alike: a keyed digest of the values that a package names under `similar`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import simplejson

from engine.library.process_settings import ProcessSettings


def similar_key(secret_key: bytes, settings: ProcessSettings, variables: Mapping[str, Any]) -> str | None:
    """The digest; None where the package names nothing or one of the values is missing.

    Keyed, because the values are personal: without the key nobody can try out addresses.
    """
    if settings.similar is None:
        return None
    values = [_alike(variables.get(key)) for key in settings.similar.match]
    if any(value in (None, "") for value in values):
        return None
    text = simplejson.dumps([settings.key, *values], use_decimal=True, sort_keys=True)
    return hmac.new(secret_key, text.encode(), hashlib.sha256).hexdigest()


def _alike(value: Any) -> Any:
    """The value without what people write now this way, now that: capitals and outer blanks, labels."""
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    if isinstance(value, Mapping) and set(value) == {"key", "label"}:
        return value["key"]
    return value
