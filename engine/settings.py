"""What the operator decides: read once from the environment by an entry point, then passed along."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from engine.errors import AmendsError

PREFIX = "AMENDS_"
SECRETS = frozenset({"DATABASE_URL", "SECRET_KEY", "SMTP_URL", "METRICS_TOKEN"})
PLAIN = {
    "VAR",
    "HOST",
    "PORT",
    "DEMO",
    "TIME_TRAVEL",
    "BASE_URL",
    "LEASE_SECONDS",
    "TRUSTED_PROXY",
    "MAIL_PER_MINUTE",
    "KEEP_UPLOADS_DAYS",
    "KEEP_KEYS_DAYS",
}
NAMES = SECRETS | PLAIN | {"SIGNING_KEY_FILE"}
SHORTEST_KEY = 32  # bytes; what HMAC-SHA256 makes full use of
LONGEST_LEASE = 3600  # seconds
MOST = 1_000_000
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})


class SettingsError(AmendsError):
    """A setting cannot be used."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The operator's decisions, the same for every part of one process."""

    var: Path
    database_url: str
    secret_key: bytes
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    time_travel: bool = False
    smtp_url: str | None = None
    base_url: str = "http://127.0.0.1:8000"
    signing_key_file: Path | None = None  # of the heads of the audit chain; under `var` if not given
    lease: timedelta = timedelta(seconds=60)  # after such a silence others take over what a process had begun
    metrics_token: str | None = None  # who asks for /metrics from elsewhere shows it
    mail_per_minute: int | None = None  # letters that a mail server is given at the most; None is no limit
    keep_uploads_days: int = 30  # files whose form was never sent; 0 is for ever
    keep_keys_days: int = 30  # idempotency keys of submissions; 0 is for ever
    trusted_proxy: str | None = None  # the address whose X-Forwarded headers are believed

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read every `AMENDS_*` name; raise SettingsError for an unknown one or a value that cannot be.

        A secret may lie in a file named by `AMENDS_<NAME>_FILE`. Without `AMENDS_SECRET_KEY` a key is made
        once and kept under `var`, readable by its owner only.
        """
        given = _given(environ)
        var = Path(given.get("VAR") or "var").absolute()
        host = given.get("HOST") or "127.0.0.1"
        port = _port(given.get("PORT") or "8000")
        demo = _truth("DEMO", given.get("DEMO", ""))
        if demo and not _is_loopback(host):
            raise SettingsError(
                "AMENDS_DEMO shows its passwords to everybody, so it only listens on this machine; "
                f"AMENDS_HOST={host} reaches further"
            )
        return cls(
            var=var,
            database_url=given.get("DATABASE_URL") or f"sqlite:///{var / 'amends.db'}",
            secret_key=_secret_key(given.get("SECRET_KEY"), var / "secret_key"),
            host=host,
            port=port,
            demo=demo,
            time_travel=_truth("TIME_TRAVEL", given.get("TIME_TRAVEL", "")),
            smtp_url=given.get("SMTP_URL") or None,
            base_url=(given.get("BASE_URL") or f"http://{_in_url(host)}:{port}").rstrip("/"),
            lease=_seconds("LEASE_SECONDS", given.get("LEASE_SECONDS") or "60"),
            metrics_token=given.get("METRICS_TOKEN") or None,
            trusted_proxy=given.get("TRUSTED_PROXY") or None,
            mail_per_minute=_count("MAIL_PER_MINUTE", given.get("MAIL_PER_MINUTE") or "100") or None,
            keep_uploads_days=_count("KEEP_UPLOADS_DAYS", given.get("KEEP_UPLOADS_DAYS") or "30"),
            keep_keys_days=_count("KEEP_KEYS_DAYS", given.get("KEEP_KEYS_DAYS") or "30"),
            signing_key_file=Path(given["SIGNING_KEY_FILE"]) if given.get("SIGNING_KEY_FILE") else None,
        )


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    """The AMENDS_* values by their short name, secrets in files read."""
    given: dict[str, str] = {}
    for key, value in environ.items():
        if not key.startswith(PREFIX):
            continue
        name = key.removeprefix(PREFIX)
        from_file = name.removesuffix("_FILE")
        if name in NAMES:
            given[name] = value.strip()
        elif name.endswith("_FILE") and from_file in SECRETS:
            if PREFIX + from_file in environ:
                raise SettingsError(f"{PREFIX}{from_file} and {key} are both set; keep one")
            given[from_file] = _content(key, Path(value))
        else:
            known = ", ".join(PREFIX + known for known in sorted(NAMES))
            raise SettingsError(f"{key} is not known; known are {known}")
    return given


def _content(key: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{key} names {path}, which cannot be read: {error.strerror}") from error


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise SettingsError(f"AMENDS_PORT={text} is no port number between 0 and 65535")
    return int(text)


def _seconds(name: str, text: str) -> timedelta:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_LEASE:
        raise SettingsError(f"{PREFIX}{name}={text} is no number of seconds between 1 and {LONGEST_LEASE}")
    return timedelta(seconds=int(text))


def _count(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) > MOST:
        raise SettingsError(f"{PREFIX}{name}={text} is no whole number from 0 to {MOST}")
    return int(text)


def _truth(name: str, text: str) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise SettingsError(f"{PREFIX}{name}={text} is neither yes nor no")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _in_url(host: str) -> str:
    """The host as a browser on this machine writes it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _secret_key(given: str | None, path: Path) -> bytes:
    if given is not None:
        key = given.encode()
        if len(key) < SHORTEST_KEY:
            raise SettingsError(f"AMENDS_SECRET_KEY is shorter than {SHORTEST_KEY} characters")
        return key
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _create_once(path, secrets.token_hex(SHORTEST_KEY))
        return path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from error


def _create_once(path: Path, text: str) -> None:
    """Write the whole key or nothing: of two processes that start together, the first one's key stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
