"""The signing key is made once, private, and nothing else is taken for one."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from engine.audit.errors import KeyUnreadable
from engine.audit.signing import keys_here, read_public_key, signing_key
from engine.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", database_url="sqlite://", secret_key=b"k" * 32)


def test_the_key_is_made_once_and_private(settings: Settings) -> None:
    assert keys_here(settings) == []

    first, second = signing_key(settings), signing_key(settings)

    file = settings.var / "signing_key"
    assert first.public.id == second.public.id == keys_here(settings)[0].id
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_public_key(settings.var / "signing_key.pub").id == first.public.id
    assert sorted(path.name for path in settings.var.iterdir()) == ["signing_key", "signing_key.pub"]


def test_the_key_lies_where_the_setting_says(settings: Settings, tmp_path: Path) -> None:
    elsewhere = Settings.from_environ(
        {"AMENDS_VAR": str(tmp_path), "AMENDS_SIGNING_KEY_FILE": str(tmp_path / "vault" / "key")}
    )

    signing_key(elsewhere)

    assert (tmp_path / "vault" / "key").exists()


def test_the_public_half_alone_is_enough_to_check(settings: Settings) -> None:
    key = signing_key(settings)
    signature = key.sign("a statement")
    (settings.var / "signing_key").unlink()

    (public,) = keys_here(settings)

    assert public.signed("a statement", signature)
    assert not public.signed("another statement", signature)
    assert not public.signed("a statement", "no signature")


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_refused(settings: Settings, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(KeyUnreadable, match="no private key"):
        signing_key(replace(settings, signing_key_file=file))
    with pytest.raises(KeyUnreadable, match="no public key"):
        read_public_key(file)


def test_a_key_of_another_kind_is_refused(settings: Settings, tmp_path: Path) -> None:
    other = Ed448PrivateKey.generate()
    private, public = tmp_path / "private", tmp_path / "public"
    private.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    with pytest.raises(KeyUnreadable, match="another kind than Ed25519"):
        signing_key(replace(settings, signing_key_file=private))
    with pytest.raises(KeyUnreadable, match="another kind than Ed25519"):
        read_public_key(public)


def test_a_key_that_is_not_there_or_cannot_be_made_is_said(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KeyUnreadable, match="File exists"):
        signing_key(replace(settings, signing_key_file=tmp_path / "file" / "key"))
    with pytest.raises(KeyUnreadable, match="No such file"):
        read_public_key(tmp_path / "nowhere")
