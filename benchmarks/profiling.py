"""Where the time goes: the most expensive functions of a call, by the time spent in each itself."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = 14
Recorded = dict[tuple[str, int, str], tuple[int, int, float, float, object]]


def profile(call: Callable[[], object], times: int) -> str:
    """A table: share of all time, microseconds per call of `call`, times called per call, function."""
    found = _recorded(call, times)
    whole = sum(own for _, _, own, _, _ in found.values())
    costly = sorted(found.items(), key=lambda item: item[1][2], reverse=True)[:LINES]
    lines = [
        f"{own / whole:5.1%} {own / times * 1e6:8.1f} us {calls / times:7.1f} x  {_place(*where)}"
        for where, (_, calls, own, _, _) in costly
    ]
    return "\n".join(lines)


def by_part(call: Callable[[], object], times: int) -> str:
    """Time within each part of the program, as the share of everything: our packages and the libraries."""
    parts: dict[str, float] = {}
    for (file, _, name), (_, _, own, _, _) in _recorded(call, times).items():
        part = _part(file, name)
        parts[part] = parts.get(part, 0.0) + own
    whole = sum(parts.values())
    ordered = sorted(parts.items(), key=lambda item: item[1], reverse=True)
    return ", ".join(f"{part} {own / whole:.0%}" for part, own in ordered if own / whole >= 0.02)


def _part(file: str, name: str) -> str:
    if "site-packages/" in file:
        return file.partition("site-packages/")[2].split("/")[0]
    if file.startswith(str(ROOT)):
        return ".".join(Path(file).relative_to(ROOT).with_suffix("").parts[:2])
    if "sqlite3" in name or "sqlite3" in file:
        return "the database driver"
    return "Python itself"


def _place(file: str, line: int, name: str) -> str:
    if file.startswith(str(ROOT)) and "site-packages" not in file:
        return f"{Path(file).relative_to(ROOT)}:{line} {name}"
    return f"{Path(file).parent.name}/{Path(file).name}:{line} {name}" if line else name


def _recorded(call: Callable[[], object], times: int) -> Recorded:
    """What was called meanwhile, by file, line and name; the first call is not counted."""
    recorder = cProfile.Profile()
    call()
    recorder.enable()
    for _ in range(times):
        call()
    recorder.disable()
    found: Recorded = pstats.Stats(recorder).stats  # type: ignore[attr-defined] # typeshed leaves it out
    return found
