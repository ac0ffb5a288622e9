"""A real Chromium on a real server; any script error, policy breach or foreign request fails the test."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import waitress
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page
from waitress.wasyncore import close_all

from engine.cli.opening import open_store
from engine.database import Database
from engine.library.source import shipped_root
from engine.people.demo import read_demo_people
from engine.settings import Settings
from web.app import create_app
from web.assets import FRONTEND, build
from web.security import limiter
from web.serving import THREADS

AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000.0  # milliseconds a page may take for anything
REFUSED_ON_PURPOSE = re.compile(r"the server responded with a status of 4\d\d")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Stage:
    """A running Amends with its store, for tests to look at from behind."""

    app: Flask
    database: Database
    settings: Settings
    url: str


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium, which calls nobody."""
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": list(QUIET)}


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The demo's people and the shipped processes behind a server on a free port."""
    build()
    var = tmp_path_factory.mktemp("var")
    settings = Settings(
        var=var, database_url=f"sqlite:///{var}/amends.db", secret_key=b"k" * 32, demo=True, time_travel=True
    )
    database = open_store(settings)
    app = create_app(settings, database)
    limiter.enabled = False  # these tests sign in more often than people do
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    url = f"http://127.0.0.1:{server.effective_port}"
    app.extensions["amends.settings"] = replace(settings, base_url=url)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Stage(app=app, database=database, settings=settings, url=url)
    # In the server's own thread: it must not be waiting for what is being closed.
    server.trigger.pull_trigger(partial(close_all, server._map))
    thread.join()
    server.task_dispatcher.shutdown()
    limiter.enabled = True
    database.dispose()


@pytest.fixture(scope="session")
def base_url(stage: Stage) -> str:
    """Where the pages are."""
    return stage.url


@dataclass
class Watch:
    """What went wrong in the pages of one test. A test that provokes an answer of 4xx need not say so."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page, url: str) -> Page:
        """Listen to a page."""
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", self._heard)
        page.on("request", lambda request: self._sent(request.url, url))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED_ON_PURPOSE.search(message.text):
            self.faults.append(f"console: {message.text}")

    def _sent(self, address: str, url: str) -> None:
        if not address.startswith((url, "data:", "blob:")):
            self.faults.append(f"foreign request: {address}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test when a page it listened to had a fault."""
    kept = Watch()
    yield kept
    assert kept.faults == []


@pytest.fixture
def page(page: Page, watch: Watch, base_url: str) -> Page:
    """A page that is listened to."""
    page.set_default_timeout(PATIENCE)
    return watch.over(page, base_url)


@pytest.fixture
def plain_page(browser: Browser, watch: Watch, base_url: str) -> Iterator[Page]:
    """A page whose browser runs no scripts."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    yield watch.over(context.new_page(), base_url)
    context.close()


@pytest.fixture
def sign_in() -> Callable[..., None]:
    """Signs one of the demo's people in: sign_in(page, "ana")."""

    def do(page: Page, login: str) -> None:
        page.context.clear_cookies()
        page.goto("/sign-in")
        page.locator("#field-login").fill(login)
        page.locator("#field-password").fill(read_demo_people(shipped_root()).password)
        page.locator(".sign-in .btn-primary").click()

    return do


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """What axe finds on a page, in light and dark: axe(page) should be []."""

    def run(page: Page, within: str | None = None) -> list[str]:
        found = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            # Through the debugger, because the page's own policy would not let a foreign script in.
            page.evaluate(AXE.read_text(encoding="utf-8"))
            answer = page.evaluate(
                "([within, rules]) => axe.run(within ?? document, {runOnly: {type: 'tag', values: rules}})",
                [within, RULES],
            )
            for violation in answer["violations"]:
                nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:4])
                found.append(f"{scheme} {violation['id']}: {nodes}")
        page.emulate_media(color_scheme=None, reduced_motion=None)
        return found

    return run
