"""The customer's secret: shown once, checked later, never stored in clear."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

LENGTH = 12  # base32 characters: 60 bits, far beyond guessing through a rate-limited page


def new_nonce() -> str:
    """What makes a case's secret differ from every other; changing it withdraws the secret."""
    return secrets.token_hex(16)


def customer_secret(secret_key: bytes, reference: str, nonce: str) -> str:
    """The secret of this case in three groups of four, derived and therefore the same each time."""
    digest = hmac.new(secret_key, f"customer-secret:{reference}:{nonce}".encode(), hashlib.sha256).digest()
    text = base64.b32encode(digest).decode()[:LENGTH]
    return "-".join(text[start : start + 4] for start in range(0, LENGTH, 4))


def secret_matches(given: str, secret_key: bytes, reference: str, nonce: str) -> bool:
    """Whether the customer typed the secret; case and separators do not matter. Takes constant time."""
    typed = re.sub(r"[\s-]", "", given).upper()
    expected = customer_secret(secret_key, reference, nonce).replace("-", "")
    return hmac.compare_digest(typed.encode(), expected.encode())
