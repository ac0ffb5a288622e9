"""What is built holds everything the program reads, and compose.yaml fits it."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from engine.settings import NAMES, PREFIX, SECRETS

ROOT = Path(__file__).parents[2]
CODE = {".py", ".pyi"}


@pytest.fixture(scope="module")
def setup() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return document


def packages(setup: ConfigParser) -> list[str]:
    return [line.removesuffix("*") for line in setup["options.packages.find"]["include"].split()]


def files_of(package: str) -> list[PurePosixPath]:
    """Every file that is kept, by its path from the root; what the build adds is left out."""
    found = (path for path in (ROOT / package).rglob("*") if path.is_file())
    paths = [PurePosixPath(path.relative_to(ROOT).as_posix()) for path in found]
    return [path for path in paths if not {"__pycache__", "dist"} & set(path.parts)]


def test_the_wheel_takes_along_every_file_that_is_no_code(setup: ConfigParser) -> None:
    data = setup["options.package_data"]
    built = [PurePosixPath("web/static/dist/app-X.js"), PurePosixPath("web/static/dist/manifest.json")]
    files = [*built, *(file for package in packages(setup) for file in files_of(package))]

    missing = []
    for file in files:
        patterns = data.get(file.parts[0], "").replace(",", " ").split()
        inside = Path(*file.parts[1:])
        if file.suffix not in CODE and not any(_fits(inside, pattern) for pattern in patterns):
            missing.append(str(file))

    assert missing == []


def _fits(path: Path, pattern: str) -> bool:
    # "**/" is any number of folders, none included, as setuptools' glob reads it.
    return path.match(pattern) or path.match(pattern.replace("**/", ""))


def test_the_image_is_built_from_every_package_and_from_the_front_end(setup: ConfigParser) -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]}

    assert {*packages(setup), "frontend", "setup.cfg", "pyproject.toml", "requirements.txt"} <= copied
    assert {"README.md", "LICENSE"} <= copied  # setup.cfg names them
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not copied & set(ignored)


def test_assets_are_built_before_the_wheel_that_holds_them() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert text.index("python -m web.assets") < text.index("pip wheel")


def test_compose_draws_two_web_and_two_worker_processes_behind_nginx(compose: dict[str, Any]) -> None:
    commands = {name: service.get("command") for name, service in compose["services"].items()}

    assert commands == {
        "database": None,
        "web1": ["amends", "serve"],
        "web2": ["amends", "serve"],
        "worker1": ["amends", "worker"],
        "worker2": ["amends", "worker"],
        "nginx": None,
    }


def test_compose_sets_only_what_amends_knows(compose: dict[str, Any]) -> None:
    known = {PREFIX + name for name in NAMES} | {f"{PREFIX}{name}_FILE" for name in SECRETS}

    for service in compose["services"].values():
        given = {name for name in service.get("environment", {}) if name.startswith(PREFIX)}
        assert given <= known


def test_every_name_that_compose_asks_for_stands_in_the_example(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    example = (ROOT / "deploy" / "example.env").read_text(encoding="utf-8")

    assert asked - {"AMENDS_PUBLIC_PORT"} == set(re.findall(r"^#? ?(\w+)=", example, re.MULTILINE))


def test_services_wait_for_services_that_can_say_they_are_well(compose: dict[str, Any]) -> None:
    services = compose["services"]

    for service in services.values():
        for name, wait in service.get("depends_on", {}).items():
            assert wait == {"condition": "service_healthy"}
            assert "test" in services[name]["healthcheck"]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in compose["volumes"]
        assert set(service["networks"]) <= set(compose["networks"])


def test_nginx_shares_out_to_the_web_processes_and_is_the_one_proxy_they_believe(
    compose: dict[str, Any],
) -> None:
    conf = (ROOT / "deploy" / "nginx" / "upstream.conf").read_text(encoding="utf-8")
    services = compose["services"]

    assert set(re.findall(r"^\s*server (\w+):8000", conf, re.MULTILINE)) == {"web1", "web2"}
    for web in ("web1", "web2"):  # nginx looks a name up once: made anew, a web process keeps its address
        assert "ipv4_address" in services[web]["networks"]["site"]
    address = services["nginx"]["networks"]["site"]["ipv4_address"]
    assert services["web1"]["environment"]["AMENDS_TRUSTED_PROXY"] == address
