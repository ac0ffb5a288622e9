"""What of a case file outlives the erasure of its case: the paths its package names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.library.live import live_package
from engine.library.process_settings import ProcessSettings, RecordRules

Names = dict[str, "Names"]  # name -> the names within it; empty: all of it


def rules_of(session: Session, process: str) -> RecordRules:
    """The rules for records of a process. Those in force today are for the cases of all its versions."""
    return live_package(session, process).settings.records


def staying(session: Session, process: str, settings: ProcessSettings) -> tuple[str, ...]:
    """The dotted paths that stay: those under `records.stays` today, and those the case is counted by."""
    return tuple(dict.fromkeys((*rules_of(session, process).stays, *settings.counted)))


def what_stays(file: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """The part of a case file at these paths; of a list the same part of each entry."""
    found: dict[str, Any] = _part(dict(file), _tree(paths))
    return found


def _tree(paths: Iterable[str]) -> Names:
    root: Names = {}
    whole: list[Names] = []  # of a name asked for as a whole, its parts are not asked for besides
    for path in sorted(paths, key=lambda path: path.count(".")):
        at = root
        for name in path.split("."):
            if any(at is one for one in whole):
                break
            at = at.setdefault(name, {})
        else:
            whole.append(at)
    return root


def _part(value: Any, names: Names) -> Any:
    if not names:
        return value
    if isinstance(value, list):
        return [_part(entry, names) for entry in value]
    if isinstance(value, Mapping):
        return {name: _part(value[name], inner) for name, inner in names.items() if name in value}
    return None  # something else stands where the path goes on: better nothing than too much
