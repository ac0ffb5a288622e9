"""A web application on a fresh store, and visitors who walk through its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from engine.cli.opening import open_store
from engine.database import Base, Database
from engine.people.accounts import create_person
from engine.people.groups import add_groups
from engine.settings import Settings
from tests.store import copy_of, keep, store_url
from tests.web.furnished import Office
from tests.web.visitor import PASSWORD, Visitor
from web.app import create_app
from web.security import limiter


def load_models() -> None:
    """Import every module of rows, so that the metadata knows all tables."""
    engine = Path(import_module("engine").__file__).parent
    for models in engine.glob("*/models.py"):
        import_module(f"engine.{models.parent.name}.models")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path, database_url=store_url(tmp_path), secret_key=b"k" * 32)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    load_models()
    store = Database(settings.database_url)
    Base.metadata.create_all(store.engine)
    yield store
    store.dispose()


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    limiter.enabled = True  # tests in a browser switch it off
    yield create_app(settings, database)
    limiter.reset()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody without an account."""
    return Visitor(app.test_client())


@pytest.fixture
def person(database: Database) -> Callable[..., str]:
    """Makes an account and says its id: person("ana", roles=["staff"], groups=["front_line"])."""

    def make(login: str, *, roles: tuple[str, ...] = ("staff",), groups: tuple[str, ...] = ()) -> str:
        with database.write() as session:
            add_groups(session, None, {group: group.replace("_", " ").capitalize() for group in groups})
            made = create_person(
                session,
                login=login,
                name=login.capitalize(),
                now=datetime.now(UTC),
                password=PASSWORD,
                email=f"{login}@example.org",
                roles=roles,
                groups=groups,
            )
            return made.id

    return make


@pytest.fixture
def signed_in(app: Flask, person: Callable[..., str]) -> Callable[..., Visitor]:
    """Makes an account and signs it in: signed_in("olga", roles=["staff", "process_owner"])."""

    def make(login: str, *, roles: tuple[str, ...] = ("staff",), groups: tuple[str, ...] = ()) -> Visitor:
        person(login, roles=roles, groups=groups)
        return Visitor(app.test_client()).sign_in(login)

    return make


@pytest.fixture(scope="session")
def furnished_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a store with the demo's people and the shipped processes, made once and copied."""
    var = tmp_path_factory.mktemp("furnished")
    url = store_url(var)
    keep(url)
    open_store(_demo_settings(var, url)).dispose()
    return url


@pytest.fixture
def office(furnished_store: str, tmp_path: Path) -> Iterator[Office]:
    """A furnished office of this test's own."""
    settings = _demo_settings(tmp_path, copy_of(furnished_store, tmp_path))
    store = Database(settings.database_url)
    yield Office(create_app(settings, store), store, settings)
    limiter.reset()
    store.dispose()


def _demo_settings(var: Path, url: str) -> Settings:
    return Settings(var=var, database_url=url, secret_key=b"k" * 32, demo=True, time_travel=True)
