"""Bundles are found by their hashed names and built only when their sources changed."""

from __future__ import annotations

import json

import pytest

from web import assets
from web.assets import Assets, AssetsError, build


@pytest.fixture
def frontend(tmp_path, monkeypatch):
    """A front-end folder whose tools are recorded instead of run."""
    home, dist = tmp_path / "frontend", tmp_path / "dist"
    (home / "src").mkdir(parents=True)
    (home / "node_modules").mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc", "build.mjs", "src/app.js"):
        (home / name).write_text(name)
    ran = []

    def run(command):
        ran.append(command[1:])
        dist.mkdir(exist_ok=True)

    monkeypatch.setattr(assets, "FRONTEND", home)
    monkeypatch.setattr(assets, "DIST", dist)
    monkeypatch.setattr(assets, "_run", run)
    return home, ran


def test_pages_ask_for_hashed_names(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": "app-ABC.css"}))

    assert Assets.read(tmp_path).path("app.css") == "dist/app-ABC.css"


def test_without_a_build_pages_still_have_an_address(tmp_path):
    assert Assets.read(tmp_path).path("app.css") == "dist/app.css"


def test_the_first_build_installs_without_running_scripts_of_others(frontend):
    _home, ran = frontend
    said = []

    assert build(said.append)

    (install, bundle) = ran
    assert install[0].endswith("npm-cli.js")
    assert install[1:3] == ["ci", "--ignore-scripts"]
    assert bundle[0] == "build.mjs"
    assert len(said) == 2


def test_an_unchanged_front_end_is_not_built_again(frontend):
    _home, ran = frontend
    build()
    ran.clear()

    assert not build()
    assert ran == []


def test_a_changed_source_is_built_without_installing_again(frontend):
    home, ran = frontend
    build()
    ran.clear()
    (home / "src" / "app.js").write_text("changed")

    assert build()
    assert [command[0] for command in ran] == ["build.mjs"]


def test_a_changed_lock_installs_again(frontend):
    home, ran = frontend
    build()
    ran.clear()
    (home / "package-lock.json").write_text("changed")

    build()

    assert len(ran) == 2


def test_an_installed_wheel_builds_nothing(frontend):
    home, ran = frontend
    (home / "build.mjs").unlink()

    assert not build()
    assert ran == []


def test_a_failing_tool_is_told_with_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "FRONTEND", tmp_path)
    node, _npm = assets.node_and_npm()

    with pytest.raises(AssetsError, match="no such module today"):
        assets._run([node, "-e", "throw new Error('no such module today')"])


def test_the_lock_names_no_registry():
    lock = (assets.ROOT / "frontend" / "package-lock.json").read_text()

    assert "resolved" not in lock
    assert "http" not in [word for entry in json.loads(lock)["packages"].values() for word in entry]


def test_bundles_are_kept_for_a_year(app, visitor, tmp_path):
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "app-ABC.css").write_text("body {}")
    app.static_folder = str(tmp_path)

    answer = visitor.get("/static/dist/app-ABC.css")

    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()
