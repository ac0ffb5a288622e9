"""Settings come from AMENDS_* names only, and a wrong one is one clear sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from engine.settings import Settings, SettingsError


def test_an_empty_environment_gives_the_embedded_store(tmp_path: Path) -> None:
    settings = Settings.from_environ({"AMENDS_VAR": str(tmp_path), "HOME": "/root"})

    assert settings.database_url == f"sqlite:///{tmp_path}/amends.db"
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, False)
    assert settings.base_url == "http://127.0.0.1:8000"


def test_an_unknown_name_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"AMENDS_PROT is not known; known are .*AMENDS_PORT"):
        Settings.from_environ({"AMENDS_VAR": str(tmp_path), "AMENDS_PROT": "80"})


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("AMENDS_PORT", "eighty", "no port number"),
        ("AMENDS_PORT", "70000", "no port number"),
        ("AMENDS_DEMO", "perhaps", "neither yes nor no"),
        ("AMENDS_LEASE_SECONDS", "0", "no number of seconds"),
        ("AMENDS_LEASE_SECONDS", "a minute", "no number of seconds"),
        ("AMENDS_SECRET_KEY", "short", "shorter than 32"),
        ("AMENDS_SMTP_URL_FILE", "/nowhere/at/all", "cannot be read"),
        ("AMENDS_PORT_FILE", "/etc/hostname", "not known"),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, name: str, value: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        Settings.from_environ({"AMENDS_VAR": str(tmp_path), name: value})


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = Settings.from_environ({"AMENDS_VAR": str(tmp_path / "var")})

    second = Settings.from_environ({"AMENDS_VAR": str(tmp_path / "var")})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_a_secret_may_lie_in_a_file_but_not_in_both_places(tmp_path: Path) -> None:
    file = tmp_path / "smtp"
    file.write_text("smtp://mail.example:25\n")
    environ = {"AMENDS_VAR": str(tmp_path), "AMENDS_SMTP_URL_FILE": str(file)}

    assert Settings.from_environ(environ).smtp_url == "smtp://mail.example:25"
    with pytest.raises(SettingsError, match="both set"):
        Settings.from_environ({**environ, "AMENDS_SMTP_URL": "smtp://other"})


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "example.org", "::"])  # noqa: S104
def test_demo_mode_does_not_listen_beyond_this_machine(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="only listens on this machine"):
        Settings.from_environ({"AMENDS_VAR": str(tmp_path), "AMENDS_DEMO": "1", "AMENDS_HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_demo_mode_listens_on_loopback(tmp_path: Path, host: str) -> None:
    settings = Settings.from_environ({"AMENDS_VAR": str(tmp_path), "AMENDS_DEMO": "yes", "AMENDS_HOST": host})

    assert settings.demo


def test_a_var_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SettingsError, match=r"A setting cannot be used. \(.*secret_key cannot be written"):
        Settings.from_environ({"AMENDS_VAR": str(tmp_path / "file")})


def test_the_pace_of_mail_is_a_whole_number_and_0_is_no_limit(tmp_path: Path) -> None:
    def pace(text: str) -> int | None:
        return Settings.from_environ(
            {"AMENDS_VAR": str(tmp_path), "AMENDS_MAIL_PER_MINUTE": text}
        ).mail_per_minute

    assert [pace("30"), pace(""), pace("0")] == [30, 100, None]
    with pytest.raises(SettingsError, match="AMENDS_MAIL_PER_MINUTE"):
        pace("-1")
