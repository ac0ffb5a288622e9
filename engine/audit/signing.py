"""The key that signs heads: Ed25519, in a file that the database's administrator need not see."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from engine.audit.errors import KeyUnreadable
from engine.settings import Settings

NAME = "signing_key"


@dataclass(frozen=True)
class PublicKey:
    """What anybody may have to check a head."""

    key: Ed25519PublicKey = field(repr=False)

    @property
    def id(self) -> str:
        """A short name of the key, which heads carry."""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:16]

    def pem(self) -> str:
        """The key as text, to be given away."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def signed(self, statement: str, signature: str) -> bool:
        """Whether this key's owner signed the statement."""
        try:
            self.key.verify(bytes.fromhex(signature), statement.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """What only this office may have."""

    key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """Its public half."""
        return PublicKey(self.key.public_key())

    def sign(self, statement: str) -> str:
        """The signature under a statement, in hex."""
        return self.key.sign(statement.encode()).hex()


def signing_key(settings: Settings) -> SigningKey:
    """The key of this office, made once where there is none; KeyUnreadable.

    Its file is AMENDS_SIGNING_KEY_FILE or `signing_key` under `var`; the public half lies beside it.
    """
    path = key_path(settings)
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _create_once(path)
        found = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyUnreadable(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise KeyUnreadable(f"{path} holds no private key without a password in PEM form") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise KeyUnreadable(f"{path} holds a key of another kind than Ed25519")
    return SigningKey(found)


def key_path(settings: Settings) -> Path:
    """Where the private key lies."""
    return settings.signing_key_file or settings.var / NAME


def keys_here(settings: Settings) -> list[PublicKey]:
    """The public key of this office, read without making one; empty where there is none."""
    path = key_path(settings)
    if path.exists():
        return [signing_key(settings).public]
    public = path.with_name(f"{path.name}.pub")
    return [read_public_key(public)] if public.exists() else []


def read_public_key(path: Path) -> PublicKey:
    """A public key from a PEM file; KeyUnreadable."""
    try:
        found = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise KeyUnreadable(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise KeyUnreadable(f"{path} holds no public key in PEM form") from error
    if not isinstance(found, Ed25519PublicKey):
        raise KeyUnreadable(f"{path} holds a key of another kind than Ed25519")
    return PublicKey(found)


def _create_once(path: Path) -> None:
    """Write a whole new key: of two programs that start together, the first one's stays."""
    made = SigningKey(Ed25519PrivateKey.generate())
    draft = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(draft, path)
        path.with_name(f"{path.name}.pub").write_text(made.public.pem(), encoding="ascii")
    except FileExistsError:
        pass
    finally:
        draft.unlink()
