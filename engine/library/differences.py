"""What is different between two versions of a process, thing by thing, in words an owner and a reviewer read.

Diagrams are compared by element and flow, tables by rule, forms by field, letters by line, settings by entry;
of other files it is only said that they changed. How a diagram is laid out is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from engine.errors import PackageError
from engine.library.package import Package
from engine.library.things import Thing, things_of

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
UNREADABLE = "it cannot be read yet"
LONGEST = 160  # characters of a value that are told
KNOWN = 40  # characters that are told before the place where two values begin to differ


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that was added, removed or changed. `where` is its diagram, table, form or file."""

    part: str  # "diagram", "table", "form", "letter", "settings" or "file"
    where: str
    key: str  # of an element its id in the diagram
    name: str
    what: str
    details: tuple[str, ...] = ()
    process: str = ""  # of an element, the process it is drawn in

    def __str__(self) -> str:
        """One sentence."""
        said = f": {'; '.join(self.details)}" if self.details else ""
        return f"{self.where}: {self.name} was {self.what}{said}."


def differences(old: Package | None, new: Package) -> tuple[Difference, ...]:
    """From the old version to the new one; with no old one everything is new.

    A file that cannot be read is told as changed, since a draft may be unfinished.
    """
    (before, lost), (after, unreadable) = _things(old), _things(new)
    found = [
        _difference(after.get(key) or before[key], before.get(key), after.get(key))
        for key in [*(key for key in before if key not in after), *after]
        if _facets(before.get(key)) != _facets(after.get(key))
        if key[0] not in lost | unreadable.keys()
    ]
    found += [
        Difference(part=part, where="File", key=file, name=file, what=CHANGED, details=(UNREADABLE,))
        for part, files in unreadable.items()
        for file in files
    ]
    return tuple(sorted(found, key=lambda one: (_PARTS.index(one.part), one.where)))


_PARTS = ("diagram", "table", "form", "letter", "settings", "file")


def _things(package: Package | None) -> tuple[Mapping[tuple[str, ...], Thing], dict[str, list[str]]]:
    """By identity; and of each part that cannot be read whole, the files that cannot."""
    found: dict[tuple[str, ...], Thing] = {}
    unreadable: dict[str, list[str]] = {}
    for part, read in things_of(package).items() if package is not None else ():
        try:
            found |= {thing.identity: thing for thing in read()}
        except PackageError as error:
            unreadable[part] = sorted({finding.file for finding in error.findings})
    return found, unreadable


def _facets(thing: Thing | None) -> Mapping[str, str] | None:
    return None if thing is None else thing.facets


def _difference(known: Thing, before: Thing | None, after: Thing | None) -> Difference:
    """`known` is the thing where it is, in the new version if it is in both."""
    details: tuple[str, ...] = ()
    if before is None:
        what, details = ADDED, tuple(f"{name} {_short(text)}" for name, text in known.facets.items())
    elif after is None:
        what = REMOVED
    else:
        what, details = CHANGED, tuple(_changes(before.facets, after.facets))
    return Difference(
        part=known.part,
        where=known.where,
        key=known.key,
        name=known.name,
        what=what,
        details=details if known.part != "file" else (),
        process=known.process,
    )


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        if "\n" in old or "\n" in new:
            yield from _lines(name, old, new)
        elif not old:
            yield f"{name} is now {_short(new)}"
        elif not new:
            yield f"{name} was {_short(old)} and is gone"
        else:
            was, now = _apart(old, new)
            yield f"{name} was {was} and is now {now}"


def _lines(name: str, old: str, new: str) -> Iterator[str]:
    """A longer text line by line."""
    before, after = old.splitlines(), new.splitlines()
    gone = [line for line in before if line.strip() and line not in after]
    come = [line for line in after if line.strip() and line not in before]
    for old_line, new_line in zip_longest(gone, come):
        if new_line is None:
            yield f"{name} no longer says {_short(old_line)}"
        elif old_line is None:
            yield f"{name} says {_short(new_line)}"
        else:
            was, now = _apart(old_line, new_line)
            yield f"{name} says {now} instead of {was}"
    if not gone and not come:
        yield f"the lines of {name} stand in another order"


def _apart(old: str, new: str) -> tuple[str, str]:
    """Both texts, told from shortly before the place where they begin to differ."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    if max(len(old), len(new)) <= LONGEST or same <= KNOWN:
        return _short(old), _short(new)
    return f"'…{_short(old[same - KNOWN :])[1:]}", f"'…{_short(new[same - KNOWN :])[1:]}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"'{plain}'" if len(plain) <= LONGEST else f"'{plain[:LONGEST]}…'"
